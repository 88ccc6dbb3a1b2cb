"""The change log as a list by day, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import streamlit as st

from db.changes import Change, latest
from db.connection import HouseDb
from domain.localtime import local_day, to_local
from locales import _
from locales.formats import clock, day
from pages._historik_words import action_words
from pages._show import nothing, plain

_PAGE = 100
_OLDER = "ældre"


def draw(db: HouseDb, zone: ZoneInfo) -> None:
    text = st.query_params.get(_OLDER, "")
    older = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    with db.read() as con:
        changes = latest(con, limit=_PAGE + 1, older_than=older)
    if not changes:
        nothing(_("Nothing has been changed yet."))
    for when, some in groupby(changes[:_PAGE], key=lambda one: local_day(one.at, zone)):
        st.header(plain(f"{day(when)} {when.year}").capitalize(), anchor=False)
        _table(list(some), zone)
    with st.container(horizontal=True):
        if older is not None:
            st.button(_("Newest"), icon=":material/first_page:", on_click=_to, args=(None,))
        if len(changes) > _PAGE:
            last = changes[_PAGE - 1].id
            st.button(_("Older"), icon=":material/chevron_right:", on_click=_to, args=(last,))


def _table(changes: Sequence[Change], zone: ZoneInfo) -> None:
    st.table(
        {
            _("Time"): [plain(clock(to_local(one.at, zone))) for one in changes],
            _("Who"): [plain(one.who) or _("The house itself") for one in changes],
            _("What"): [
                f"{action_words(one.action)}: {plain(one.summary)}".removesuffix(": ")
                for one in changes
            ],
        },
        border="horizontal",
        hide_index=True,
    )


def _to(older: int | None) -> None:
    if older is not None:
        st.query_params[_OLDER] = str(older)
    elif _OLDER in st.query_params:
        del st.query_params[_OLDER]
