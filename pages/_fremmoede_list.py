"""Today's dates, those that nobody recorded, and what was recorded lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from actions import attendance
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import between, unrecorded
from domain.localtime import day_start, local_day, to_local
from domain.model import Actor, DatedActivity, House
from locales import _
from locales.formats import short_day, time_range
from pages._fremmoede_words import state_badge
from pages._show import aligned, chips, nothing, plain

_LATELY = timedelta(days=7)


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    today, _recent = attendance.host_dates(db, actor, now=now)
    with db.read() as con:
        house = load_house(con)
        missing = unrecorded(con, day_start(local_day(now, zone), zone))
        lately = between(con, now - _LATELY, now)
    todays = {one.occurrence.id for one in today}
    recorded = [
        one for one in lately if one.occurrence.close_out and one.occurrence.id not in todays
    ]
    st.header(_("Today"), anchor=False)
    _rows(today, house, zone, now, "today", dated=False, empty=_("Nothing is planned today."))
    st.header(_("Not recorded yet, oldest first"), anchor=False)
    thanks = _("Everything is recorded. Thank you!")
    _rows(missing, house, zone, now, "missing", dated=True, empty=thanks)
    with st.expander(_("Recorded in the last 7 days"), icon=":material/history:"):
        newest = list(reversed(recorded))
        _rows(newest, house, zone, now, "recorded", dated=True, empty=_("Nothing recorded."))


def _rows(
    dates: Sequence[DatedActivity],
    house: House,
    zone: ZoneInfo,
    now: datetime,
    name: str,
    *,
    dated: bool,
    empty: str,
) -> None:
    if not dates:
        nothing(empty)
        return
    with st.container(key=f"rows_{name}", gap=None):
        for one in dates:
            st.button(
                _words(one, house, zone, now, dated=dated),
                key=f"fremmoede_{one.occurrence.id}",
                type="tertiary",
                on_click=_open,
                args=(one.occurrence.id,),
            )


def _words(one: DatedActivity, house: House, zone: ZoneInfo, now: datetime, *, dated: bool) -> str:
    start, end = (to_local(at, zone) for at in (one.occurrence.starts_at, one.occurrence.ends_at))
    when = f"{short_day(start)} {time_range(start, end)}" if dated else time_range(start, end)
    organisers = chips(one.activity.fields.service_ids, house)
    return f"{aligned(when)} {organisers} {plain(one.title)} {state_badge(one.occurrence, now)}"


def _open(occurrence_id: int) -> None:
    st.query_params["dato"] = str(occurrence_id)
