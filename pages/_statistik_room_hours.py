"""What the figure of rooms by weekday and hour asks: which rooms, which weekdays, which shares."""

from __future__ import annotations

from collections.abc import Callable

from db.house import closures
from domain import room_hours
from domain.driftstal import Tally, slot_of
from domain.localtime import day_start
from domain.model import Closure, Room
from domain.room_hours import Share
from exports import Value
from pages._statistik_ask import Ask


def of(ask: Ask, found: dict[int, Tally], rooms: list[Room]) -> dict[tuple[int, int], Share]:
    """By weekday and hour, without what is closed."""
    return room_hours.shares(found, rooms, _closed(ask), ask.chosen.days, ask.zone)


def rooms_of(ask: Ask) -> list[Room]:
    """What can be empty: rooms that one activity has to itself, and that are in use."""
    wanted = ask.narrowed.room_id
    return [
        one
        for one in ask.house.rooms.values()
        if one.exclusive and not one.retired and wanted in (None, one.id)
    ]


def weekdays(ask: Ask, found: dict[int, Tally]) -> list[int]:
    """Monday to Friday, and what else is booked."""
    used = {slot_of(key).weekday for key in found}
    wanted = ask.narrowed.weekday
    return [day for day in range(7) if (day < 5 or day in used) and wanted in (None, day)]


def _closed(ask: Ask) -> list[Closure]:
    days = ask.chosen.days
    return closures(ask.con, day_start(days.first, ask.zone), day_start(days.after, ask.zone))


def value(one: Share | None, kind: Callable[[Share], float]) -> Value:
    return None if one is None else kind(one)
