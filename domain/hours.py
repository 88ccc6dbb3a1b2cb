"""Weekly hours of a place or a person, in local wall time.

A window is half-open and may reach over midnight: "22–6" on a Friday ends on Saturday. No window
on any day means that no hours were entered, which stands for "always". Wall time, so the hours
stay where they are when the clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidField

DAY = 24 * 60
WEEK = 7 * DAY
_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_WINDOW = re.compile(rf"(?:kl\.? *)?{_TIME} *(?:-|–|—|til) *{_TIME}", re.ASCII)
_MOST = 4
"""Windows of one day."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """`weekday` 0 is Monday. Minutes after its midnight; `until` beyond 1440 is the next day."""

    weekday: int
    start: int
    until: int


def parse_windows(text: str, weekday: int, field: str) -> tuple[Window, ...]:
    """One day's hours as typed, "8.30-12, 13-16" or "22-6"; nothing for an empty text.

    What overlaps is joined. Raises InvalidField ("hours") for anything else.
    """
    typed = text.strip().strip(".,;").lower()
    if not typed:
        return ()
    found = []
    for part in re.split(r"\s*(?:,|;|\bog\b)\s*", typed):
        match = _WINDOW.fullmatch(part.strip())
        if match is None:
            raise InvalidField(field, "hours")
        hours, minutes, to_hours, to_minutes = (int(group or 0) for group in match.groups())
        start, until = hours * 60 + minutes, to_hours * 60 + to_minutes
        if minutes > 59 or to_minutes > 59 or start >= DAY or until > DAY or start == until:
            raise InvalidField(field, "hours")
        found.append((start, until if until > start else until + DAY))
    if len(found) > _MOST:
        raise InvalidField(field, "hours")
    return tuple(Window(weekday, *one) for one in _joined(found) if one)


def windows_text(windows: Iterable[Window]) -> str:
    """The hours of one day as they are typed: "8.30–12, 13–16"."""
    return ", ".join(f"{_clock(one.start)}–{_clock(one.until)}" for one in windows)


def on_weekday(windows: Iterable[Window], weekday: int) -> tuple[Window, ...]:
    return tuple(sorted(one for one in windows if one.weekday == weekday))


def covers(windows: Iterable[Window], start: datetime, end: datetime) -> bool:
    """Whether the naive wall times [start, end) lie within the hours; always, without any.

    Windows that touch count as one, over midnight and from Sunday to Monday too.
    """
    known = tuple(windows)
    if not known:
        return True
    first = start.weekday() * DAY + start.hour * 60 + start.minute
    last = first + max((end - start).total_seconds() / 60, 0)
    spans = [
        (one.weekday * DAY + one.start + week, one.weekday * DAY + one.until + week)
        for one in known
        for week in (-WEEK, 0, WEEK)
    ]
    return any(begin <= first and last <= until for begin, until in _joined(spans))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, until in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((begin, until))
    return joined


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute if minute <= DAY else minute - DAY, 60)
    return f"{hours}.{minutes:02d}" if minutes else str(hours)
