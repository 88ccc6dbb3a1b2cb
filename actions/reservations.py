"""Reserving a room for what is no activity: a room, a time, and what for.

It is shown to staff in the calendar, takes its room, and stands nowhere else: no page of the
citizens', no feed, no count. It is moved, cancelled and deleted like any other single date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from actions import planning
from db.connection import HouseDb
from db.house import load_house
from domain.conflicts import Conflict
from domain.errors import InvalidField, InvalidInput
from domain.model import Activity, ActivityFields, Actor, House
from domain.rights import require


def reserve(
    db: HouseDb,
    actor: Actor,
    room_id: int | None,
    start: datetime,
    end: datetime,
    what: str,
    *,
    of: Activity | None = None,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Reserve a room from `start` to `end` (naive wall times); returns the activity's id.

    `of`: a reservation that is changed. Raises InvalidInput, Refused, Stale, Conflicts (hard, or
    soft without `reason`), AlreadyDone.
    """
    fields = _fields(db, actor, room_id, start, end, what, of, now)
    if of is None:
        return planning.create(db, actor, fields, now=now, publish=True, reason=reason, token=token)
    return planning.edit(
        db, actor, of.id, fields, version=of.version, now=now, reason=reason, token=token
    )


def look(
    db: HouseDb,
    actor: Actor,
    room_id: int | None,
    start: datetime,
    end: datetime,
    what: str,
    *,
    of: Activity | None = None,
    now: datetime,
) -> tuple[Conflict, ...]:
    """What a reservation would collide with. Raises InvalidInput and Refused like `reserve`."""
    fields = _fields(db, actor, room_id, start, end, what, of, now)
    return planning.preview(db, actor, fields, now=now, activity_id=of.id if of else None).conflicts


def _fields(
    db: HouseDb,
    actor: Actor,
    room_id: int | None,
    start: datetime,
    end: datetime,
    what: str,
    of: Activity | None,
    now: datetime,
) -> ActivityFields:
    require(actor, "plan.write")
    with db.read() as con:
        house = load_house(con)
    if room_id is None:
        raise InvalidInput((InvalidField("room", "required"),))
    form = of.fields if of else blank(actor, house, start)
    return replace(
        form, title=what, room_id=room_id, local_start=start, duration=end - start, capacity=None
    )


def blank(actor: Actor, house: House, start: datetime) -> ActivityFields:
    """A reservation by the actor's own service, or the house's; its type is shown nowhere."""
    own = [one.service_id for one in actor.grants if one.role == "coordinator" and one.service_id]
    shared = [one.id for one in house.services.values() if one.kind == "house" and not one.retired]
    plain = [one.id for one in house.categories.values() if not (one.treatment or one.retired)]
    return ActivityFields(
        title="",
        category_id=next(iter(plain), 0),
        service_ids=tuple(own or shared[:1]),
        group_ids=(),
        room_id=None,
        local_start=start,
        duration=start - start,
        access="internal",
        listing="hidden",
        feed="none",
        kind="reservation",
    )
