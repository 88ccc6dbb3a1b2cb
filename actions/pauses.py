"""Pausing a series for chosen days: not held, not shown as cancelled and not counted so."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime

from actions.booking import Desk, desk, found_activity, guard, stop_on
from actions.series import logged
from db import writes_activities as writes
from db.connection import Connection, HouseDb
from db.occurrences import of_activity
from db.snapshots import of_activities
from db.writes_changes import claim_token, settle_token
from domain.changeable import check_activity
from domain.errors import InvalidField, InvalidInput
from domain.localtime import local_day
from domain.model import Activity, Actor, Occurrence
from domain.schedule import differs, has_begun, slots


def pause(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    *,
    version: int,
    first: date,
    last: date,
    now: datetime,
    token: str | None = None,
) -> int:
    """Pause the planned dates on the local days `first` to `last`, both included.

    Returns how many. Raises NotFound, Stale, Refused, InvalidInput (no such dates), AlreadyDone.
    """
    if last < first:
        raise InvalidInput((InvalidField("last", "before-start"),))

    def chosen(at: Desk, one: Occurrence) -> bool:
        on = local_day(one.starts_at, at.zone)
        return one.state == "planned" and first <= on <= last

    def act(at: Desk, activity: Activity, dates: list[Occurrence]) -> list[Occurrence]:
        return [replace(one, state="paused", is_exception=True) for one in dates]

    return _change(db, actor, activity_id, version, now, token, "activity.pause", chosen, act)


def resume(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    occurrence_ids: Collection[int],
    *,
    version: int,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Plan paused dates again; returns how many.

    Raises NotFound, Stale, Refused, InvalidInput (none is paused, the activity is cancelled),
    AlreadyDone, and Conflicts when a room or a person was taken since, or it is closed that day.
    """

    def chosen(at: Desk, one: Occurrence) -> bool:
        return one.id in occurrence_ids and one.state == "paused"

    def act(at: Desk, activity: Activity, dates: list[Occurrence]) -> list[Occurrence]:
        planned = [
            replace(one, state="planned", is_exception=differs(one, activity.fields, at.zone))
            for one in dates
        ]
        proposed = slots(planned, activity.id, activity.fields.title)
        shut = [conflict for slot in proposed for conflict in at.shut(slot)]
        stop_on([*at.conflicts(proposed, activity.fields, without=None), *shut], reason)
        return planned

    return _change(
        db, actor, activity_id, version, now, token, "activity.resume", chosen, act, reason
    )


def paused(con: Connection, activity_id: int, now: datetime) -> list[Occurrence]:
    """The coming dates of an activity that are paused, closures' too, in order."""
    dates = of_activity(con, activity_id)
    return [one for one in dates if one.state == "paused" and not has_begun(one, now)]


def _change(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    version: int,
    now: datetime,
    token: str | None,
    action: str,
    chosen: Callable[[Desk, Occurrence], bool],
    act: Callable[[Desk, Activity, list[Occurrence]], list[Occurrence]],
    reason: str = "",
) -> int:
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        activity = found_activity(con, activity_id, version)
        at.may_write(actor, activity.fields.service_ids)
        guard(check_activity, activity)
        dates = [
            one
            for one in of_activity(con, activity_id)
            if chosen(at, one) and not has_begun(one, now)
        ]
        if not dates:
            raise InvalidInput((InvalidField("form", "no-such-dates"),))
        before = of_activities(con, [activity_id])
        for one in act(at, activity, dates):
            writes.update_date(con, one)
        title = activity.fields.title
        logged(at, actor, action, title, (activity_id,), before, reason)
        settle_token(con, token, str(len(dates)))
    return len(dates)
