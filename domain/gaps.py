"""Days without an offer: the longest of a period, put together from spans that are kept.

Days are local calendar days, spans half-open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from domain.model import DayRange


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row, half-open, on which nothing was offered."""

    first: date
    after: date

    @property
    def days(self) -> int:
        return (self.after - self.first).days


@dataclass(frozen=True, slots=True)
class Offers:
    """What a span must remember of the days with an offer in it, to be joined to the next span."""

    first: date
    """The first day with an offer."""
    after: date
    """The day after the last one."""
    gap: Gap
    """The longest gap between the two, the first of equals; of no days where there is none."""

    def __add__(self, later: Offers) -> Offers:
        """This span and a later one; not commutative."""
        between = Gap(self.after, later.first)
        return Offers(self.first, later.after, longest((self.gap, between, later.gap)))


def longest(gaps: Iterable[Gap]) -> Gap:
    """The first of the longest."""
    return max(gaps, key=lambda gap: gap.days)


def on_day(day: date) -> Offers:
    return Offers(day, day + timedelta(days=1), Gap(day, day))


def offers(days: Iterable[date]) -> Offers | None:
    """Days with an offer, in order, none twice; None of none."""
    numbers = [day.toordinal() for day in days]
    if not numbers:
        return None
    between = [later - day for day, later in pairwise(numbers)]
    longest_step = max(between, default=1)
    last = numbers[between.index(longest_step)] if between else numbers[0]
    gap = Gap(date.fromordinal(last + 1), date.fromordinal(last + longest_step))
    return Offers(date.fromordinal(numbers[0]), date.fromordinal(numbers[-1] + 1), gap)


def longest_gap(offered: Offers | None, days: DayRange) -> Gap:
    """The longest run of days of the period without an offer, its ends too; the first of equals."""
    if offered is None:
        return Gap(days.first, days.after)
    ends = Gap(days.first, offered.first), Gap(offered.after, days.after)
    return longest((ends[0], offered.gap, ends[1]))
