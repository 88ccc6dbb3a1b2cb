"""Planning: create, edit, publish, cancel, delete. One function, one transaction, one change.

`now` is the house's time (aware UTC). `token` is a form's token: a second send of the same form
raises AlreadyDone with what the first one made. Writes need plan.write for an organising service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import feeds
from actions.booking import Desk, desk, found_activity, stop_on
from actions.changelog import log
from actions.dates import cancel_date, change_date, move_date, restore_date
from actions.series import insert, restructure, split_for_good, treatment_of
from db import writes_activities as writes
from db.activities import activity as read_activity
from db.connection import HouseDb
from db.occurrences import of_activity
from db.snapshots import of_activities
from db.writes_changes import claim_token, settle_token
from domain.conflicts import Conflict, too_small
from domain.discretion import ChannelLine, channel_lines
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.localtime import to_local
from domain.model import Activity, ActivityFields, Actor
from domain.schedule import cancelled, has_begun, is_structural, slots, split_point
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


@dataclass(frozen=True, slots=True)
class Preview:
    """What a save would do: shown before anything is saved. Dates are naive wall starts."""

    dates: tuple[datetime, ...]
    skipped: tuple[tuple[datetime, str], ...]
    """Dates that fall on a closure, with its name."""
    conflicts: tuple[Conflict, ...]
    channels: tuple[ChannelLine, ...]
    splits: bool = False
    """Whether dates have begun, so that the edit starts a second half of the series."""


def preview(
    db: HouseDb,
    actor: Actor,
    fields: ActivityFields,
    *,
    now: datetime,
    activity_id: int | None = None,
) -> Preview:
    """Judge a form without saving. Raises InvalidInput and Refused like the save itself."""
    with db.read() as con:
        at = desk(con, now)
        fields = checked(fields, at.house)
        at.may_write(actor, fields.service_ids)
        dates = at.dates(fields)
        existing = of_activity(con, activity_id) if activity_id is not None else []
        coming = [date for date in dates.all if not has_begun(date, now)] if existing else dates.all
        planned = slots(coming, None, fields.title)
        conflicts = at.conflicts(planned, fields, without=activity_id)
    return Preview(
        dates=tuple(to_local(slot.starts_at, at.zone) for slot in planned),
        skipped=tuple((to_local(date.starts_at, at.zone), name) for date, name in dates.skipped),
        conflicts=tuple(conflicts),
        channels=channel_lines(fields, at.house.categories[fields.category_id], at.house.groups),
        splits=any(has_begun(date, now) for date in existing),
    )


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
        _logged(at, actor, "activity.create", fields.title, (activity_id,), {}, reason)
        settle_token(con, token, str(activity_id))
    return activity_id


def edit(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    fields: ActivityFields,
    *,
    version: int,
    now: datetime,
    reason: str = "",
    token: str | None = None,
) -> int:
    """Change an activity; returns the id of the one that goes on (another after a split).

    Dates that have begun or are recorded stay as they are. Raises InvalidInput, Refused, Stale,
    NotFound, Conflicts, AlreadyDone.
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        old = found_activity(con, activity_id, version)
        fields = checked(fields, at.house)
        at.may_write(actor, old.fields.service_ids)
        at.may_write(actor, fields.service_ids)
        before = of_activities(con, [activity_id])
        if is_structural(old.fields, fields):
            going_on = restructure(at, old, fields, reason=reason)
        else:
            _edit_in_place(at, old, fields, reason)
            going_on = activity_id
        touched = tuple(dict.fromkeys((activity_id, going_on)))
        _logged(at, actor, "activity.edit", fields.title, touched, before, reason)
        settle_token(con, token, str(going_on))
    return going_on


def publish(db: HouseDb, actor: Actor, activity_id: int, *, version: int, now: datetime) -> None:
    """Show a draft where its settings say."""
    _change_state(
        db,
        actor,
        activity_id,
        version,
        now,
        "activity.publish",
        lambda at, one: _set(at, one, state="published"),
    )


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
        dates = of_activity(at.con, one.id)
        cut = split_point(dates, now)
        if cut is None or one.state == "cancelled":
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


def restore_deleted(db: HouseDb, actor: Actor, activity_id: int, *, now: datetime) -> None:
    """Bring an activity back from the trash with its exceptions. Raises Conflicts if taken."""
    with db.write() as con:
        at = desk(con, now)
        one = read_activity(con, activity_id)
        if one is None or one.deleted_at is None:
            raise NotFound("activity")
        at.may_write(actor, one.fields.service_ids)
        before = of_activities(con, [activity_id])
        dates = slots(of_activity(con, activity_id), activity_id, one.fields.title)
        hard = [c for c in at.conflicts(dates, one.fields, without=activity_id) if c.hard]
        stop_on(hard, "")
        _set(at, one, state=one.state)
        _logged(at, actor, "activity.restore", one.fields.title, (activity_id,), before, "")


def _edit_in_place(at: Desk, old: Activity, fields: ActivityFields, reason: str) -> None:
    if fields.capacity != old.fields.capacity:
        room = at.house.rooms.get(fields.room_id) if fields.room_id is not None else None
        dates = slots(of_activity(at.con, old.id)[:1], old.id, fields.title)
        small = too_small(dates[0], room, fields.capacity) if dates else None
        stop_on([small] if small else [], reason)
    writes.update_fields(at.con, old.id, fields, treatment=treatment_of(at, fields), now=at.now)


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
        _logged(at, actor, action, one.fields.title, touched, before, "")


def _set(at: Desk, one: Activity, **values: Any) -> None:
    kept = {"cancelled_at": one.cancelled_at, "cancel_reason": one.cancel_reason}
    writes.set_state(at.con, one, now=at.now, **(kept | values))


def _logged(
    at: Desk,
    actor: Actor,
    action: str,
    title: str,
    touched: tuple[int, ...],
    before: dict[str, Any],
    reason: str,
) -> None:
    """Close a write: the feeds brought up to date, the change kept with its reason."""
    feeds.refresh(at.con, touched, now=at.now)
    after: dict[str, Any] = dict(of_activities(at.con, touched))
    if reason.strip():
        after["reason"] = clean_line(reason)
    rows = [f"activity:{one}" for one in touched]
    log(at.con, actor, action, title, rows, before, after, at.now)
