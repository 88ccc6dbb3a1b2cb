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
    """Three lists; those not recorded reach back as far as there are any."""
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
    _rows(today, "today", _("Nothing is planned today."), house, zone, now)
    st.header(_("Not recorded yet, oldest first"), anchor=False)
    _rows(missing, "missing", _("Everything is recorded. Thank you!"), house, zone)
    with st.expander(_("Recorded in the last 7 days"), icon=":material/history:"):
        newest = list(reversed(recorded))
        _rows(newest, "recorded", _("Nothing recorded."), house, zone, now)


def _rows(
    dates: Sequence[DatedActivity],
    name: str,
    empty: str,
    house: House,
    zone: ZoneInfo,
    now: datetime | None = None,
) -> None:
    """Buttons that open a date. With `now` each says how its recording stands."""
    if not dates:
        nothing(empty)
        return
    with st.container(key=f"rows_{name}", gap=None):
        for one in dates:
            words = _words(one, house, zone, dated=name != "today")
            badge = f" {state_badge(one.occurrence, now)}" if now else ""
            st.button(
                words + badge,
                key=f"fremmoede_{one.occurrence.id}",
                type="tertiary",
                on_click=_open,
                args=(one.occurrence.id,),
            )


def _words(one: DatedActivity, house: House, zone: ZoneInfo, *, dated: bool) -> str:
    start, end = (to_local(at, zone) for at in (one.occurrence.starts_at, one.occurrence.ends_at))
    times = time_range(start, end)
    when = f"**{plain(f'{short_day(start)} {times}')}**" if dated else aligned(times)
    return f"{when} {chips(one.activity.fields.service_ids, house)} {plain(one.title)}"


def _open(occurrence_id: int) -> None:
    st.query_params["dato"] = str(occurrence_id)
