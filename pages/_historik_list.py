"""The change log as a list by day, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import streamlit as st

from db.changes import Change, latest
from db.connection import HouseDb
from domain.localtime import local_day, to_local
from domain.model import Actor
from locales import _
from locales.formats import clock, day
from pages import _historik_change
from pages._historik_words import action_words
from pages._show import aligned, nothing, plain

_PAGE = 100
_OLDER = "ældre"


def draw(db: HouseDb, actor: Actor, zone: ZoneInfo, *, now: datetime) -> None:
    chosen = st.query_params.get(_historik_change.CHANGE, "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 16:
        _historik_change.draw(db, actor, int(chosen), now=now, zone=zone)
        return
    st.write(_("Who changed what, newest first. Figures never stand here."))
    text = st.query_params.get(_OLDER, "")
    older = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    with db.read() as con:
        changes = latest(con, limit=_PAGE + 1, older_than=older)
    if not changes:
        nothing(_("Nothing has been changed yet."))
    for when, some in groupby(changes[:_PAGE], key=lambda one: local_day(one.at, zone)):
        st.header(plain(f"{day(when)} {when.year}").capitalize(), anchor=False)
        _rows(list(some), zone)
    with st.container(horizontal=True):
        if older is not None:
            st.button(_("Newest"), icon=":material/first_page:", on_click=_to, args=(None,))
        if len(changes) > _PAGE:
            last = changes[_PAGE - 1].id
            st.button(_("Older"), icon=":material/chevron_right:", on_click=_to, args=(last,))


def _rows(changes: Sequence[Change], zone: ZoneInfo) -> None:
    with st.container(key=f"rows_history_{changes[0].id}", gap=None):
        for one in changes:
            what = f"{action_words(one.action)}: {plain(one.summary)}".removesuffix(": ")
            who = plain(one.who) or _("The house itself")
            st.button(
                f"{aligned(clock(to_local(one.at, zone)))} {what} · {who}",
                key=f"history_{one.id}",
                type="tertiary",
                on_click=_historik_change.go,
                args=(one.id,),
            )


def _to(older: int | None) -> None:
    if older is not None:
        st.query_params[_OLDER] = str(older)
    elif _OLDER in st.query_params:
        del st.query_params[_OLDER]
