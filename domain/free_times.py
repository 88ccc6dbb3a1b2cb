"""Where and when something that is wished for could be: the first free times, day and evening.

Days are local, starts are naive wall times. Whether a time is free is asked of the caller, so that
conflicts keep their one home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from domain.errors import InvalidField, InvalidInput
from domain.figures import EVENING_FROM
from domain.model import House, Room

Part = Literal["day", "evening"]
PARTS: tuple[Part, ...] = ("day", "evening")
_STARTS: dict[Part, tuple[time, time]] = {
    "day": (time(8), time(EVENING_FROM)),
    "evening": (time(EVENING_FROM), time(21)),
}
"""When a date of a part of the day may begin, half-open."""
CLOSES = time(22)
"""Nothing is offered that ends later than this."""
STEP = timedelta(minutes=30)
MOST_WEEKS = 26
LONGEST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for."""

    duration: timedelta
    first: date
    """The first day that will do."""
    weeks: int
    parts: tuple[Part, ...] = PARTS
    weekend: bool = False
    capacity: int | None = None
    """How many the room must hold; None: any."""
    kind: str = ""
    """The kind of room, "" for any."""
    site_id: int | None = None
    facilitator_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Free:
    """A time that is free; `end` is exclusive."""

    start: datetime
    end: datetime
    room_id: int
    part: Part


def checked_wish(wish: Wish) -> Wish:
    """The same. Raises InvalidInput for what cannot be looked for."""
    problems = []
    if not timedelta(minutes=5) <= wish.duration <= LONGEST:
        problems.append(InvalidField("duration", "number-range", lowest=5, highest=840))
    if not 1 <= wish.weeks <= MOST_WEEKS:
        problems.append(InvalidField("weeks", "number-range", lowest=1, highest=MOST_WEEKS))
    if not 2000 <= wish.first.year <= 2100:
        problems.append(InvalidField("first", "far-away"))
    if not wish.parts:
        problems.append(InvalidField("parts", "required"))
    if problems:
        raise InvalidInput(tuple(problems))
    return wish


def rooms_for(wish: Wish, house: House) -> list[Room]:
    """Rooms that will do, the smallest first, so that a talk for eight does not take the hall.

    Raises InvalidInput ("no-such-room") when there is none.
    """
    found = [
        room
        for room in house.rooms.values()
        if not room.retired
        and (wish.capacity is None or room.capacity >= wish.capacity)
        and (not wish.kind or room.kind == wish.kind)
        and (wish.site_id is None or room.site_id == wish.site_id)
    ]
    if not found:
        raise InvalidInput((InvalidField("room", "no-such-room"),))
    return sorted(found, key=lambda room: (not room.exclusive, room.capacity, room.id))


def first_free(
    wish: Wish,
    rooms: Sequence[Room],
    is_free: Callable[[datetime, datetime, Room], bool],
    now_local: datetime,
    most: int,
) -> list[Free]:
    """At most `most` times of each part of the day, one a day in each, by time.

    One a day, so that the list is spread over days instead of naming one morning six times.
    """
    found: list[Free] = []
    count = dict.fromkeys(wish.parts, 0)
    for day in _days(wish):
        for part in wish.parts:
            if count[part] >= most:
                continue
            free = _first_in(wish, day, part, rooms, is_free, now_local)
            if free is not None:
                found.append(free)
                count[part] += 1
        if all(number >= most for number in count.values()):
            break
    return sorted(found, key=lambda one: one.start)


def _days(wish: Wish) -> Iterator[date]:
    for number in range(wish.weeks * 7):
        day = wish.first + timedelta(days=number)
        if wish.weekend or day.weekday() < 5:
            yield day


def _first_in(
    wish: Wish,
    day: date,
    part: Part,
    rooms: Sequence[Room],
    is_free: Callable[[datetime, datetime, Room], bool],
    now_local: datetime,
) -> Free | None:
    for start in starts(day, part, wish.duration):
        if start <= now_local:
            continue
        for room in rooms:
            if is_free(start, start + wish.duration, room):
                return Free(start, start + wish.duration, room.id, part)
    return None


def starts(day: date, part: Part, duration: timedelta) -> Iterator[datetime]:
    """Every half hour at which something of this length may begin in a part of a day."""
    opens, until = (datetime.combine(day, at) for at in _STARTS[part])
    while opens < until and opens + duration <= datetime.combine(day, CLOSES):
        yield opens
        opens += STEP
