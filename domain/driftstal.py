"""Driftstal: what is summed, over which spans, and with what it is compared. No service here.

Days are local calendar days, ranges half-open. The sums are made in `db.driftstal`; what a date
counts as is `domain.figures.fate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import add
from typing import Literal, NamedTuple

from domain.errors import InvalidField
from domain.figures import EVENING_FROM
from domain.localtime import week_range
from domain.model import DayRange
from domain.periods import month_of, quarter_of
from domain.spans import span_at

Cut = Literal["time", "category", "room", "activity", "group", "hour"]
Kind = Literal["week", "month", "quarter", "year", "own"]
Bucket = Literal["day", "week", "month"]

CUTS: tuple[Cut, ...] = ("time", "category", "room", "activity", "group", "hour")
"""What dates are summed by. `time`: 0 for the day, 1 for the evening; `group`: each target group
an activity is offered to (a date for two groups stands in both); `hour`: see `slot_of`."""

OPEN_FROM, OPEN_UNTIL = 8, 21
"""The hours, local time, half-open, in which an unbooked room is called empty."""
BUILT_FOR = (50, 75)
"""Visits a day that the house is built for; the setting ("50-75") goes before."""
BUILT_FOR_SETTING = "built_for"
MOST_BUILT_FOR = 10_000
LONGEST = timedelta(days=3660)


class Tally(NamedTuple):
    """What a set of dates comes to. Minutes are minutes of a date, or of an hour in cut `hour`.

    A tuple, because a chart of hours makes two thousand of them (a frozen dataclass takes ten
    times as long); adding adds the sums.
    """

    visits: int = 0
    turned_away: int = 0
    held: int = 0
    """Held and counted; nobody came is held, with 0 visits."""
    unrecorded: int = 0
    """Begun, not cancelled, and nobody has recorded them: never zero visits."""
    coming: int = 0
    late: int = 0
    """Cancelled with less than 24 hours' notice, or after the beginning."""
    soon: int = 0
    """Cancelled with 24 hours to 7 days' notice."""
    early: int = 0
    """Cancelled 7 days before, or earlier."""
    afterwards: int = 0
    """Told at the recording that it was not held."""
    volunteer_minutes: int = 0
    seats: int = 0
    """Places of the held dates that have a fixed number of places."""
    seated: int = 0
    """Visits at those dates."""
    booked_minutes: int = 0
    """Of all dates that were not cancelled."""
    held_minutes: int = 0

    @property
    def cancelled(self) -> int:
        return self.late + self.soon + self.early + self.afterwards

    @property
    def planned(self) -> int:
        """All dates of the plan, cancelled ones too."""
        return self.held + self.unrecorded + self.coming + self.cancelled

    @property
    def coverage(self) -> float | None:
        """Dates with a count of all dates held (those not recorded count as held); None of none."""
        begun = self.held + self.unrecorded
        return self.held / begun if begun else None

    @property
    def filled(self) -> float | None:
        """Visits per place where places are fixed; over 1 where more came. None: none fixed."""
        return self.seated / self.seats if self.seats else None

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]
        return Tally._make(map(add, self, other))


SUMS: tuple[str, ...] = Tally._fields
"""The names of the sums, in the order of the columns that hold them."""


def total(parts: Iterable[Tally]) -> Tally:
    return sum(parts, Tally())


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which dates alone are counted; None: all of them."""

    group_id: int | None = None
    category_id: int | None = None
    room_id: int | None = None
    evening: bool | None = None
    weekday: int | None = None
    """0 is Monday."""

    @property
    def anything(self) -> bool:
        return self != Narrowed()


@dataclass(frozen=True, slots=True)
class Slot:
    """A clock hour of a room on a weekday."""

    room_id: int
    """0: no room."""
    weekday: int
    hour: int


def slot_key(slot: Slot) -> int:
    """One number for a slot, as the cut `hour` keeps it."""
    return slot.room_id * 1000 + slot.weekday * 100 + slot.hour


def slot_of(key: int) -> Slot:
    room_id, rest = divmod(key, 1000)
    return Slot(room_id, *divmod(rest, 100))


# -- periods and what they are compared with ---------------------------------------------------


def year_before(days: DayRange, kind: Kind) -> DayRange:
    """The same period a year before: the same weekdays for weeks and days of one's own
    (52 weeks), the same month, quarter or year else."""
    if kind in ("week", "own"):
        back = timedelta(weeks=52)
        return DayRange(days.first - back, days.after - back)
    return DayRange(
        days.first.replace(year=days.first.year - 1), days.after.replace(year=days.after.year - 1)
    )


def period_days(kind: Kind, day: date) -> DayRange:
    """The week, month, quarter or year that `day` is in."""
    if kind == "week":
        return week_range(day)
    if kind == "month":
        return month_of(day).days
    if kind == "quarter":
        return quarter_of(day).days
    return span_at("year", day) if kind == "year" else span_at("day", day)


def bucket_of(days: DayRange) -> Bucket:
    """Up to a month stands by day, up to half a year by week, longer by month."""
    length = (days.after - days.first).days
    return "day" if length <= 31 else "week" if length <= 184 else "month"


def bucket_start(day: date, bucket: Bucket) -> date:
    """The first day of the week or month that `day` is in; for "day" itself."""
    if bucket == "week":
        return week_range(day).first
    return day.replace(day=1) if bucket == "month" else day


def buckets(days: DayRange, bucket: Bucket) -> list[date]:
    """The first day of every bucket of a period, those without dates too."""
    count = (days.after - days.first).days
    return sorted({bucket_start(days.first + timedelta(days=n), bucket) for n in range(count)})


def opened(by_day: Mapping[tuple[date, int], Tally], evening: int) -> list[date]:
    """The days (or, with `evening` 1, evenings) on which something was held and counted."""
    return sorted(day for (day, part), one in by_day.items() if part == evening and one.held)


def busy_days(
    by_day: Mapping[tuple[date, int], Tally], built_for: tuple[int, int]
) -> tuple[int, int, int]:
    """Of the days with a count: how many are below, within and above what the house is for."""
    visits: dict[date, int] = {}
    for (day, _part), one in by_day.items():
        if one.held:
            visits[day] = visits.get(day, 0) + one.visits
    low, high = built_for
    below, above = (sum(test(v) for v in visits.values()) for test in (low.__gt__, high.__lt__))
    return below, len(visits) - below - above, above


def read_built_for(text: str) -> tuple[int, int]:
    """ "50-75" as (50, 75). Raises InvalidField ("high", "number-range")."""
    low, _dash, high = text.partition("-")
    known = [
        int(one) if one.isascii() and one.isdigit() and len(one) <= 5 else 0 for one in (low, high)
    ]
    if not 1 <= known[0] <= known[1] <= MOST_BUILT_FOR:
        lowest = min(max(known[0], 1), MOST_BUILT_FOR)
        raise InvalidField("high", "number-range", lowest=lowest, highest=MOST_BUILT_FOR)
    return known[0], known[1]


def parse_built_for(text: str) -> tuple[int, int]:
    """The setting as it stands; what cannot be read is `BUILT_FOR`."""
    try:
        return read_built_for(text)
    except InvalidField:
        return BUILT_FOR


def is_evening(hour: int) -> bool:
    return hour >= EVENING_FROM
