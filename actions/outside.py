"""Calendars from outside: adding, changing and removing them. Needs setup.write.

A partner's programme, or when a person or a room is busy. What fetching them brings is kept by
`actions.outside_copies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.changelog import log
from db import writes_outside as writes
from db.connection import Connection, HouseDb
from db.house import load_house
from db.outside import Kept, outside_calendar, outside_calendars
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import Actor, House
from domain.outside import (
    PARTNER_LISTINGS,
    OutsideCalendar,
    calendar_address,
    host_of,
)
from domain.rights import require

MOST_CALENDARS = 50


def save(db: HouseDb, actor: Actor, one: OutsideCalendar, *, now: datetime) -> int:
    """Add (id 0) or change a calendar; returns its id. It is fetched as soon as the job looks.

    With another address or owner the copy of what was there before is thrown away.
    Raises Refused, InvalidInput, NotFound.
    """
    require(actor, "setup.write")
    with db.write() as con:
        one = _checked(one, load_house(con), outside_calendars(con))
        before = outside_calendar(con, one.id) if one.id else None
        if one.id and before is None:
            raise NotFound("outside")
        saved = writes.save(con, one)
        if before is not None and _leads_elsewhere(before.calendar, one):
            writes.forget_copy(con, saved)
        old = _told(before.calendar) if before else {}
        _log(con, actor, "outside.save", replace(one, id=saved), old, _told(one), now)
    return saved


def remove(db: HouseDb, actor: Actor, calendar_id: int, *, now: datetime) -> None:
    """Take a calendar away with everything that was fetched of it. Raises Refused, NotFound."""
    require(actor, "setup.write")
    with db.write() as con:
        found = _found(con, calendar_id)
        writes.delete(con, calendar_id)
        _log(con, actor, "outside.remove", found.calendar, _told(found.calendar), {}, now)


def fetch_soon(db: HouseDb, actor: Actor, calendar_id: int) -> None:
    """Let the job fetch a calendar at its next look, within a quarter of a minute."""
    require(actor, "setup.write")
    with db.write() as con:
        _found(con, calendar_id)
        writes.set_next(con, calendar_id, None)


def _checked(one: OutsideCalendar, house: House, others: Sequence[Kept]) -> OutsideCalendar:
    problems: list[InvalidField] = []
    try:
        one = replace(one, address=calendar_address(one.address))
    except InvalidField as problem:
        problems.append(problem)
    if one.kind == "partner":
        one = replace(one, facilitator_id=None, room_id=None)
        service = house.services.get(one.service_id or 0)
        if service is None or service.kind != "partner":
            problems.append(InvalidField("service", "partner-required"))
        if one.listing not in PARTNER_LISTINGS:
            problems.append(InvalidField("listing", "unknown"))
        if not one.group_ids:
            problems.append(InvalidField("groups", "required"))
        if not set(one.group_ids) <= set(house.groups):
            problems.append(InvalidField("groups", "unknown"))
    else:
        one = replace(one, service_id=None, group_ids=(), listing="hidden")
        known = one.room_id in house.rooms or one.facilitator_id in house.facilitators
        if (one.room_id is None) == (one.facilitator_id is None) or not known:
            problems.append(InvalidField("owner", "owner-required"))
    if not one.id and len(others) >= MOST_CALENDARS:
        problems.append(InvalidField("form", "too-many-calendars", highest=MOST_CALENDARS))
    if problems:
        raise InvalidInput(tuple(problems))
    return one


def _leads_elsewhere(old: OutsideCalendar, new: OutsideCalendar) -> bool:
    return (old.address, old.kind) != (new.address, new.kind)


def _found(con: Connection, calendar_id: int) -> Kept:
    found = outside_calendar(con, calendar_id)
    if found is None:
        raise NotFound("outside")
    return found


def _told(one: OutsideCalendar) -> dict[str, Any]:
    """What the change log keeps: the host instead of the address, which may be a secret."""
    return {
        "kind": one.kind,
        "host": host_of(one.address),
        "service_id": one.service_id,
        "facilitator_id": one.facilitator_id,
        "room_id": one.room_id,
        "listing": one.listing,
        "group_ids": list(one.group_ids),
    }


def _log(
    con: Connection,
    actor: Actor,
    action: str,
    one: OutsideCalendar,
    before: dict[str, Any],
    after: dict[str, Any],
    now: datetime,
) -> None:
    rows = [f"outside_calendar:{one.id}"]
    log(con, actor, action, host_of(one.address), rows, before, after, now)
