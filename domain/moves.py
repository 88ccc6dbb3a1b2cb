"""What a date dragged to another time or place means for its series, by the scope of the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.localtime import to_local
from domain.model import Activity, ActivityFields, Occurrence
from domain.recurrence import moved_by
from domain.schedule import has_begun, split_point

Scope = Literal["this", "following", "all"]


@dataclass(frozen=True, slots=True)
class Move:
    """Where a date goes. Naive wall times, half-open."""

    start: datetime
    end: datetime
    room_id: int | None


def moved_fields(
    activity: Activity,
    dates: Sequence[Occurrence],
    date: Occurrence,
    move: Move,
    scope: Literal["following", "all"],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> ActivityFields | None:
    """The fields of the part that goes on when `date` is moved with its series.

    Every date moves by as much as this one; the rule follows its weekday. `dates` are all of the
    series. None where the rule has no such neighbour (`domain.recurrence.moved_by`).
    """
    fields = activity.fields
    by = move.start - to_local(date.starts_at, zone)
    days = (move.start.date() - to_local(date.starts_at, zone).date()).days
    rule = moved_by(fields.rrule, days) if fields.rrule else None
    if fields.rrule and rule is None:
        return None
    return replace(
        fields,
        rrule=rule,
        local_start=_first(fields, dates, date, scope, now, zone) + by,
        duration=_length(fields, date, move, zone),
        room_id=move.room_id,
    )


def _first(
    fields: ActivityFields,
    dates: Sequence[Occurrence],
    date: Occurrence,
    scope: Literal["following", "all"],
    now: datetime,
    zone: ZoneInfo,
) -> datetime:
    """The wall start that the moved part is counted from."""
    if scope == "following":
        return to_local(date.starts_at, zone)
    cut = split_point(dates, now)
    if cut is None or not any(has_begun(each, now) for each in dates):
        return fields.local_start
    return to_local(cut.original_start, zone)


def _length(fields: ActivityFields, date: Occurrence, move: Move, zone: ZoneInfo) -> timedelta:
    """The series' own length, unless the date was made longer or shorter."""
    length = move.end - move.start
    was = to_local(date.ends_at, zone) - to_local(date.starts_at, zone)
    return fields.duration if length == was else length
