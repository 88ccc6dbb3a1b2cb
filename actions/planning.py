"""Planning: create, publish, cancel, delete. One function, one transaction, one change.

Editing and single dates stand in modules of their own and are called from here.

`now` is the house's time (aware UTC). `token` is a form's token: a second send of the same form
raises AlreadyDone with what the first one made. Writes need plan.write for an organising service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.booking import Desk, desk, found_activity, guard, stop_on
from actions.dates import cancel_date, change_date, move_date, restore_date
from actions.editing import Preview, edit, preview
from actions.series import insert, logged, split_for_good
from db import writes_activities as writes
from db.activities import activity as read_activity
from db.connection import HouseDb
from db.occurrences import of_activity
from db.snapshots import of_activities
from db.writes_changes import claim_token, settle_token
from domain.changeable import check_activity
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import Activity, ActivityFields, Actor
from domain.schedule import cancelled, has_begun, slots, split_point
from domain.text import clean_line
from domain.validation import checked

__all__ = [
    "Preview",
    "cancel_activity",
    "cancel_date",
    "change_date",
    "create",
    "delete",
    "edit",
    "move_date",
    "preview",
    "publish",
    "restore_date",
    "restore_deleted",
]


def create(
    db: HouseDb,
    actor: Actor,
    fields: ActivityFields,
    *,
    now: datetime,
    publish: bool,
    reason: str = "",
    token: str | None = None,
) -> int:
    """Save a new activity, as a draft or published; returns its id.

    Raises InvalidInput, Refused, Conflicts (hard, or soft without `reason`), AlreadyDone.
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        fields = checked(fields, at.house)
        at.may_write(actor, fields.service_ids)
        activity_id = insert(at, fields, state="published" if publish else "draft", reason=reason)
        logged(at, actor, "activity.create", fields.title, (activity_id,), {}, reason)
        settle_token(con, token, str(activity_id))
    return activity_id


def publish(db: HouseDb, actor: Actor, activity_id: int, *, version: int, now: datetime) -> None:
    """Show a draft where its settings say. Raises InvalidInput for what was cancelled."""

    def act(at: Desk, one: Activity) -> None:
        guard(check_activity, one)
        _set(at, one, state="published")

    _change_state(db, actor, activity_id, version, now, "activity.publish", act)


def cancel_activity(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    *,
    version: int,
    reason: str,
    public_note: str = "",
    now: datetime,
) -> int:
    """Cancel everything that is still to come; what has been stays. Returns the cancelled part.

    `reason` is for staff, `public_note` for everybody. A series that has begun is split first.
    Raises InvalidInput when there is nothing left to cancel.
    """
    parts: list[int] = []

    def act(at: Desk, one: Activity) -> None:
        guard(check_activity, one)
        dates = of_activity(at.con, one.id)
        cut = split_point(dates, now)
        if cut is None:
            raise InvalidInput((InvalidField("form", "nothing-to-cancel"),))
        part = one
        if any(has_begun(date, now) for date in dates):
            part = split_for_good(at, one, cut)
        for date in of_activity(at.con, part.id):
            if date.state == "planned" and not has_begun(date, now):
                writes.update_date(at.con, cancelled(date, clean_line(reason), now))
        _set(
            at,
            part,
            state="cancelled",
            cancelled_at=now,
            cancel_reason=clean_line(reason),
            public_note=clean_line(public_note),
        )
        parts.append(part.id)

    _change_state(db, actor, activity_id, version, now, "activity.cancel", act, parts)
    return parts[0]


def delete(db: HouseDb, actor: Actor, activity_id: int, *, version: int, now: datetime) -> None:
    """Put an activity in the trash: it disappears everywhere, and can be brought back."""
    _change_state(
        db,
        actor,
        activity_id,
        version,
        now,
        "activity.delete",
        lambda at, one: _set(at, one, state=one.state, deleted_at=now),
    )


def restore_deleted(
    db: HouseDb, actor: Actor, activity_id: int, *, reason: str = "", now: datetime
) -> None:
    """Bring an activity back from the trash with its exceptions.

    Dates of a series on a day that was closed meanwhile come back paused. Raises Conflicts: what
    is taken, or soft ones without `reason`.
    """
    with db.write() as con:
        at = desk(con, now)
        one = read_activity(con, activity_id)
        if one is None or one.deleted_at is None:
            raise NotFound("activity")
        at.may_write(actor, one.fields.service_ids)
        before = of_activities(con, [activity_id])
        _pause_closed(at, one)
        dates = slots(of_activity(con, activity_id), activity_id, one.fields.title)
        stop_on(at.conflicts(dates, one.fields, without=activity_id), reason)
        _set(at, one, state=one.state)
        logged(at, actor, "activity.restore", one.fields.title, (activity_id,), before, reason)


def _pause_closed(at: Desk, one: Activity) -> None:
    """Coming dates of a series on a closed day are paused, as when a rule is written out."""
    for date in of_activity(at.con, one.id) if one.fields.rrule else ():
        coming = [] if has_begun(date, at.now) else slots([date], one.id, one.fields.title)
        if any(at.shut(slot) for slot in coming):
            writes.update_date(at.con, replace(date, state="paused"))


def _change_state(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    version: int,
    now: datetime,
    action: str,
    act: Callable[[Desk, Activity], None],
    also: list[int] | None = None,
) -> None:
    with db.write() as con:
        at = desk(con, now)
        one = found_activity(con, activity_id, version)
        at.may_write(actor, one.fields.service_ids)
        before = of_activities(con, [activity_id])
        act(at, one)
        touched = tuple(dict.fromkeys((activity_id, *(also or ()))))
        logged(at, actor, action, one.fields.title, touched, before, "")


def _set(at: Desk, one: Activity, **values: Any) -> None:
    kept = {"cancelled_at": one.cancelled_at, "cancel_reason": one.cancel_reason}
    writes.set_state(at.con, one, now=at.now, **(kept | values))
