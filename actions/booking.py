"""What planning needs to know before it writes: dates, closures, conflicts, rights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.config import config
from db.activities import activity as read_activity
from db.connection import Connection
from db.house import closures, load_house
from db.outside import busy_near
from db.plan_rows import is_kept
from db.planning_rules import load_rules
from db.slots import dates_beside, slots_near
from domain.conflicts import (
    Conflict,
    Slot,
    among,
    between,
    closure_of,
    on_closure,
    too_small,
    while_busy,
)
from domain.errors import Conflicts, InvalidField, InvalidInput, NotFound, Stale
from domain.house_rules import (
    Rules,
    beside,
    not_at_work,
    opposed,
    outside_hours,
    too_few,
    within_itself,
)
from domain.localtime import to_local
from domain.model import Activity, ActivityFields, Actor, Closure, House
from domain.recurrence import horizon
from domain.rights import require
from domain.schedule import Written, written

_MARGIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Desk:
    """The state of the house that one booking is judged by, read inside its transaction."""

    con: Connection
    house: House
    zone: ZoneInfo
    now: datetime
    rules: Rules = field(default_factory=Rules)

    def may_write(self, actor: Actor, service_ids: Sequence[int]) -> None:
        """Raise Refused unless the actor may write what these services organise."""
        shared = [one.id for one in self.house.services.values() if one.kind == "house"]
        require(actor, "plan.write", service_ids, shared)

    def dates(self, fields: ActivityFields) -> Written:
        """The dates `fields` give up to the horizon. Raises InvalidInput for a bad rule."""
        before = horizon(to_local(self.now, self.zone))
        before = max(before, fields.local_start + timedelta(days=1))
        room = self.house.rooms.get(fields.room_id) if fields.room_id is not None else None
        try:
            return written(
                fields, room, self.closures(fields.local_start, before), self.zone, before
            )
        except InvalidField as problem:
            raise InvalidInput((problem,)) from problem

    def closures(self, first: datetime, before: datetime) -> list[Closure]:
        """Closures around wall times, half-open."""
        start = first.replace(tzinfo=self.zone) - _MARGIN
        return closures(self.con, start, before.replace(tzinfo=self.zone) + _MARGIN)

    def conflicts(
        self, slots: Sequence[Slot], fields: ActivityFields, *, without: int | None
    ) -> list[Conflict]:
        """Every conflict of the proposed dates: with what is planned, with each other, with rooms,
        and with the rules of the house.

        Dates that have ended are not judged. `without` is the activity being edited. What is the
        same for every date (places, staff) is told once for each room and set of people.
        """
        coming = [slot for slot in slots if slot.ends_at > self.now]
        rooms, people = self.house.rooms, self.house.facilitators
        found: list[Conflict] = []
        for slot, taken in zip(coming, slots_near(self.con, coming, without=without), strict=True):
            found.extend(between(slot, taken, rooms, people))
        if len(coming) > 1:
            found.extend(among(coming, rooms, people))
        found.extend(self.busy(coming))
        for slot in coming[:1] if fields.rrule is None else ():
            found.extend(self.shut(slot))
        found.extend(self.judged_once(coming, fields))
        for slot in coming:
            found.extend(outside_hours(slot, self.house, self.rules, self.zone))
            found.extend(not_at_work(slot, people, self.rules, self.zone))
        found.extend(self.near(coming, fields, without=without))
        return found

    def judged_once(self, slots: Sequence[Slot], fields: ActivityFields) -> list[Conflict]:
        """Too small a room, too few members of staff, two groups kept apart in one activity."""
        found: list[Conflict | None] = []
        for slot in {slot.room_id: slot for slot in reversed(slots)}.values():
            room = self.house.rooms.get(slot.room_id) if slot.room_id is not None else None
            found.append(too_small(slot, room, fields.capacity))
        category = self.house.categories[fields.category_id]
        for slot in {slot.facilitator_ids: slot for slot in reversed(slots)}.values():
            found.append(too_few(slot, fields, category, self.house.facilitators))
        for slot in slots[:1]:
            found += within_itself(slot, fields.group_ids, self.house.groups, self.rules)
        return [one for one in found if one is not None]

    def near(
        self, slots: Sequence[Slot], fields: ActivityFields, *, without: int | None
    ) -> list[Conflict]:
        """Dates for groups that the house keeps apart from these, too near in time and place."""
        groups = opposed(fields.group_ids, self.rules)
        if not groups:
            return []
        others = dates_beside(self.con, slots, groups, without=without)
        return [
            one
            for slot, found in zip(slots, others, strict=True)
            for one in beside(slot, fields.group_ids, found, self.house, self.rules)
        ]

    def busy(self, slots: Sequence[Slot]) -> list[Conflict]:
        """The soft conflicts with times at which rooms or people are taken elsewhere."""
        if not slots:
            return []
        taken = busy_near(
            self.con,
            min(slot.starts_at for slot in slots),
            max(slot.ends_at for slot in slots),
            {slot.room_id for slot in slots if slot.room_id is not None},
            {person for slot in slots for person in slot.facilitator_ids},
        )
        rooms, people = self.house.rooms, self.house.facilitators
        return [one for slot in slots for one in while_busy(slot, taken, rooms, people)]

    def shut(self, slot: Slot) -> list[Conflict]:
        """The conflict of a single date with a closure of its site, if there is one."""
        room = self.house.rooms.get(slot.room_id) if slot.room_id is not None else None
        around = closures(self.con, slot.starts_at, slot.ends_at)
        closure = closure_of(slot.starts_at, slot.ends_at, room, around)
        if closure is None or is_kept(self.con, closure.id, slot.occurrence_id):
            return []
        return [on_closure(slot, closure)]


def desk(con: Connection, now: datetime) -> Desk:
    return Desk(con, load_house(con), config().zone, now, load_rules(con))


def stop_on(conflicts: Sequence[Conflict], reason: str) -> None:
    """Raise Conflicts for any hard one, or for soft ones without a reason."""
    hard = [conflict for conflict in conflicts if conflict.hard]
    if hard or (conflicts and not reason.strip()):
        raise Conflicts(tuple(conflicts))


def guard(check: Callable[..., None], *args: Any, **more: Any) -> None:
    """Ask a rule of the domain that raises InvalidField. Raises InvalidInput."""
    try:
        check(*args, **more)
    except InvalidField as problem:
        raise InvalidInput((problem,)) from problem


def found_activity(con: Connection, activity_id: int, version: int | None = None) -> Activity:
    """The activity, if it is there and nobody saved in between.

    Raises NotFound, or Stale when `version` is given and differs.
    """
    found = read_activity(con, activity_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("activity")
    if version is not None and found.version != version:
        raise Stale("activity", version, found.version)
    return found
