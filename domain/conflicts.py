"""Conflicts: which proposed dates collide with what is already planned, and how hard.

Hard ones stop a save; soft ones ask for a reason. Intervals are half-open, so an activity that
ends at 10.00 and one that begins at 10.00 do not collide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from domain.hours import Window
from domain.model import Closure, Facilitator, Room
from domain.outside import Busy

Kind = Literal[
    "room",
    "facilitator",
    "closure",
    "capacity",
    "busy",
    "hours",
    "person-hours",
    "absent",
    "staff",
    "apart",
]
"""Those after "busy" stand in domain.house_rules."""
HARD: frozenset[Kind] = frozenset({"room", "facilitator", "closure"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A date that takes a room and people. Instants in UTC, half-open."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    facilitator_ids: tuple[int, ...]
    activity_id: int | None = None
    """None: not saved yet."""
    occurrence_id: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One collision. `subject` is the room, facilitator or closure; `other_*` what was there."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    subject: str
    other_title: str = ""
    other_activity_id: int | None = None
    other_starts_at: datetime | None = None
    other_ends_at: datetime | None = None
    limit: int | None = None
    """For "capacity": how many the room holds; for "staff": how many the type needs."""
    windows: tuple[Window, ...] = ()
    """For "hours" and "person-hours": what is open that weekday, local; none: nothing."""

    @property
    def hard(self) -> bool:
        return self.kind in HARD


def overlaps(start: datetime, end: datetime, other_start: datetime, other_end: datetime) -> bool:
    """Whether two half-open intervals share an instant."""
    return start < other_end and other_start < end


def occupied(slot: Slot, room: Room) -> tuple[datetime, datetime]:
    """The time a date takes its room, set-up and clearing included."""
    return (
        slot.starts_at - timedelta(minutes=room.setup_minutes),
        slot.ends_at + timedelta(minutes=room.clearing_minutes),
    )


def between(
    proposed: Slot,
    taken: Iterable[Slot],
    rooms: Mapping[int, Room],
    facilitators: Mapping[int, Facilitator],
) -> list[Conflict]:
    """Collisions of one proposed date with planned dates, by room and by facilitator.

    A date never collides with itself (same occurrence).
    """
    found: list[Conflict] = []
    room = rooms.get(proposed.room_id) if proposed.room_id is not None else None
    for other in taken:
        if other.occurrence_id is not None and other.occurrence_id == proposed.occurrence_id:
            continue
        if (
            room is not None
            and room.exclusive
            and other.room_id == room.id
            and overlaps(*occupied(proposed, room), *occupied(other, room))
        ):
            found.append(_with(proposed, other, "room", room.name))
        if not overlaps(proposed.starts_at, proposed.ends_at, other.starts_at, other.ends_at):
            continue
        for facilitator_id in proposed.facilitator_ids:
            person = facilitators.get(facilitator_id)
            if person and person.exclusive and facilitator_id in other.facilitator_ids:
                found.append(_with(proposed, other, "facilitator", person.name))
    return found


def among(
    slots: Sequence[Slot], rooms: Mapping[int, Room], facilitators: Mapping[int, Facilitator]
) -> list[Conflict]:
    """Collisions within one list of dates (a week), each pair once."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    found: list[Conflict] = []
    for number, slot in enumerate(ordered):
        # set-up and clearing are at most four hours each
        reach = slot.ends_at + timedelta(hours=8)
        later: list[Slot] = []
        for other in ordered[number + 1 :]:
            if other.starts_at >= reach:
                break
            later.append(other)
        found.extend(between(slot, later, rooms, facilitators))
    return found


def closure_of(
    start: datetime, end: datetime, room: Room | None, closures: Iterable[Closure]
) -> Closure | None:
    """The first closure that a date in `room` falls into, None when the site is open."""
    for closure in closures:
        if closure.site_id is not None and (room is None or closure.site_id != room.site_id):
            continue
        if overlaps(start, end, closure.starts_at, closure.ends_at):
            return closure
    return None


def too_small(slot: Slot, room: Room | None, capacity: int | None) -> Conflict | None:
    """A soft conflict when an activity has places for more than its room holds."""
    if room is None or capacity is None or capacity <= room.capacity:
        return None
    return Conflict("capacity", slot.starts_at, slot.ends_at, room.name, limit=room.capacity)


def while_busy(
    slot: Slot,
    taken: Iterable[Busy],
    rooms: Mapping[int, Room],
    facilitators: Mapping[int, Facilitator],
) -> list[Conflict]:
    """Soft conflicts with the times at which the date's room or people are taken elsewhere.

    By people's own calendars, so also for a role that several fill: somebody linked it to them.
    """
    found = []
    for one in taken:
        if not overlaps(slot.starts_at, slot.ends_at, one.starts_at, one.ends_at):
            continue
        who: Room | Facilitator | None = None
        if one.room_id is not None and one.room_id == slot.room_id:
            who = rooms.get(one.room_id)
        elif one.facilitator_id in slot.facilitator_ids:
            who = facilitators.get(one.facilitator_id or 0)
        if who is not None:
            conflict = Conflict("busy", slot.starts_at, slot.ends_at, who.name)
            found.append(
                replace(conflict, other_starts_at=one.starts_at, other_ends_at=one.ends_at)
            )
    return found


def on_closure(slot: Slot, closure: Closure) -> Conflict:
    """The hard conflict of a single date on a closure."""
    return Conflict(
        "closure",
        slot.starts_at,
        slot.ends_at,
        closure.name,
        other_starts_at=closure.starts_at,
        other_ends_at=closure.ends_at,
    )


def _with(proposed: Slot, other: Slot, kind: Kind, subject: str) -> Conflict:
    return Conflict(
        kind,
        proposed.starts_at,
        proposed.ends_at,
        subject,
        other.title,
        other.activity_id,
        other.starts_at,
        other.ends_at,
    )
