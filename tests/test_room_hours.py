"""Rooms' open hours: what is closed is neither open nor empty."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from actions import setup
from domain.driftstal import Slot, Tally, parse_built_for, slot_key
from domain.errors import InvalidInput, Refused
from domain.localtime import to_utc
from domain.model import Closure, DayRange, Room
from domain.room_hours import Share, open_minutes, shares
from tests.house_case import NOW, ZONE, Case

WEEK = DayRange(date(2026, 12, 21), date(2026, 12, 28))
THURSDAY = 3


def _room(number: int, site: int) -> Room:
    return Room(
        id=number, site_id=site, name=f"R{number}", kind="group", capacity=10, exclusive=True
    )


def _closed(day: int, first: int, last_day: int, last: int, site: int | None = None) -> Closure:
    """From a day and hour of December to another, local time."""
    start, end = (datetime(2026, 12, d, h) for d, h in ((day, first), (last_day, last)))
    return Closure(0, site, to_utc(start, ZONE), to_utc(end, ZONE), "Lukket")


ROOMS = [_room(1, 1), _room(2, 1), _room(3, 2)]


@pytest.mark.parametrize(
    ("closed", "at_10", "at_20"),
    [
        pytest.param([], 180, 180, id="nothing closed"),
        pytest.param([_closed(24, 0, 25, 0)], 0, 0, id="the whole day, every site"),
        pytest.param([_closed(24, 0, 25, 0, site=2)], 120, 120, id="one site"),
        pytest.param([_closed(24, 12, 25, 0)], 180, 0, id="from noon"),
        pytest.param([_closed(20, 0, 24, 11)], 0, 180, id="days before, until 11"),
        pytest.param(
            [_closed(24, 0, 25, 0), _closed(23, 0, 26, 0, site=1)], 0, 0, id="closed twice"
        ),
        pytest.param([_closed(18, 0, 20, 0)], 180, 180, id="before the period"),
    ],
)
def test_closed_minutes_are_not_open(closed: list[Closure], at_10: int, at_20: int) -> None:
    found = open_minutes(ROOMS, closed, WEEK, ZONE)
    assert (found[THURSDAY, 10], found[THURSDAY, 20]) == (at_10, at_20)


def test_a_closed_day_is_not_an_empty_one() -> None:
    """Two Thursdays, one of them closed: the room was booked all its open time."""
    days = DayRange(date(2026, 12, 17), date(2026, 12, 31))
    booked = {slot_key(Slot(1, THURSDAY, 10)): Tally(booked_minutes=60, held_minutes=30)}
    found = shares(booked, ROOMS[:1], [_closed(24, 0, 25, 0)], days, ZONE)
    assert found[THURSDAY, 10] == Share(1.0, 0.5)
    assert found[THURSDAY, 10].empty == 0 and found[THURSDAY, 11].empty == 1


def test_an_hour_that_was_never_open_is_left_out() -> None:
    found = shares({}, ROOMS, [_closed(24, 0, 25, 0)], WEEK, ZONE)
    assert (THURSDAY, 10) not in found and (0, 10) in found


def test_an_admin_says_what_the_house_is_built_for(case: Case) -> None:
    admin: Any = case.actor("admin")
    setup.set_setting(case.db, admin, "built_for", "40-60", now=NOW)
    [row] = case.rows("SELECT value FROM setting WHERE key = 'built_for'")
    assert tuple(row) == ("40-60",)
    with pytest.raises(Refused):
        setup.set_setting(case.db, case.actor("host"), "built_for", "1-2", now=NOW)


@pytest.mark.parametrize("text", ["75-50", "0-10", "-5-10", "x-y", "10", "1-99999", "²-3"])
def test_what_is_no_range_is_refused_and_never_read(case: Case, text: str) -> None:
    with pytest.raises(InvalidInput):
        setup.set_setting(case.db, None, "built_for", text, now=NOW)
    assert parse_built_for(text) == (50, 75)
