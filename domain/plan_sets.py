"""A plan for a period (a summer plan): what pauses, what goes on, and what runs only then.

`first` and `last` are local days, both included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import InvalidField, InvalidInput
from domain.localtime import local_day
from domain.model import MAX_TITLE, ActivityFields, DatedActivity
from domain.recurrence import WEEKDAYS, first_start, wall_starts, with_until
from domain.text import clean_line, has_cpr

LONGEST = timedelta(days=366)


def checked_period(name: str, first: date, last: date, today: date) -> str:
    """The name, clean. Raises InvalidInput for a name or a period that cannot be."""
    name = clean_line(name)
    problems = []
    if not name:
        problems.append(InvalidField("name", "required"))
    if len(name) > MAX_TITLE:
        problems.append(InvalidField("name", "too-long", highest=MAX_TITLE))
    if has_cpr(name):
        problems.append(InvalidField("name", "cpr"))
    if last < first:
        problems.append(InvalidField("last", "before-start"))
    elif last - first > LONGEST:
        problems.append(InvalidField("last", "period-too-long"))
    elif last < today:
        problems.append(InvalidField("last", "weeks-are-over"))
    elif first - today > LONGEST:
        problems.append(InvalidField("first", "period-too-far"))
    if problems:
        raise InvalidInput(tuple(problems))
    return name


def in_period(fields: ActivityFields, first: date, last: date) -> ActivityFields | None:
    """What an activity becomes as one of the set's own: its weekday, time and rule, in the period.

    A rule keeps its days and ends with the period; what was once becomes weekly on its weekday.
    None where that gives no date in the period (the last Friday of a month in a week).
    """
    rule = fields.rrule or f"FREQ=WEEKLY;BYDAY={WEEKDAYS[fields.local_start.weekday()]}"
    bounded = with_until(rule, last)
    start = datetime.combine(first, fields.local_start.time())
    try:
        if fields.rrule and "INTERVAL=" in fields.rrule and fields.local_start.date() <= first:
            start = _in_step(fields, bounded, first)
        start = first_start(start, bounded)
    except InvalidField:
        return None
    if start.date() > last:
        return None
    return replace(fields, rrule=bounded, local_start=start)


def _in_step(fields: ActivityFields, rule: str, first: date) -> datetime:
    """Where "every second week" falls in the period when it is counted from where it began."""
    after = datetime.combine(first + LONGEST, fields.local_start.time())
    for wall in wall_starts(fields.local_start, rule, after):
        if wall.date() >= first:
            return wall
    return datetime.combine(first, fields.local_start.time())


def to_pause(
    dates: Iterable[DatedActivity],
    first: date,
    last: date,
    going_on: Collection[str],
    now: datetime,
    zone: ZoneInfo,
) -> list[DatedActivity]:
    """The planned dates of series in the period that are not to go on (by lineage).

    What belongs to no series stays, and so does what has begun or is recorded.
    """
    return [
        one
        for one in dates
        if one.activity.fields.rrule is not None
        and one.activity.lineage not in going_on
        and one.occurrence.state == "planned"
        and one.occurrence.close_out is None
        and one.occurrence.starts_at > now
        and first <= local_day(one.occurrence.starts_at, zone) <= last
    ]
