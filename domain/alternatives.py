"""What else could be chosen when a room or a person is taken: candidates, in the order of use.

Pure: which of them are free is asked of the caller, who judges them as a save is judged. Wall
times are naive and local.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from domain.conflicts import Conflict, Kind
from domain.model import Room

MOST = 3
_STEP = timedelta(minutes=15)
_APART = timedelta(minutes=30)
_NO_HOUR = 2
"""Nothing starts between two and three (domain.validation.check_start)."""
_EARLIEST, _LATEST = time(7), time(22)
"""Times that are offered; wider where the wanted time itself lies outside of them."""
_DAYS = (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, 14)
_ROOMS = 8
_UNMOVED: frozenset[Kind] = frozenset({"staff", "capacity"})
"""Soft conflicts that no other time takes away: they do not make a candidate worse."""

Sort = Literal["time", "room", "day"]


@dataclass(frozen=True, slots=True)
class Option:
    """Another time, room or day; the length stays."""

    sort: Sort
    start: datetime
    room_id: int | None


def alternatives(
    start: datetime,
    duration: timedelta,
    room: Room | None,
    rooms: list[Room],
    free: Callable[[Option], bool],
    *,
    after: datetime,
    days: bool,
    places: int | None = None,
    most: int = MOST,
) -> list[Option]:
    """Up to `most` free options: a time near by, a fitting room, another day, then more of each.

    `free` says whether an option collides with nothing; it is asked as seldom as possible. `days`:
    whether another day may be offered. Nothing is offered that begins before `after`. `places`:
    how many there must be room for; None: as many as the wanted room holds. The times that are
    offered differ by half an hour at least.
    """
    sorts = (
        (Option("time", at, room.id if room else None) for at in _times(start, duration)),
        (Option("room", start, one.id) for one in fitting(room, rooms, places)[:_ROOMS]),
        (
            Option("day", start + timedelta(days=day), room.id if room else None)
            for day in (_DAYS if days else ())
        ),
    )
    found: list[Option] = []

    def good(one: Option) -> bool:
        return one.start >= after and _differs(one, found) and free(one)

    waiting = [filter(good, each) for each in sorts]
    while waiting and len(found) < most:
        turn = waiting.pop(0)
        hit = next(turn, None)
        if hit is not None:
            found.append(hit)
            waiting.append(turn)
    return found


def is_free(conflicts: list[Conflict], wanted: list[Conflict]) -> bool:
    """Whether an option is as good as free: no conflict, but for what is so at any time.

    `wanted`: the conflicts of what was asked for; too many places or too few staff there remain.
    """
    always = {one.kind for one in wanted} & _UNMOVED
    within = any(one.kind == "apart" and not one.other_title for one in wanted)
    return all(
        one.kind in always or (within and one.kind == "apart" and not one.other_title)
        for one in conflicts
    )


def fitting(room: Room | None, rooms: list[Room], places: int | None) -> list[Room]:
    """Rooms that could stand in for one: free for one activity at a time, large enough, in use.

    At the same site and of the same kind first, then by how little larger they are.
    """
    if room is None:
        return []
    needed = room.capacity if places is None else places
    large = [
        one
        for one in rooms
        if one.id != room.id and not one.retired and one.exclusive and one.capacity >= needed
    ]
    return sorted(
        large,
        key=lambda one: (one.site_id != room.site_id, one.kind != room.kind, one.capacity, one.id),
    )


def _times(start: datetime, duration: timedelta) -> Iterator[datetime]:
    """Starts of the same day by their distance, the later first; none between two and three."""
    day = start.date()
    earliest = min(datetime.combine(day, _EARLIEST), start)
    latest = max(datetime.combine(day, _LATEST), start + duration)
    for step in range(1, timedelta(days=1) // _STEP):
        for at in (start + step * _STEP, start - step * _STEP):
            if earliest <= at and at + duration <= latest and at.hour != _NO_HOUR:
                yield at


def _differs(one: Option, found: list[Option]) -> bool:
    """Whether an option is no near twin of one that was found."""
    return all(
        one.room_id != other.room_id or abs(one.start - other.start) >= _APART for other in found
    )
