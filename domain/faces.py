"""Three faces: what citizens thought of an activity, as a tally per activity and month only.

Nobody is asked who they are, and no tap has a time. What is shown is final: only months that are
over, from five answers, and every total is the sum of what is shown. So neither two looks at one
month, nor a total minus its parts, tells what stands below five.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Face = Literal["good", "middling", "bad"]
FACES: tuple[Face, ...] = get_args(Face)
SHOWN_FROM = 5
"""Answers that an activity needs in a month before its faces are shown."""
ONE_TAP_SECONDS = 2
"""A tap counts once in this time: a hand that rests on the glass is one answer."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class FaceTally:
    """The answers to one activity in one month."""

    lineage: str
    """The activity, all parts of a split series together."""
    title: str
    month: str
    """Local calendar month of the dates, "2026-11"."""
    good: int = 0
    middling: int = 0
    bad: int = 0

    @property
    def answers(self) -> int:
        return self.good + self.middling + self.bad


def month_of(day: date) -> str:
    """The month a local day lies in, "2026-11"."""
    return f"{day.year:04d}-{day.month:02d}"


def takes_answers(month: str, today: date) -> bool:
    """Whether answers to dates of `month` are still counted: only while the month runs.

    A late answer would change a figure that has been shown, and the difference is one person.
    """
    return month == month_of(today)


def shown_faces(tallies: Iterable[FaceTally], today: date) -> list[FaceTally]:
    """What may be shown on the local day `today`, by month and title; the rest is as if not there.

    Totals, quarters and years are sums of these, never of the tallies themselves.
    Raises ValueError for a month that is none.
    """
    found = []
    for one in tallies:
        if not _MONTH.fullmatch(one.month):
            raise ValueError(one.month)
        if one.month < month_of(today) and one.answers >= SHOWN_FROM:
            found.append(one)
    return sorted(found, key=lambda one: (one.month, one.title, one.lineage))
