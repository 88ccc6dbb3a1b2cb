"""Visits outside activities: what hosts counted in the last two weeks, to be read and corrected.

A measure of its own, so no sum stands here and none with activities anywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import streamlit as st

from actions import half_days
from db.connection import HouseDb
from db.half_days import counting_places, half_day
from db.half_days import half_days as read_half_days
from domain.half_days import HALVES, Half, HalfDay
from domain.localtime import local_day
from domain.model import Actor, DayRange
from locales import _
from locales.formats import number, short_day
from pages._fremmoede_run import run
from pages._show import Slots, nothing, plain

_BACK = timedelta(days=14)


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    """Folded away; nothing where the house counts no such place."""
    today = local_day(now, zone)
    with db.read() as con:
        places = {one.id: one for one in counting_places(con)}
        found = read_half_days(con, DayRange(today - _BACK, today + timedelta(days=1)))
    if not places:
        return
    halves: dict[Half, str] = {"morning": _("morning"), "afternoon": _("afternoon")}
    with st.expander(_("Outside activities"), icon=":material/local_cafe:"):
        st.caption(_("Each person at most once. Never added to the figures of activities."))
        if not found:
            nothing(_("Nothing recorded."))
        else:
            rows = list(reversed(found))
            st.table(
                {
                    _("When"): [plain(short_day(one.at.day)) for one in rows],
                    _("Half"): [halves[one.at.half] for one in rows],
                    _("Where"): [plain(places[one.at.place_id].name) for one in rows],
                    _("Visits"): [number(one.total) for one in rows],
                },
                border="horizontal",
                hide_index=True,
            )
        days = [today - timedelta(days=back) for back in range(_BACK.days + 1)]
        left, middle, right = st.columns(3)
        place = left.selectbox(
            _("Where"),
            [one.id for one in places.values() if not one.retired],
            placeholder=_("Choose"),
            format_func=lambda one: places[one].name,
        )
        day = middle.selectbox(_("Day"), days, placeholder=_("Choose"), format_func=short_day)
        half = right.selectbox(
            _("Half"), HALVES, placeholder=_("Choose"), format_func=lambda one: halves[one]
        )
        if place is not None and day is not None and half is not None:
            _form(db, actor, HalfDay(place, day, half), now=now)


def _form(db: HouseDb, actor: Actor, at: HalfDay, *, now: datetime) -> None:
    slots: Slots = {}
    with db.read() as con:
        had = half_day(con, at)
    version = had.version if had else 0
    key = f"fremmoede_half_{at.place_id}_{at.day}_{at.half}_{version}"
    with st.form(key):
        total = st.number_input(
            _("How many came?"), value=had.total if had else None, step=1, placeholder="0"
        )
        slots["total"] = slots["form"] = st.container()
        sent = st.form_submit_button(_("Correct the number") if had else _("Save the number"))
    if sent and total is not None:
        save = partial(half_days.record_half_day, db, actor, at, total=int(total), version=version)
        token = str(st.session_state.setdefault(f"{key}_token", uuid4().hex))
        run(_("The number is saved."), partial(save, now=now, token=token), slots)
