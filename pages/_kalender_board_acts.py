"""What was done in the calendar: going places at once, moving after a look at what it does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from actions.config import house_db
from db.connection import HouseDb
from db.occurrences import dated
from domain.errors import Stale
from domain.model import Actor, DatedActivity, House
from pages import _kalender_drag, _kalender_scope
from pages import _kalender_state as state
from pages._kalender_act_run import MOVE, OFF, PAUSE, Doer
from pages._kalender_places import FREE, TAKE, count
from pages._show import tell

BOARD = "kalender_board"
_PENDING = "kalender_board_pending"
_HOUR = timedelta(hours=1)


def received() -> None:
    """A callback. The component sends plain JSON; anything odd in it is dropped."""
    act = st.session_state[BOARD].get("act") or {}
    kind = act.get("kind")
    if kind == "go" and act.get("view") in state.VIEWS and (day := _day(act.get("day"))):
        state.go(visning=act["view"], dag=day.isoformat())
    elif kind == "create":
        _create(act)
    elif kind in ("open", "edit", "duplicate", "move", MOVE, OFF, PAUSE, TAKE, FREE):
        _with_date(kind, act)


def _create(act: dict[str, Any]) -> None:
    start, end = _moment(act.get("start")), _moment(act.get("end"))
    if start is not None and act.get("allDay"):
        start, end = start.replace(hour=10), start.replace(hour=11)
    where: dict[str, str | int | None] = {state.ACTIVITY: state.NEW}
    if start is not None:
        end = end if end and end > start else start + _HOUR
        where |= {state.START: f"{start:%Y-%m-%dT%H:%M}", state.END: f"{end:%Y-%m-%dT%H:%M}"}
    if isinstance(act.get("room"), int) and act["room"] > 0:
        where[state.ROOM] = act["room"]
    state.go(**where)


def _with_date(kind: str, act: dict[str, Any]) -> None:
    one = _date(act.get("id"), house_db())
    if one is None:
        return
    if kind == "duplicate":
        state.go(aktivitet=state.NEW, kopi=one.activity.id)
    elif kind == "edit" and one.activity.fields.rrule is None:
        state.go(aktivitet=one.activity.id)
    elif kind in (MOVE, OFF, PAUSE):
        state.go(dato=one.occurrence.id, handling=kind)
    elif kind == "open":
        state.go(dato=one.occurrence.id)
    else:
        st.session_state[_PENDING] = act


def pending(db: HouseDb, actor: Actor, house: House, *, now: datetime, zone: ZoneInfo) -> None:
    """Ask what a series' edit or a move is to do; a move without questions is done at once."""
    act = st.session_state.pop(_PENDING, None)
    one = _date(act.get("id"), db) if act else None
    if act is None or one is None:
        return
    if act["kind"] in (TAKE, FREE):
        count(Doer(db, actor), one.activity, 1 if act["kind"] == TAKE else -1, now)
        return
    if act["kind"] == "edit":
        _kalender_scope.ask(one, now)
        return
    if act.get("version") != one.occurrence.version:
        tell(Stale("date", 0, one.occurrence.version))
        return
    start, end = _moment(act.get("start")), _moment(act.get("end"))
    if start is None or end is None or not start < end:
        return
    room = act.get("room") if isinstance(act.get("room"), int) else one.occurrence.room_id
    if isinstance(room, int) and room < 0:
        return  # the partners' column is no room of ours
    _kalender_drag.receive(db, actor, house, one, start, end, room or None, now=now, zone=zone)


def _date(number: object, db: HouseDb) -> DatedActivity | None:
    if not isinstance(number, int):
        return None
    with db.read() as con:
        return dated(con, number)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)[:16])
    except ValueError:
        return None
