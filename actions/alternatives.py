"""Three other times, rooms or days for what cannot be saved, judged as the save itself judges.

Nothing is written. An option holds at the moment it is told; the save judges it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from actions import moves
from actions.booking import Desk, desk, found_activity
from actions.series import change_of, collisions
from db.connection import HouseDb
from db.occurrences import of_activity
from domain.alternatives import Option, alternatives, is_free
from domain.conflicts import Conflict, Slot
from domain.errors import HouseError
from domain.localtime import to_local, to_utc
from domain.model import ActivityFields, Actor
from domain.moves import Move, Scope
from domain.recurrence import moved_by
from domain.schedule import slots
from domain.validation import checked

_SOLVED = frozenset({"room", "facilitator", "closure"})
_LOOKED_UP = frozenset({"room", "facilitator"})
_LOOKS = 3


def for_form(
    db: HouseDb,
    actor: Actor,
    fields: ActivityFields,
    *,
    now: datetime,
    activity_id: int | None = None,
    from_id: int | None = None,
) -> list[Option]:
    """Options for a form that collides hard; none where it does not. Starts are of its first date.

    A series is offered as a whole: every date of an option is free. Raises Refused, NotFound,
    InvalidInput like the save itself.
    """
    with db.read() as con:
        at = desk(con, now)
        old = found_activity(con, activity_id) if activity_id is not None else None
        fields = checked(fields, at.house, old.fields if old else None)
        at.may_write(actor, fields.service_ids)

        def judged(wanted: ActivityFields) -> list[Conflict]:
            if old is None:
                planned = slots(at.dates(wanted).all, None, wanted.title)
                return at.conflicts(planned, wanted, without=None)
            change = change_of(at, old, wanted, of_activity(con, old.id), from_id)
            return collisions(at, old, change)

        def again(option: Option, conflicts: list[Conflict]) -> bool:
            """Whether a date that collided would do so again: one look-up instead of a series."""
            by = option.start - fields.local_start
            for one in [each for each in conflicts if each.kind in _LOOKED_UP][:_LOOKS]:
                wall = to_local(one.starts_at, at.zone) + by
                ends = to_utc(wall + fields.duration, at.zone)
                slot = Slot(to_utc(wall, at.zone), ends, option.room_id, fields.facilitator_ids)
                once = replace(fields, rrule=None)
                found = at.conflicts([slot], once, without=activity_id)
                if any(each.kind in _LOOKED_UP for each in found):
                    return True
            return False

        def moved(option: Option) -> ActivityFields | None:
            days = (option.start.date() - fields.local_start.date()).days
            rule = moved_by(fields.rrule, days) if fields.rrule and days else fields.rrule
            if fields.rrule and rule is None:
                return None
            return replace(fields, local_start=option.start, room_id=option.room_id, rrule=rule)

        return _options(at, fields, judged, moved, again)


def for_move(
    db: HouseDb, actor: Actor, occurrence_id: int, move: Move, scope: Scope, *, now: datetime
) -> list[Option]:
    """The same for a date that is moved with its scope."""
    with db.read() as con:
        at = desk(con, now)
    wanted = moves.preview(db, actor, occurrence_id, move, scope, now=now).conflicts
    if not _is_taken(list(wanted)):
        return []

    def free(option: Option) -> bool:
        to = Move(option.start, option.start + (move.end - move.start), option.room_id)
        try:
            seen = moves.preview(db, actor, occurrence_id, to, scope, now=now)
        except HouseError:
            return False
        return is_free(list(seen.conflicts), list(wanted))

    return alternatives(
        move.start,
        move.end - move.start,
        at.house.rooms.get(move.room_id or 0),
        list(at.house.rooms.values()),
        free,
        after=_soon(at),
        days=True,
    )


def _options(
    at: Desk,
    fields: ActivityFields,
    judged: Callable[[ActivityFields], list[Conflict]],
    moved: Callable[[Option], ActivityFields | None],
    again: Callable[[Option, list[Conflict]], bool],
) -> list[Option]:
    wanted = judged(fields)
    if not _is_taken(wanted):
        return []

    def free(option: Option) -> bool:
        try:
            changed = None if again(option, wanted) else moved(option)
            return changed is not None and is_free(judged(changed), wanted)
        except HouseError:
            return False

    return alternatives(
        fields.local_start,
        fields.duration,
        at.house.rooms.get(fields.room_id or 0),
        list(at.house.rooms.values()),
        free,
        after=_soon(at),
        days=True,
        places=fields.capacity,
    )


def _is_taken(conflicts: list[Conflict]) -> bool:
    return any(one.kind in _SOLVED for one in conflicts)


def _soon(at: Desk) -> datetime:
    return to_local(at.now, at.zone) + timedelta(minutes=1)
