"""One date of an activity ("kun denne gang"): cancel, bring back, move, change in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions import feeds
from actions.booking import Desk, desk, guard, stop_on
from actions.changelog import log, with_reason
from db import writes_activities as writes
from db.connection import HouseDb
from db.occurrences import dated
from db.snapshots import of_activities, of_date
from db.writes_changes import claim_token, settle_token
from domain.changeable import check_cancelled_date, check_date
from domain.conflicts import Conflict
from domain.duty import manned
from domain.errors import InvalidField, InvalidInput, NotFound, Stale
from domain.localtime import to_local, to_utc
from domain.model import MAX_DURATION, MAX_TITLE, Activity, Actor, DatedActivity, Occurrence
from domain.schedule import cancelled, differs, is_structural, slots
from domain.text import clean_line, has_cpr
from domain.validation import check_start


def cancel_date(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    reason: str = "",
    public_note: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Cancel one date that has not ended. `reason` is for staff, `public_note` for everybody.

    Returns the change's id. Raises NotFound, Stale, Refused, InvalidInput (has ended, or cancelled
    already).
    """
    note = checked_note(public_note)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        guard(check_date, one, now, begun=True)
        date = one.occurrence
        return replace(cancelled(date, clean_line(reason), now), note=note or date.note)

    return change_one(db, actor, occurrence_id, version, now, "date.cancel", act, token)


def restore_date(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    reason: str = "",
    now: datetime,
) -> None:
    """Plan a cancelled date again. Raises Conflicts when its room or people were taken since, or
    for soft conflicts without `reason`."""

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        guard(check_cancelled_date, one, now)
        date = one.occurrence
        planned = replace(
            date,
            state="planned",
            cancelled_at=None,
            cancel_reason="",
            is_exception=differs(date, one.activity.fields, at.zone),
        )
        judge(at, one, planned, reason)
        return planned

    change_one(db, actor, occurrence_id, version, now, "date.restore", act, reason=reason)


def move_date(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    local_start: datetime,
    duration: timedelta | None = None,
    room_id: int | None,
    facilitator_ids: tuple[int, ...] | None = None,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Move one date in time, place, or both; `local_start` is naive wall time.

    A date moved in time has UIDs of its own from then on. `facilitator_ids`: who runs it then,
    None for those who do now. `reason` answers soft conflicts. Returns the change's id.
    Raises NotFound, Stale, Refused, Conflicts, InvalidInput.
    """
    guard(check_start, local_start)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        guard(check_date, one, now)
        date = one.occurrence
        if room_id is not None and room_id not in at.house.rooms:
            raise InvalidInput((InvalidField("room", "unknown"),))
        length = duration or date.ends_at - date.starts_at
        if not timedelta() < length <= MAX_DURATION:
            raise InvalidInput((InvalidField("end", "before-start"),))
        start = to_utc(local_start, at.zone)
        if start <= now:
            raise InvalidInput((InvalidField("start", "in-the-past"),))
        end = to_utc(local_start + length, at.zone)
        in_time = (start, end) != (date.starts_at, date.ends_at)
        moved = replace(date, starts_at=start, ends_at=end, room_id=room_id, is_exception=True)
        if facilitator_ids is not None:
            check_people(at, facilitator_ids)
            moved = manned(moved, facilitator_ids)
        if in_time and one.activity.fields.rrule is not None and date.moved_uid is None:
            moved = replace(moved, moved_uid=writes.new_uid(), moved_neutral_uid=writes.new_uid())
        judge(at, one, moved, reason)
        return moved

    return change_one(
        db, actor, occurrence_id, version, now, "date.move", act, token, reason=reason
    )


def change_date(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    title: str | None,
    note: str,
    facilitator_ids: tuple[int, ...],
    reason: str = "",
    now: datetime,
) -> None:
    """Give one date its own title, public note or people, at the time it has.

    Raises NotFound, Stale, Refused, Conflicts, InvalidInput.
    """
    own_title = clean_line(title or "") or None
    if own_title and (len(own_title) > MAX_TITLE or has_cpr(own_title)):
        code = "cpr" if has_cpr(own_title) else "too-long"
        raise InvalidInput((InvalidField("title", code, highest=MAX_TITLE),))
    note = checked_note(note)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        guard(check_date, one, now)
        check_people(at, facilitator_ids)
        changed = replace(manned(one.occurrence, facilitator_ids), title=own_title, note=note)
        judge(at, one, changed, reason)
        return changed

    change_one(db, actor, occurrence_id, version, now, "date.change", act, reason=reason)


def change_one(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    version: int,
    now: datetime,
    action: str,
    act: Callable[[Desk, DatedActivity], Occurrence],
    token: str | None = None,
    may: Callable[[Desk, DatedActivity], None] | None = None,
    *,
    reason: str = "",
) -> int:
    """Write what `act` makes of one date, as one change with its `reason`; returns its id.

    `may` raises Refused for who may not; left out: whoever may plan the activity may.
    Raises NotFound, Stale, Refused, AlreadyDone (with the change's id), and what `act` raises.
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        one = dated(con, occurrence_id)
        if one is None or one.activity.deleted_at is not None:
            raise NotFound("date")
        if may is None:
            at.may_write(actor, one.activity.fields.service_ids)
        else:
            may(at, one)
        if one.occurrence.version != version:
            raise Stale("date", version, one.occurrence.version)
        before = _rows(at, one)
        date = act(at, one)
        writes.update_date(con, date)
        if one.activity.fields.rrule is None:
            _follow(at, one.activity, date)
        feeds.refresh(con, [one.activity.id], now=now)
        rows = [f"occurrence:{occurrence_id}", f"activity:{one.activity.id}"]
        after = with_reason(_rows(at, one), reason)
        change = log(con, actor, action, one.title, rows, before, after, now)
        settle_token(con, token, str(change))
        return change


def _rows(at: Desk, one: DatedActivity) -> dict[str, list[dict[str, Any]]]:
    """What the change log keeps: the date, or all of an activity that is nothing but this date."""
    if one.activity.fields.rrule is None:
        return of_activities(at.con, [one.activity.id])
    return of_date(at.con, one.occurrence.id)


def _follow(at: Desk, activity: Activity, date: Occurrence) -> None:
    """An activity without a rule is where its date is: its form must not show the old time."""
    start, end = to_local(date.starts_at, at.zone), to_local(date.ends_at, at.zone)
    fields = replace(
        activity.fields,
        local_start=start,
        duration=end - start,
        room_id=date.room_id,
        facilitator_ids=date.facilitator_ids,
    )
    if is_structural(activity.fields, fields):
        writes.update_fields(at.con, activity.id, fields, treatment=activity.treatment, now=at.now)


def judge(
    at: Desk, one: DatedActivity, date: Occurrence, reason: str, *, hard_only: bool = False
) -> None:
    """Raise Conflicts for what a date would collide with; soft ones are answered by `reason`."""
    found = collisions(at, one, date)
    stop_on([each for each in found if each.hard or not hard_only], reason)


def collisions(at: Desk, one: DatedActivity, date: Occurrence) -> list[Conflict]:
    """What a date of the activity collides with, by itself."""
    fields = replace(one.activity.fields, rrule=None, room_id=date.room_id)
    return at.conflicts(slots([date], one.activity.id, fields.title), fields, without=None)


def check_people(at: Desk, facilitator_ids: tuple[int, ...]) -> None:
    """Raise InvalidInput where one of them is not in the house's list."""
    if any(person not in at.house.facilitators for person in facilitator_ids):
        raise InvalidInput((InvalidField("facilitators", "unknown"),))


def checked_note(text: str) -> str:
    """A note for citizens, on one clean line. Raises InvalidInput."""
    note = clean_line(text)
    if len(note) > MAX_TITLE:
        raise InvalidInput((InvalidField("public_note", "too-long", highest=MAX_TITLE),))
    if has_cpr(note):
        raise InvalidInput((InvalidField("public_note", "cpr"),))
    return note
