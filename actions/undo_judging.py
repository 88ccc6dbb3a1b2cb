"""Whether a plan that an undo brings back may stand: judged as any other save is.

Only what the undo changes is judged. A hard conflict stops it; a soft one asks for a reason where
it is newer than the plan that comes back (an absence, hours, a neighbour entered since), and not
where the house had already been told why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from actions.booking import Desk, stop_on
from db import writes_activities as writes
from db.activities import activities_by_id
from db.activities import activity as read_activity
from db.changes import Change, changed_since
from db.occurrences import of_activity
from domain.conflicts import Conflict
from domain.errors import UndoRefused
from domain.house_rules import soft_kinds
from domain.model import Activity, Occurrence
from domain.schedule import has_begun, slots

CLOSED = "date.closed"
"""What was cancelled because of a closure, as one change."""
_RULES = ("setup.save", "setup.hours", "setup.absence", "setup.apart")
"""Changes of the house that may make a plan collide softly that did not before."""


@dataclass(frozen=True, slots=True)
class Stood:
    """The plan before the undo writes."""

    activities: Mapping[int, Activity]
    planned: Mapping[int, tuple[object, ...]]
    """What each planned date takes, by its id; nothing of what lies in the trash."""


def standing(at: Desk, ids: Collection[int]) -> Stood:
    """What the activities take now."""
    known = activities_by_id(at.con, ids)
    alive = [one.id for one in known.values() if one.deleted_at is None]
    dates = [date for one in alive for date in of_activity(at.con, one)]
    return Stood(known, {one.id: _takes(one) for one in dates if one.state == "planned"})


def judge(
    at: Desk, ids: Collection[int], stood: Stood, undone: Change, reason: str, *, whole: bool
) -> int:
    """Judge what an undo has written. `whole`: it brought back activities, not single dates.

    Of a series that comes back as a whole, dates on a day that was closed since are paused, as when
    a rule is written out; returns how many. Raises Conflicts, UndoRefused ("cancelled", "trash": a
    date cannot be planned in an activity that is not).
    """
    found: list[Conflict] = []
    paused = 0
    for activity in activities_by_id(at.con, ids).values():
        dates = [one for one in of_activity(at.con, activity.id) if not has_begun(one, at.now)]
        new = [
            one
            for one in dates
            if one.state == "planned" and stood.planned.get(one.id) != _takes(one)
        ]
        if new and activity.state == "cancelled":
            raise UndoRefused("cancelled")
        if activity.deleted_at is not None:
            if new and not whole:
                raise UndoRefused("trash")
            continue
        if undone.action != CLOSED and whole and activity.fields.rrule is not None:
            open_ones = _pause_closed(at, activity, new)
            paused += len(new) - len(open_ones)
            new = open_ones
        found += _collisions(at, activity, new, closed_too=undone.action == CLOSED)
        found += _of_the_form(at, activity, dates, stood.activities.get(activity.id))
    told = dict.fromkeys(found)
    stop_on([one for one in told if one.hard or _is_newer(at, one, undone)], reason)
    return paused


def _takes(date: Occurrence) -> tuple[object, ...]:
    return date.starts_at, date.ends_at, date.room_id, frozenset(date.facilitator_ids)


def _pause_closed(at: Desk, activity: Activity, new: list[Occurrence]) -> list[Occurrence]:
    """Pause what falls on a closed day; the others."""
    open_ones = []
    for date in new:
        if any(at.shut(slot) for slot in slots([date], activity.id, "")):
            writes.update_date(at.con, replace(date, state="paused"))
        else:
            open_ones.append(date)
    return open_ones


def _collisions(
    at: Desk, activity: Activity, new: list[Occurrence], *, closed_too: bool
) -> list[Conflict]:
    """What dates that are planned again collide with, closures too, also of a series.

    `closed_too`: they stood on the closure before it, and are to be decided anew.
    """
    proposed = slots(new, activity.id, activity.fields.title)
    found = at.conflicts(proposed, activity.fields, without=None)
    found += [one for slot in proposed for one in at.shut(slot)]
    return [one for one in found if not (closed_too and one.kind == "closure")]


def _of_the_form(
    at: Desk, activity: Activity, dates: list[Occurrence], before: Activity | None
) -> list[Conflict]:
    """What other places, another type or other groups collide with, on dates that stay."""
    kinds = soft_kinds(before, activity.fields) if before is not None else frozenset()
    if not kinds:
        return []
    proposed = slots(dates, activity.id, activity.fields.title)
    every = at.conflicts(proposed, activity.fields, without=activity.id)
    return [one for one in every if one.kind in kinds]


def _is_newer(at: Desk, one: Conflict, undone: Change) -> bool:
    """Whether a soft conflict may have come after the plan that the undo brings back."""
    if changed_since(at.con, undone.id, _RULES):
        return True
    if one.kind == "busy":
        return True  # people's own calendars have no history here
    if one.other_activity_id is None:
        return False
    other = read_activity(at.con, one.other_activity_id)
    return other is None or other.updated_at > undone.at
