"""Find a time: the first that `Desk.conflicts` has nothing against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from actions.booking import Desk, desk
from db.connection import HouseDb
from db.occurrences import between as dates_between
from db.occurrences import slot_of
from domain.conflicts import Slot, between, closure_of
from domain.free_times import Free, Wish, checked_wish, first_free, rooms_for
from domain.house_rules import not_at_work, outside_hours
from domain.localtime import day_start, local_day, to_local, to_utc
from domain.model import ActivityFields, Actor, Closure, Room
from domain.rights import require

MOST = 6
"""Times of each part of the day."""


def find(db: HouseDb, actor: Actor, wish: Wish, *, now: datetime) -> list[Free]:
    """The first free times for a wish, by time. Raises Refused, InvalidInput."""
    require(actor, "plan.write")
    wish = checked_wish(wish)
    with db.read() as con:
        at = desk(con, now)
        rooms = rooms_for(wish, at.house)
        return first_free(wish, rooms, _judge(at, wish), to_local(now, at.zone), MOST)


def _judge(at: Desk, wish: Wish) -> Callable[[datetime, datetime, Room], bool]:
    """Whether a time is free. A quick look at what was read once, then the whole judgement."""
    fields = ActivityFields(
        title="?",
        category_id=next(iter(at.house.categories)),
        service_ids=(),
        group_ids=wish.group_ids,
        room_id=None,
        local_start=datetime.combine(wish.first, datetime.min.time()),
        duration=wish.duration,
        capacity=wish.capacity,
        facilitator_ids=wish.facilitator_ids,
        kind="reservation",  # how many staff a type needs is told when the type is chosen
    )
    taken, shut = _known(at, wish)

    def is_free(start: datetime, end: datetime, room: Room) -> bool:
        slot = Slot(
            to_utc(start, at.zone), to_utc(end, at.zone), room.id, wish.facilitator_ids, None, None
        )
        near = taken[local_day(slot.starts_at, at.zone)]
        if _is_taken(at, slot, room, near, shut):
            return False
        return not at.conflicts([slot], fields, without=None)

    return is_free


def _is_taken(
    at: Desk, slot: Slot, room: Room, near: Sequence[Slot], shut: Sequence[Closure]
) -> bool:
    """What the rules say that need no more than what was read: most times are dropped here."""
    if closure_of(slot.starts_at, slot.ends_at, room, shut) is not None:
        return True
    if outside_hours(slot, at.house, at.rules, at.zone):
        return True
    if not_at_work(slot, at.house.facilitators, at.rules, at.zone):
        return True
    return bool(between(slot, near, at.house.rooms, at.house.facilitators))


def _known(at: Desk, wish: Wish) -> tuple[dict[date, list[Slot]], list[Closure]]:
    """Planned dates by each local day they touch or stand beside, and the closures."""
    first, after = wish.first, wish.first + timedelta(weeks=wish.weeks)
    found: dict[date, list[Slot]] = defaultdict(list)
    for one in dates_between(
        at.con,
        day_start(first, at.zone) - timedelta(days=1),
        day_start(after, at.zone) + timedelta(days=1),
        states=("planned",),
        activity_states=("draft", "published", "cancelled"),
        kinds=("activity", "reservation"),
    ):
        slot = slot_of(one)
        day = local_day(slot.starts_at - timedelta(hours=8), at.zone)
        while day <= local_day(slot.ends_at + timedelta(hours=8), at.zone):
            found[day].append(slot)
            day += timedelta(days=1)
    noon = datetime.combine(first, datetime.min.time())
    return found, at.closures(noon, noon + timedelta(weeks=wish.weeks))
