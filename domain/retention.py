"""When true counts by service per date go: a quarter at a time, announced, after its release.

Days are local calendar days. A quarter is reduced as a whole, so that what is left is one sum per
service and no difference between two sums tells of a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.errors import InvalidField
from domain.periods import Period, month_of, quarter_of

KEEP_MONTHS = 13
"""Months after the end of a quarter: a year to compare with, and one to correct in."""
KEEP_SETTING = "figures.keep_months"
FEWEST_MONTHS, MOST_MONTHS = 3, 60
ANNOUNCED = timedelta(weeks=4)
"""How long before the day it is told, at least."""


def keep_months(text: str) -> int:
    """The setting as written; "" is the default. Raises InvalidField ("value", "number-range")."""
    if not text:
        return KEEP_MONTHS
    if not (text.isascii() and text.isdigit() and FEWEST_MONTHS <= int(text[:4]) <= MOST_MONTHS):
        raise InvalidField("value", "number-range", lowest=FEWEST_MONTHS, highest=MOST_MONTHS)
    return int(text)


def due_on(quarter: Period, months: int, announced: date | None = None) -> date:
    """The first day on which the quarter may be reduced: so many months after its end, and not
    before it has been announced for ANNOUNCED."""
    month = month_of(quarter.days.after)
    for _ in range(months):
        month = month.following
    first = month.days.first
    return first if announced is None else max(first, announced + ANNOUNCED)


def to_announce(first: date, today: date, months: int) -> Iterator[Period]:
    """The quarters since the one that `first` is in, which are due within ANNOUNCED of `today`."""
    quarter = quarter_of(first)
    while due_on(quarter, months) <= today + ANNOUNCED:
        yield quarter
        quarter = quarter.following
