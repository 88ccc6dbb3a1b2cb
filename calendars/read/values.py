"""What is read from an .ics file: events, their dates, and what was wrong with it.

Nothing here holds people: ATTENDEE, ORGANIZER, CONTACT, alarms and X- properties are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

ProblemCode = Literal[
    "encoding",
    "truncated",
    "nested",
    "line",
    "line-length",
    "no-start",
    "start",
    "end",
    "too-long",
    "far-away",
    "rule",
    "too-often",
    "too-much",
    "too-many-dates",
    "exception",
    "duplicate",
    "unknown-zone",
    "zone",
    "cpr",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most: what bounds time and memory.

    Measured with the worst file of each kind that the tests know: 6 s of a core and 45 MB.
    """

    octets: int = 5_000_000
    lines: int = 250_000
    """Physical lines."""
    line: int = 20_000
    """Characters of one unfolded line; a longer one is dropped."""
    events: int = 5_000
    dates: int = 2_000
    """Dates in the window; the earliest are kept."""
    work: int = 500_000
    """Days that all rules together may walk through, each date counted three times."""
    problems: int = 100
    """Problems that are told; the first ones."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be used. It quotes nothing of the file, so it may be shown."""

    line: int
    """The physical line at which the property or component begins, from 1; 0: the whole file."""
    code: ProblemCode


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT as it stands in the file, its texts cleaned."""

    line: int
    source_uid: str
    """The foreign UID: for matching only, never published."""
    title: str
    place: str
    text: str
    link: str
    """An https address, or ""."""
    start: datetime
    """Naive wall time in `zone`; midnight for a whole day."""
    zone: str
    """IANA name, "UTC", or "" where the file defines the zone itself."""
    length: timedelta
    all_day: bool
    rule: str | None
    """The RRULE value as it stands, None for once."""
    replaces: datetime | None
    """The UTC instant of the date of a series that this event stands for (RECURRENCE-ID)."""
    and_following: bool
    """RANGE=THISANDFUTURE."""
    cancelled: bool
    busy: bool
    """Takes its owner's time: not TRANSPARENT, not free, not cancelled."""
    private: bool
    """CLASS says that it is not for everybody."""
    sequence: int
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Date:
    """One date within the window. Instants in UTC, half-open; an event may have no length."""

    event: Event
    original_start: datetime
    """What the rule gives; equals `starts_at` unless the date was moved."""
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that a file holds for the window it was read for."""

    name: str
    """What the calendar calls itself, "" when it does not."""
    events: tuple[Event, ...]
    dates: tuple[Date, ...]
    """By start."""
    taken: tuple[tuple[datetime, datetime], ...]
    """VFREEBUSY times that are not free, UTC, half-open."""
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Whether the file ends as a calendar must; False: it was cut off on its way."""
        return all(problem.code != "truncated" for problem in self.problems)
