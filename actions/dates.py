"""One date of an activity ("kun denne gang"): cancel, bring back, move, change in place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from actions import feeds
from actions.booking import Desk, desk, stop_on
from actions.changelog import log
from db import writes_activities as writes
from db.connection import HouseDb
from db.occurrences import dated
from db.snapshots import of_date
from db.writes_changes import claim_token, settle_token
from domain.errors import InvalidField, InvalidInput, NotFound, Stale
from domain.localtime import to_utc
from domain.model import MAX_DURATION, MAX_TITLE, Actor, DatedActivity, Occurrence
from domain.schedule import cancelled, differs, has_begun, slots
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
) -> None:
    """Cancel one date that has not ended. `reason` is for staff, `public_note` for everybody.

    Raises NotFound, Stale, Refused, InvalidInput (has ended, or cancelled already).
    """
    note = _note(public_note)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = one.occurrence
        if date.state != "planned" or date.ends_at <= now or date.close_out is not None:
            raise InvalidInput((InvalidField("form", "date-is-over"),))
        return replace(cancelled(date, clean_line(reason), now), note=note or date.note)

    _change(db, actor, occurrence_id, version, now, "date.cancel", act, token)


def restore_date(
    db: HouseDb, actor: Actor, occurrence_id: int, *, version: int, now: datetime
) -> None:
    """Plan a cancelled date again. Raises Conflicts when its room or people were taken since."""

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = one.occurrence
        if date.state != "cancelled" or has_begun(date, now) or one.activity.state == "cancelled":
            raise InvalidInput((InvalidField("form", "date-is-over"),))
        planned = replace(
            date,
            state="planned",
            cancelled_at=None,
            cancel_reason="",
            is_exception=differs(date, one.activity.fields),
        )
        _judge(at, one, planned, reason="", hard_only=True)
        return planned

    _change(db, actor, occurrence_id, version, now, "date.restore", act)


def move_date(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    local_start: datetime,
    duration: timedelta | None = None,
    room_id: int | None,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> None:
    """Move one date in time, place, or both; `local_start` is naive wall time.

    A date moved in time has UIDs of its own from then on. `reason` answers soft conflicts.
    Raises NotFound, Stale, Refused, Conflicts, InvalidInput.
    """
    _checked_start(local_start)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = one.occurrence
        if date.state != "planned" or has_begun(date, now):
            raise InvalidInput((InvalidField("form", "date-is-over"),))
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
        if in_time and one.activity.fields.rrule is not None and date.moved_uid is None:
            moved = replace(moved, moved_uid=writes.new_uid(), moved_neutral_uid=writes.new_uid())
        _judge(at, one, moved, reason)
        return moved

    _change(db, actor, occurrence_id, version, now, "date.move", act, token)


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
    note = _note(note)

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = one.occurrence
        if has_begun(date, now):
            raise InvalidInput((InvalidField("form", "date-is-over"),))
        if any(person not in at.house.facilitators for person in facilitator_ids):
            raise InvalidInput((InvalidField("facilitators", "unknown"),))
        changed = replace(
            date,
            title=own_title,
            note=note,
            facilitator_ids=facilitator_ids,
            is_exception=True,
        )
        _judge(at, one, changed, reason)
        return changed

    _change(db, actor, occurrence_id, version, now, "date.change", act)


def _change(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    version: int,
    now: datetime,
    action: str,
    act: Any,
    token: str | None = None,
) -> None:
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        one = dated(con, occurrence_id)
        if one is None or one.activity.deleted_at is not None:
            raise NotFound("date")
        at.may_write(actor, one.activity.fields.service_ids)
        if one.occurrence.version != version:
            raise Stale("date", version, one.occurrence.version)
        before = of_date(con, occurrence_id)
        writes.update_date(con, act(at, one))
        feeds.refresh(con, [one.activity.id], now=now)
        rows = [f"occurrence:{occurrence_id}", f"activity:{one.activity.id}"]
        log(con, actor, action, one.title, rows, before, of_date(con, occurrence_id), now)
        settle_token(con, token, str(occurrence_id))


def _judge(
    at: Desk, one: DatedActivity, date: Occurrence, reason: str, *, hard_only: bool = False
) -> None:
    proposed = slots([date], one.activity.id, one.activity.fields.title)
    fields = replace(one.activity.fields, rrule=None, room_id=date.room_id)
    found = at.conflicts(proposed, fields, without=None)
    stop_on([each for each in found if each.hard or not hard_only], reason)


def _checked_start(local_start: datetime) -> None:
    try:
        check_start(local_start)
    except InvalidField as problem:
        raise InvalidInput((problem,)) from problem


def _note(text: str) -> str:
    note = clean_line(text)
    if len(note) > MAX_TITLE:
        raise InvalidInput((InvalidField("public_note", "too-long", highest=MAX_TITLE),))
    if has_cpr(note):
        raise InvalidInput((InvalidField("public_note", "cpr"),))
    return note
