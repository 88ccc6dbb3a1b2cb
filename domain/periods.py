"""Months and quarters as the figures know them, and when they close.

Days are local calendar days; ranges are half-open, as DayRange says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.errors import InvalidField
from domain.model import DayRange

CLOSING_DAY = 10
"""A month closes when this day of the next month begins: late registrations have come by then."""

_WRITTEN = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar month or quarter. Sorts by year, kind and number."""

    year: int
    kind: Literal["month", "quarter"]
    number: int
    """1–12 for a month, 1–4 for a quarter."""

    def __str__(self) -> str:
        mark = "Q" if self.kind == "quarter" else ""
        return f"{self.year:04d}-{mark}{self.number:0{1 if mark else 2}d}"

    @property
    def days(self) -> DayRange:
        length = 3 if self.kind == "quarter" else 1
        first = (self.number - 1) * length
        return DayRange(date(self.year, first + 1, 1), _month_start(self.year, first + length))

    @property
    def closes_on(self) -> date:
        """The local day from whose beginning the period may be closed."""
        return self.days.after.replace(day=CLOSING_DAY)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months of a quarter in order; a month itself."""
        if self.kind == "month":
            return (self,)
        last = self.number * 3
        return tuple(Period(self.year, "month", number) for number in range(last - 2, last + 1))

    @property
    def quarter(self) -> Period:
        return quarter_of(self.days.first)

    @property
    def following(self) -> Period:
        after = self.days.after
        return month_of(after) if self.kind == "month" else quarter_of(after)


def month_of(day: date) -> Period:
    return Period(day.year, "month", day.month)


def quarter_of(day: date) -> Period:
    return Period(day.year, "quarter", (day.month + 2) // 3)


def parse(text: str) -> Period:
    """The period written "2026-11" or "2026-Q4". Raises InvalidField (period, malformed-period)."""
    match = _WRITTEN.fullmatch(text)
    if match is None or match[1] == "0000":
        raise InvalidField("period", "malformed-period", period=text[:20])
    year, month, quarter = match.groups()
    if (year, month or quarter) in (("9999", "12"), ("9999", "4")):
        raise InvalidField("period", "malformed-period", period=text)
    if quarter:
        return Period(int(year), "quarter", int(quarter))
    return Period(int(year), "month", int(month))


def closed_months(first: date, today: date) -> Iterator[Period]:
    """The months from the one that `first` is in that may be closed on the local day `today`."""
    month = month_of(first)
    while month.closes_on <= today:
        yield month
        month = month.following


def _month_start(year: int, months_in: int) -> date:
    """The first day of the month that is `months_in` months after January of `year`."""
    return date(year + months_in // 12, months_in % 12 + 1, 1)
