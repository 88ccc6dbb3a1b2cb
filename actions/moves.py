"""Moving a date with its scope: only it, it and those after, or all; previewed first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions import dates, editing
from actions.booking import desk, guard
from actions.config import config
from db.connection import HouseDb
from db.occurrences import dated, of_activity
from domain.changeable import check_date
from domain.conflicts import Conflict
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.localtime import to_utc
from domain.model import ActivityFields, Actor, DatedActivity
from domain.moves import Move, Scope, moved_fields
from domain.schedule import Effect, slots


@dataclass(frozen=True, slots=True)
class MovePreview:
    conflicts: tuple[Conflict, ...]
    effect: Effect | None
    """What becomes of the other dates; None where only this one moves."""


def preview(
    db: HouseDb, actor: Actor, occurrence_id: int, move: Move, scope: Scope, *, now: datetime
) -> MovePreview:
    """What a move would do. Raises NotFound, Refused, InvalidInput like the move itself."""
    one = _found(db, occurrence_id)
    fields = _fields(db, one, move, scope, now)
    if fields is not None:
        found = editing.preview(
            db,
            actor,
            fields,
            now=now,
            activity_id=one.activity.id,
            from_id=occurrence_id if scope == "following" else None,
        )
        return MovePreview(found.conflicts, found.effect)
    with db.read() as con:
        at = desk(con, now)
        at.may_write(actor, one.activity.fields.service_ids)
        guard(check_date, one, now)
        start, end = (to_utc(wall, at.zone) for wall in (move.start, move.end))
        date = replace(one.occurrence, starts_at=start, ends_at=end, room_id=move.room_id)
        inner = replace(one.activity.fields, rrule=None, room_id=move.room_id)
        proposed = slots([date], one.activity.id, one.activity.fields.title)
        return MovePreview(tuple(at.conflicts(proposed, inner, without=None)), None)


def move(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    move: Move,
    scope: Scope,
    *,
    version: int,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> None:
    """Move it. `version`: of the date for scope *this*, else of the activity.

    Raises NotFound, Stale, Refused, Conflicts, InvalidInput, AlreadyDone.
    """
    one = _found(db, occurrence_id)
    fields = _fields(db, one, move, scope, now)
    if fields is None:
        dates.move_date(
            db,
            actor,
            occurrence_id,
            version=version,
            local_start=move.start,
            duration=move.end - move.start,
            room_id=move.room_id,
            reason=reason,
            now=now,
            token=token,
        )
        return
    editing.edit(
        db,
        actor,
        one.activity.id,
        fields,
        version=version if scope != "this" else one.activity.version,
        now=now,
        from_id=occurrence_id if scope == "following" else None,
        reason=reason,
        token=token,
    )


def _found(db: HouseDb, occurrence_id: int) -> DatedActivity:
    with db.read() as con:
        one = dated(con, occurrence_id)
    if one is None or one.activity.deleted_at is not None:
        raise NotFound("date")
    return one


def _fields(
    db: HouseDb, one: DatedActivity, move: Move, scope: Scope, now: datetime
) -> ActivityFields | None:
    """The activity's new fields; None where only the one date of a series moves."""
    if scope == "this":
        return None
    with db.read() as con:
        known = of_activity(con, one.activity.id)
    zone = config().zone
    fields = moved_fields(one.activity, known, one.occurrence, move, scope, now=now, zone=zone)
    if fields is None:
        raise InvalidInput((InvalidField("form", "rule-cannot-follow"),))
    return fields
