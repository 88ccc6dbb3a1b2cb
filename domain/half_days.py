"""Visits outside activities: at a place such as the café, counted per morning and afternoon.

A measure of its own. Somebody who drinks coffee and then joins an activity is counted by both, so
nothing may ever add the two: `HalfDay` and `domain.figures` know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from domain.model import DayRange

Half = Literal["morning", "afternoon"]
HALVES: tuple[Half, ...] = get_args(Half)
WORKDAYS = "01234"
EARLIEST, LATEST = time(8), time(20)
"""Between these the day may divide."""


@dataclass(frozen=True, slots=True)
class CountingPlace:
    """A place whose visitors are counted though nothing is planned there ("Min indgang")."""

    id: int
    name: str
    divides_at: time
    """Local wall time: before it is morning, from it on afternoon."""
    since: date
    """First local day that is counted; nothing before it is missing."""
    weekdays: str = WORKDAYS
    """The days it is open, "0" Monday to "6" Sunday."""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half of one local day at one place: each visitor counts at most once in it."""

    place_id: int
    day: date
    half: Half


@dataclass(frozen=True, slots=True)
class HalfDayCount:
    """What was counted; saving again replaces it."""

    at: HalfDay
    total: int
    version: int


def has_begun(at: HalfDay, place: CountingPlace, wall: datetime) -> bool:
    """Whether the half has begun at the naive local time `wall`."""
    begins = place.divides_at if at.half == "afternoon" else time()
    return datetime.combine(at.day, begins) <= wall


def expected(
    places: Iterable[CountingPlace], days: DayRange, closed: Collection[date], wall: datetime
) -> list[HalfDay]:
    """The halves of `days` that should be counted by now, by day, half and place.

    `closed`: local days on which the house is shut. `wall` is naive local time.
    """
    found: list[HalfDay] = []
    kept = list(places)
    day = days.first
    while day < days.after:
        for half in HALVES:
            for place in kept:
                one = HalfDay(place.id, day, half)
                open_then = str(day.weekday()) in place.weekdays and day >= place.since
                counts = open_then and day not in closed and not place.retired
                if counts and has_begun(one, place, wall):
                    found.append(one)
        day += timedelta(days=1)
    return found
