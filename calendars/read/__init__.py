"""Reading an .ics file of somebody else's: its events, and their dates within a window.

For partners' calendars, busy calendars and the import of files. Reads bytes, writes nothing, asks
nobody. What is wrong in a file is told by line and left out; only a file that is no calendar, or
too large a one, raises. Time and memory are bounded by `Limits`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from calendars.read import lines
from calendars.read.dates import dates_of
from calendars.read.events import BUSY_NAMES, NAMES, Draft, draft_of, taken_of
from calendars.read.values import Date, Event, Limits, Problem, ProblemCode, Reading
from calendars.read.zones import Zones
from domain.text import clean_line, has_cpr

__all__ = ["Date", "Event", "Limits", "Problem", "Reading", "read"]
_MAX_NAME = 120


def read(
    data: bytes,
    *,
    house: ZoneInfo,
    start: datetime,
    end: datetime,
    texts: bool = True,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
) -> Reading:
    """The events of a file, and their dates that overlap [start, end), instants in UTC.

    `house` is the zone of floating times and whole days. `texts` False: titles, places and
    descriptions are not even looked at, so that no value of the answer can hold them.
    Raises UnreadableCalendar: "empty", "too-large", "not-a-calendar", "too-many-lines",
    "too-many-events", "too-many-zones".
    """
    problems: dict[Problem, None] = {}

    def told(line: int, code: ProblemCode) -> None:
        if len(problems) < limits.problems or code in ("truncated", "too-much"):
            problems.setdefault(Problem(line, code))

    text = lines.decoded(data, limits, told)
    file = lines.parsed(text, NAMES if texts else BUSY_NAMES, limits, told)
    zones = Zones(file.components, file.head, house, told)
    drafts: list[Draft] = []
    taken: list[tuple[datetime, datetime]] = []
    for component in file.components:
        if component.name == "VEVENT":
            draft = draft_of(component, zones, told)
            if draft is not None:
                drafts.append(draft)
        elif component.name == "VFREEBUSY":
            taken.extend(taken_of(component, zones, told))
    first, after = start.astimezone(UTC), end.astimezone(UTC)
    found = dates_of(drafts, first, after, limits, told)
    name = clean_line(file.head.get("X-WR-CALNAME") or file.head.get("NAME", "")) if texts else ""
    return Reading(
        name="" if has_cpr(name) else name[:_MAX_NAME],
        events=tuple(draft.event for draft in drafts),
        dates=tuple(found),
        taken=tuple(
            sorted(one for one in taken if one[0] < after and one[1] > first)[: limits.dates]
        ),
        problems=tuple(sorted(problems, key=lambda problem: (problem.line, problem.code))),
    )
