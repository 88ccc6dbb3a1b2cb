"""The calendar as month, week, day and rooms; and what is done in it."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from db.attendance import usual_totals
from db.connection import HouseDb
from db.house import closures, load_house
from db.occurrences import between
from domain.localtime import range_bounds, to_local, week_range
from domain.model import Actor, DatedActivity, DayRange, House
from domain.rights import allows
from pages import _kalender_board_acts as acts
from pages import _kalender_state as state
from pages._calendar_component import calendar
from pages._kalender_board_words import heading, texts
from pages._kalender_events import Drawn, Scene, event_texts
from pages._kalender_filter import Filter, choose
from pages._kalender_partners import partner_column, partner_events
from pages._kalender_rooms import rooms, shut
from pages._kalender_unchanged import unchanged

KEY = "kalender_board"
STANDARD = "uge"
_ALL_STATES = ("draft", "published", "cancelled")
_EARLIEST, _LATEST = 7, 22
"""Hours that are always shown; more where something is planned outside of them."""


def draw(db: HouseDb, actor: Actor, *, now: datetime, today: date, zone: ZoneInfo) -> None:
    view, day = state.view() or STANDARD, state.day(today)
    days = window(view, day)
    house = unchanged(db, "house", None, lambda: _house(db))
    wanted = choose(house)
    # whatever the board depends on beside the file; what has begun changes by the minute
    key = (view, days, wanted, actor.staff_id, actor.grants, now.replace(second=0, microsecond=0))
    held = unchanged(db, "board", key, lambda: _held(db, actor, house, days, wanted, now, zone))
    serial = st.session_state.setdefault(f"{KEY}_serial", 0) + 1
    st.session_state[f"{KEY}_serial"] = serial
    data = {
        "view": view,
        "chosen": state.view() is not None,
        "day": day.isoformat(),
        "today": today.isoformat(),
        "previous": _step(view, day, -1).isoformat(),
        "next": _step(view, day, 1).isoformat(),
        "title": heading(view, day, days),
        "mayPlan": allows(actor, "plan.write"),
        "dark": st.context.theme.type == "dark",
        "texts": texts(),
        # a drag that was given up must be drawn anew, so no two runs send the same
        "serial": serial,
    }
    calendar(data, held, key=KEY, on_act=acts.received)
    acts.pending(db, actor, house, now=now, zone=zone)


def _house(db: HouseDb) -> House:
    with db.read() as con:
        return load_house(con)


def _held(
    db: HouseDb,
    actor: Actor,
    house: House,
    days: DayRange,
    wanted: Filter,
    now: datetime,
    zone: ZoneInfo,
) -> str:
    """What the board holds: its events, closures, rooms and hours; JSON, written out once."""
    with db.read() as con:
        start, end = range_bounds(days, zone)
        dates = between(
            con,
            start,
            end,
            states=("planned", "cancelled", "paused"),
            activity_states=_ALL_STATES,
            kinds=("activity", "reservation"),
        )
        closed = closures(con, start, end)
        lineages = {one.activity.lineage for one in dates}
        usual = usual_totals(con, lineages) if allows(actor, "figures.driftstal") else {}
        theirs = partner_events(con, house, days, zone, wanted)
    shown = [one for one in dates if wanted.lets(one)]
    drawn = event_texts(shown, Scene(house, actor, now, zone, usual), _before(house, actor))
    rest = {
        "allDay": any(one["allDay"] for one in theirs),
        "closures": shut(closed, house, zone),
        "rooms": [*rooms(house, shown), *([partner_column()] if theirs else [])],
        **_hours(shown, zone),
    }
    events = ",".join([*drawn, *(json.dumps(one) for one in theirs)])
    return f'{{"events": [{events}], {json.dumps(rest)[1:]}'


def _before(house: House, actor: Actor) -> dict[int, Drawn]:
    """What this session has drawn of each date, by its id; nothing where the house is another."""
    of, found = st.session_state.get(f"{KEY}_drawn", (None, {}))
    if of != (house, actor):
        found = {}
        st.session_state[f"{KEY}_drawn"] = ((house, actor), found)
    return found  # type: ignore[no-any-return]


def window(view: str, day: date) -> DayRange:
    """The local days a view shows; a month begins on the Monday of its first week."""
    if view == "maaned":
        first = week_range(day.replace(day=1)).first
        last = day.replace(day=monthrange(day.year, day.month)[1])
        return DayRange(first, week_range(last).after)
    if view in ("dag", "lokaler"):
        return DayRange(day, day + timedelta(days=1))
    return week_range(day)


def _step(view: str, day: date, by: int) -> date:
    if view == "maaned":
        first = day.replace(day=1)
        beside = first - timedelta(days=1) if by < 0 else first + timedelta(days=31)
        return beside.replace(day=1)
    return day + timedelta(days=by * (1 if view in ("dag", "lokaler") else 7))


def _hours(dates: Sequence[DatedActivity], zone: ZoneInfo) -> dict[str, Any]:
    starts = [to_local(one.occurrence.starts_at, zone) for one in dates]
    ends = [to_local(one.occurrence.ends_at, zone) for one in dates]
    over = any(end.date() > start.date() for start, end in zip(starts, ends, strict=True))
    earliest = min([_EARLIEST, *(start.hour for start in starts), *([0] if over else [])])
    latest = max([_LATEST, *(end.hour + bool(end.minute) for end in ends), *([24] if over else [])])
    return {"earliest": f"{earliest:02}:00:00", "latest": f"{latest:02}:00:00"}
