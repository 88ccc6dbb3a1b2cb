"""How much of their open hours rooms are booked, held and empty. No clock, no database.

Days and hours are local, closures are instants in UTC; all ranges half-open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from domain.driftstal import OPEN_FROM, OPEN_UNTIL, Tally, slot_of
from domain.localtime import to_local
from domain.model import Closure, DayRange, Room

HOURS = range(OPEN_FROM, OPEN_UNTIL)


@dataclass(frozen=True, slots=True)
class Share:
    """Of the minutes in which rooms are open, from 0 to 1."""

    booked: float
    held: float

    @property
    def empty(self) -> float:
        return 1 - self.booked


def shares(
    found: Mapping[int, Tally],
    rooms: Collection[Room],
    closed: Iterable[Closure],
    days: DayRange,
    zone: ZoneInfo,
) -> dict[tuple[int, int], Share]:
    """By weekday (0 is Monday) and hour; hours in which no room was open at all are left out.

    `found` is the cut by hour. What is booked in spite of a closure counts, to at most all.
    """
    booked: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    ids = {one.id for one in rooms}
    for key, one in found.items():
        slot = slot_of(key)
        if slot.room_id in ids:
            booked[slot.weekday, slot.hour][0] += one.booked_minutes
            booked[slot.weekday, slot.hour][1] += one.held_minutes
    return {
        at: Share(*(min(1.0, minutes / there) for minutes in booked[at]))
        for at, there in open_minutes(rooms, closed, days, zone).items()
        if there
    }


def open_minutes(
    rooms: Collection[Room], closed: Iterable[Closure], days: DayRange, zone: ZoneInfo
) -> dict[tuple[int, int], int]:
    """The rooms' minutes by weekday and hour, without those in which their site is closed."""
    weekdays = [0] * 7
    for number in range((days.after - days.first).days):
        weekdays[(days.first + timedelta(days=number)).weekday()] += 1
    found = {
        (day, hour): times * 60 * len(rooms) for day, times in enumerate(weekdays) for hour in HOURS
    }
    shut = list(closed)
    for site in {one.site_id for one in rooms}:
        there = sum(one.site_id == site for one in rooms)
        # a set: what two closures close is closed once
        minutes = {
            minute
            for one in shut
            if one.site_id in (None, site)
            for minute in _minutes(one, days, zone)
        }
        for day, minute in minutes:
            found[day.weekday(), minute // 60] -= there
    return found


def _minutes(closure: Closure, days: DayRange, zone: ZoneInfo) -> Iterator[tuple[date, int]]:
    """Each local minute of the period's open hours that a closure closes."""
    start, end = to_local(closure.starts_at, zone), to_local(closure.ends_at, zone)
    day = max(days.first, start.date())
    while day < days.after and day <= end.date():
        first = start.hour * 60 + start.minute if day == start.date() else 0
        after = end.hour * 60 + end.minute if day == end.date() else 24 * 60
        for minute in range(max(first, OPEN_FROM * 60), min(after, OPEN_UNTIL * 60)):
            yield day, minute
        day += timedelta(days=1)
