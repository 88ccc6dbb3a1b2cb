"""Copying a week: which weeks may take it, and what a date of it becomes there.

Weeks are named by their Monday, a local day. A copied date keeps its wall time and weekday, so
that 10.00 stays at 10.00 when the clocks change in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.conflicts import Conflict
from domain.errors import InvalidField, InvalidInput
from domain.localtime import to_local, week_range
from domain.model import ActivityFields, ActivityState, DatedActivity, House

LONGEST = timedelta(days=366)
"""The most weeks that one copy may reach over."""
MOST_COPIES = 400
"""Dates of one copy: it holds the house's one writer for about ten milliseconds each."""

Fate = Literal["free", "asks", "taken", "runs", "there", "past", "no-room"]
"""What becomes of a date: planned; planned for a reason; not planned because of a hard conflict,
because its series runs that week, because the same stands there, because the time has passed, or
because its room is out of use."""
PLANNED: frozenset[Fate] = frozenset({"free", "asks", "taken"})
"""Fates that lead to a date unless it is left out; "taken" stops the save."""


@dataclass(frozen=True, slots=True)
class WeekCopy:
    """One date of the source week as it would be in one week."""

    occurrence_id: int
    """Of the date that is copied."""
    monday: date
    """The week it is copied to."""
    fields: ActivityFields
    state: ActivityState
    fate: Fate
    conflicts: tuple[Conflict, ...] = ()

    @property
    def key(self) -> tuple[int, date]:
        return self.occurrence_id, self.monday


def monday_of(day: date) -> date:
    return week_range(day).first


def target_weeks(source: date, first: date, last: date, today: date) -> list[date]:
    """The Mondays of the weeks from that of `first` to that of `last`, without the source's own.

    Weeks that are over are left out of a period. Raises InvalidInput: "before-start",
    "period-too-long", "same-week", "weeks-are-over".
    """
    source, first, last = monday_of(source), monday_of(first), monday_of(last)
    if last < first:
        raise InvalidInput((InvalidField("last", "before-start"),))
    if last - first > LONGEST:
        raise InvalidInput((InvalidField("last", "period-too-long"),))
    every = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    others = [monday for monday in every if monday != source]
    if not others:
        raise InvalidInput((InvalidField("first", "same-week"),))
    coming = [monday for monday in others if monday + timedelta(days=7) > today]
    if not coming:
        raise InvalidInput((InvalidField("first", "weeks-are-over"),))
    return coming


def copied(
    one: DatedActivity, source: date, monday: date, house: House, zone: ZoneInfo
) -> WeekCopy:
    """A date as a single activity in another week, with the room and people it has that day.

    Its own note ("today in the garden") stays behind; facilitators out of use do too.
    """
    activity, day = one.activity, one.occurrence
    start, end = to_local(day.starts_at, zone), to_local(day.ends_at, zone)
    fields = replace(
        activity.fields,
        title=one.title,
        rrule=None,
        course=activity.fields.course and activity.fields.rrule is None,
        local_start=start + (monday - monday_of(source)),
        duration=end - start,
        room_id=day.room_id,
        facilitator_ids=tuple(
            person for person in day.facilitator_ids if not house.facilitators[person].retired
        ),
    )
    room = house.rooms.get(day.room_id) if day.room_id is not None else None
    fate: Fate = "no-room" if room is not None and room.retired else "free"
    state: ActivityState = "draft" if activity.state == "draft" else "published"
    return WeekCopy(day.id, monday, fields, state, fate)


def settled(
    copy: WeekCopy,
    one: DatedActivity,
    there: Iterable[DatedActivity],
    now_local: datetime,
    zone: ZoneInfo,
) -> WeekCopy:
    """The copy with a fate that needs no look at conflicts. `there`: dates of the target week.

    A series is not doubled in a week in which it has a date, planned or cancelled; nor is what
    has the same title, start and room as something planned there (copied before, for instance).
    """
    if copy.fields.local_start <= now_local:
        return replace(copy, fate="past")
    if copy.fate != "free":
        return copy
    for other in there:
        if one.activity.fields.rrule and other.activity.lineage == one.activity.lineage:
            return replace(copy, fate="runs")
        same = (other.title, to_local(other.occurrence.starts_at, zone), other.occurrence.room_id)
        wanted = (copy.fields.title, copy.fields.local_start, copy.fields.room_id)
        if other.occurrence.state == "planned" and same == wanted:
            return replace(copy, fate="there")
    return copy


def judged(copy: WeekCopy, conflicts: Collection[Conflict]) -> WeekCopy:
    """The copy with what it collides with."""
    if not conflicts:
        return copy
    fate: Fate = "taken" if any(one.hard for one in conflicts) else "asks"
    return replace(copy, fate=fate, conflicts=tuple(conflicts))
