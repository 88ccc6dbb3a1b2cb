"""What a report is about: a month, a quarter or a calendar year; its sections and its limits.

Days are local calendar days, ranges half-open, as DayRange says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Literal

from domain.driftstal import Tally
from domain.errors import InvalidField
from domain.model import DayRange
from domain.periods import Period, month_of, parse, quarter_of

SECTIONS = ("whole", "people", "quality", "economy")
"""Where a manager may comment: the summary, Menneske, Faglighed/kvalitet, Økonomi."""
MAX_COMMENT = 2000
"""Letters in a comment: about half a page."""
SHARE_NEEDS = 20
"""A share is told from a denominator of this size on."""

SpanKind = Literal["month", "quarter", "year"]
_YEAR = re.compile(r"\d{4}", re.ASCII)
_YEARS = range(1001, 9999)


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter or year; written "2026-10", "2026-Q3" or "2026"."""

    kind: SpanKind
    year: int
    number: int = 0
    """1–12 for a month, 1–4 for a quarter, 0 for a year."""

    def __str__(self) -> str:
        return f"{self.year:04d}" if self.kind == "year" else str(self._period)

    @property
    def days(self) -> DayRange:
        months = self.months
        return DayRange(months[0].days.first, months[-1].days.after)

    @property
    def last_day(self) -> date:
        return self.days.after - timedelta(days=1)

    @property
    def months(self) -> tuple[Period, ...]:
        if self.kind == "year":
            return tuple(Period(self.year, "month", number) for number in range(1, 13))
        return self._period.months

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The whole quarters in it: none of a month, itself, or four."""
        if self.kind == "month":
            return ()
        if self.kind == "quarter":
            return (self._period,)
        return tuple(Period(self.year, "quarter", number) for number in range(1, 5))

    @property
    def before(self) -> Span:
        """The same period a year earlier."""
        return Span(self.kind, self.year - 1, self.number)

    @property
    def _period(self) -> Period:
        return Period(self.year, "quarter" if self.kind == "quarter" else "month", self.number)


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole house over whole months: all of Driftstal that a report may tell.

    No part of the house stands in it, and of people only `sums.visits` and `sums.turned_away`.
    """

    sums: Tally = field(default_factory=Tally)
    days_opened: int = 0
    """Days on which something was held and counted, evenings too."""
    evenings_opened: int = 0
    course_dates: int = 0
    """Dates of all courses so far, cancelled ones too."""
    course_held: int = 0
    """Of those: held and counted."""
    good: int = 0
    middling: int = 0
    bad: int = 0
    """Faces: sums of what may be shown (`domain.faces`), never of all answers."""

    @property
    def planned(self) -> int:
        return self.sums.planned

    @property
    def answers(self) -> int:
        return self.good + self.middling + self.bad

    def __add__(self, other: Whole) -> Whole:
        return Whole(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Whole)))


def parse_span(text: str) -> Span:
    """The span written "2026-10", "2026-Q3" or "2026", of the years 1001 to 9998.

    Raises InvalidField (period, malformed-period).
    """
    if _YEAR.fullmatch(text):
        found = Span("year", int(text))
    else:
        period = parse(text)
        found = Span(period.kind, period.year, period.number)
    if found.year not in _YEARS:
        raise InvalidField("period", "malformed-period", period=text)
    return found


def span_of(kind: SpanKind, day: date) -> Span:
    """The month, quarter or year that a local day is in."""
    if kind == "year":
        return Span("year", day.year)
    found = month_of(day) if kind == "month" else quarter_of(day)
    return Span(kind, found.year, found.number)


def spans(kind: SpanKind, first: date, today: date) -> list[Span]:
    """From the one that `first` is in to the one that `today` is in, newest first."""
    found = [span_of(kind, today)]
    oldest = span_of(kind, min(first, today))
    while found[-1] != oldest:
        found.append(span_of(kind, found[-1].days.first - timedelta(days=1)))
    return found


def year_earlier(period: Period) -> Period:
    """The same month or quarter of the year before."""
    return Period(period.year - 1, period.kind, period.number)
