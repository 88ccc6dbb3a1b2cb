"""Driftstal: exact figures of what was planned, held and visited. No service stands in them.

Pure sums over dates that the database has read (`db.figures`); hidden activities are not among
them. "Not recorded" is never zero: it is counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

from domain.model import CloseOut

Daypart = Literal["day", "evening"]
Fate = Literal["held", "unrecorded", "cancelled", "coming"]
Key = TypeVar("Key", bound=Hashable)

EVENING_FROM = 16
"""What starts at 16.00 local time or later is an evening: the house is open to those who work."""


@dataclass(frozen=True, slots=True)
class DateFigures:
    """One date with its count, as Driftstal sees it: no service, no target group."""

    category_id: int
    starts: datetime
    """Naive local wall time."""
    cancelled: bool
    """Cancelled in the plan."""
    close_out: CloseOut | None
    """What was recorded; None: not recorded."""
    total: int | None
    """Visits, None when no count was recorded."""
    turned_away: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """What a set of dates comes to."""

    visits: int = 0
    turned_away: int = 0
    held: int = 0
    """Held and counted; nobody came is held, with 0 visits."""
    unrecorded: int = 0
    """Begun, not cancelled, and nobody has recorded them."""
    cancelled: int = 0
    coming: int = 0
    """Not begun yet."""

    @property
    def planned(self) -> int:
        """All dates of the plan."""
        return self.held + self.unrecorded + self.cancelled + self.coming

    @property
    def coverage(self) -> float | None:
        """Dates with a count of all dates held (those not recorded count as held); None of none."""
        begun = self.held + self.unrecorded
        return self.held / begun if begun else None


def divided_share(known: int, total: int, *, needs: int = 20) -> float | None:
    """The share of visits that was divided over services, for the subtitles of charts.

    Only of released figures (`db.figures.Release`: total without the column "unknown"), never of
    stored counts: an exact share of a small period would tell what the protection hides. None
    under `needs` visits.
    """
    return known / total if total >= needs else None


def daypart(starts: datetime) -> Daypart:
    """Day or evening, by the local start."""
    return "evening" if starts.hour >= EVENING_FROM else "day"


def fate(one: DateFigures, now: datetime) -> Fate:
    """What became of a date; `now` is naive local wall time."""
    if one.cancelled or one.close_out == "cancelled":
        return "cancelled"
    if one.total is not None:
        return "held"
    return "coming" if one.starts > now else "unrecorded"


def sums(dates: Iterable[DateFigures], now: datetime) -> Sums:
    """Everything together; `now` is naive local wall time."""
    return sums_by(dates, lambda _: None, now).get(None, Sums())


def sums_by(
    dates: Iterable[DateFigures], key: Callable[[DateFigures], Key], now: datetime
) -> dict[Key, Sums]:
    """The sums per key, in the order in which the keys first come; `now` is naive local time."""
    counts: defaultdict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in dates:
        found, what = counts[key(one)], fate(one, now)
        found[what] += 1
        if what == "held":
            found["visits"] += one.total or 0
            found["turned_away"] += one.turned_away
    return {name: Sums(**found) for name, found in counts.items()}


def by_category(dates: Iterable[DateFigures], now: datetime) -> dict[int, Sums]:
    return sums_by(dates, lambda one: one.category_id, now)


def by_day(dates: Iterable[DateFigures], now: datetime) -> dict[tuple[date, Daypart], Sums]:
    """Per local day and daypart."""
    return sums_by(dates, lambda one: (one.starts.date(), daypart(one.starts)), now)


def by_week(dates: Iterable[DateFigures], now: datetime) -> dict[tuple[date, Daypart], Sums]:
    """Per Monday of the ISO week and daypart."""
    return sums_by(dates, lambda one: (_monday(one.starts), daypart(one.starts)), now)


def by_daypart(dates: Iterable[DateFigures], now: datetime) -> dict[Daypart, Sums]:
    return sums_by(dates, lambda one: daypart(one.starts), now)


def _monday(starts: datetime) -> date:
    return starts.date() - timedelta(days=starts.weekday())
