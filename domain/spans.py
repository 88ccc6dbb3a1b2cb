"""A period cut into spans whose sums are kept, and local days as stretches of UTC.

Days are local calendar days, ranges half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.localtime import day_start
from domain.model import DayRange
from domain.periods import month_of

Level = Literal["day", "month", "year"]
LEVELS: tuple[Level, ...] = ("year", "month", "day")
"""From the coarsest on, as `cover` tries them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a period: sums are kept for it at `level`, or its dates are read ("dates")."""

    level: Level | Literal["dates"]
    first: date
    after: date


def span_at(level: Level, day: date) -> DayRange:
    """The day, month or year that `day` is in."""
    if level == "day":
        return DayRange(day, day + timedelta(days=1))
    if level == "month":
        return month_of(day).days
    return DayRange(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def cover(
    days: DayRange, kept: Mapping[Level, Collection[date]], coarsest: Level = "year"
) -> list[Piece]:
    """The period as pieces without gap or overlap, as coarse as the kept sums allow.

    `kept`: the first days of the spans whose sums are kept, per level. Neighbours of one level
    are one piece.
    """
    pieces: list[Piece] = []
    levels = LEVELS[LEVELS.index(coarsest) :]
    day = days.first
    while day < days.after:
        level, after = _span_from(day, days.after, kept, levels)
        if pieces and pieces[-1].level == level:
            pieces[-1] = Piece(level, pieces[-1].first, after)
        else:
            pieces.append(Piece(level, day, after))
        day = after
    return pieces


def _span_from(
    day: date, end: date, kept: Mapping[Level, Collection[date]], levels: Iterable[Level]
) -> tuple[Level | Literal["dates"], date]:
    for level in levels:
        if day in kept.get(level, ()):
            if level == "day":
                return level, day + timedelta(days=1)
            span = span_at(level, day)
            if span.first == day and span.after <= end:
                return level, span.after
    return "dates", day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of UTC instants, half-open, in which the local clock is `shift` minutes ahead."""

    start: datetime
    after: datetime
    shift: int


def stretches(days: DayRange, zone: ZoneInfo) -> list[Stretch]:
    """Local days as UTC stretches, cut where the clocks change.

    Nothing starts in the hour that a change skips or repeats, so cutting at the day is exact
    when the day of the change is cut at 03.00 local time.
    """
    found: list[Stretch] = []
    day = days.first
    while day < days.after:
        start, after = day_start(day, zone), day_start(day + timedelta(days=1), zone)
        for part in _day_stretches(start, after, zone):
            if found and found[-1].shift == part.shift:
                found[-1] = Stretch(found[-1].start, part.after, part.shift)
            else:
                found.append(part)
        day += timedelta(days=1)
    return found


def _day_stretches(start: datetime, after: datetime, zone: ZoneInfo) -> Iterator[Stretch]:
    before, later = (_shift(moment, zone) for moment in (start, after))
    if before == later:
        yield Stretch(start, after, before)
        return
    low, high = start, after
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _shift(middle, zone) == before else (low, middle)
    change = (low + timedelta(seconds=59)).replace(second=0, microsecond=0)
    yield Stretch(start, change, before)
    yield Stretch(change, after, later)


def _shift(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return int(offset / timedelta(minutes=1))
