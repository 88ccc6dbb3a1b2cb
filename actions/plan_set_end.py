"""Taking a plan for a period away again, before or while it runs, as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.booking import Desk, desk, stop_on
from actions.plan_set_rows import close, found, own, paused, together
from db import writes_activities as writes
from db import writes_plan_rows as plan_rows
from db.connection import HouseDb
from db.occurrences import of_activity
from db.plan_rows import rows_of
from db.snapshots import of_activities, of_dates
from domain.conflicts import Conflict
from domain.localtime import local_day
from domain.model import Activity, Actor, DatedActivity
from domain.recurrence import with_until
from domain.rights import require
from domain.schedule import differs, has_begun, slots


def drop(
    db: HouseDb, actor: Actor, set_id: int, *, version: int, reason: str = "", now: datetime
) -> None:
    """Take a set away: its own go (what has begun stays, and ends), what paused is planned again.

    Raises NotFound, Stale, Refused, and Conflicts: where a room or person was taken since, or for
    soft ones without a `reason`, which is kept with the change.
    """
    require(actor, "plan.write")
    with db.write() as con:
        at = desk(con, now)
        one = found(at, set_id, version)
        mine, dates = own(at, one), paused(at, one)
        for fields in (*(o.fields for o in mine), *(o.activity.fields for o in dates)):
            at.may_write(actor, fields.service_ids)
        numbers, ids = [each.id for each in mine], [each.occurrence.id for each in dates]
        before = together(
            of_activities(con, numbers), of_dates(con, ids), rows_of(con, {"plan_set": [set_id]})
        )
        for activity in mine:
            _end(at, activity)
        clashes = [clash for part in _by_activity(dates) for clash in _resume(at, part)]
        stop_on(clashes, reason)
        plan_rows.take_away(con, "plan_set", set_id, now)
        touched = [*numbers, *(each.occurrence.activity_id for each in dates)]
        rows = (numbers, ids, set_id)
        close(at, actor, "plan-set.drop", one.name, touched, before, rows, reason)


def _end(at: Desk, activity: Activity) -> None:
    """Into the trash; one that has begun keeps what has been, and ends there."""
    dates = of_activity(at.con, activity.id)
    been = [date for date in dates if has_begun(date, at.now)]
    if not been:
        writes.set_state(at.con, activity, now=at.now, state=activity.state, deleted_at=at.now)
        return
    writes.delete_dates(at.con, [date.id for date in dates if date not in been])
    fields = activity.fields
    if fields.rrule is not None:
        last = max(local_day(date.original_start, at.zone) for date in been)
        fields = replace(fields, rrule=with_until(fields.rrule, last))
    writes.update_fields(at.con, activity.id, fields, treatment=activity.treatment, now=at.now)


def _by_activity(dates: Sequence[DatedActivity]) -> list[list[DatedActivity]]:
    parts: dict[int, list[DatedActivity]] = {}
    for one in dates:
        parts.setdefault(one.activity.id, []).append(one)
    return list(parts.values())


def _resume(at: Desk, part: Sequence[DatedActivity]) -> list[Conflict]:
    """Plan one activity's dates again, in the room and with the people they had, and say what that
    meets: also the dates of those that were planned again before it.

    On a day that was closed since a date stays paused, as when a rule is written out.
    """
    activity = part[0].activity
    dates = [
        replace(one, state="planned", is_exception=differs(one, activity.fields, at.zone))
        for one in (each.occurrence for each in part)
    ]
    proposed = [
        (date, slot)
        for date, slot in zip(dates, slots(dates, activity.id, activity.fields.title), strict=True)
        if not at.shut(slot)
    ]
    found = at.conflicts([slot for _date, slot in proposed], activity.fields, without=None)
    for date, _slot in proposed:
        writes.update_date(at.con, date)
    return found
