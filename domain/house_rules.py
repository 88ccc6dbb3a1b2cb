"""The rules that a house sets itself: hours, absences, enough staff, groups kept apart.

All of them are soft: whoever plans against one is asked for a reason. Without a row entered, no
rule applies. Days and hours are local; slots are instants in UTC, half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.conflicts import Conflict, Kind, Slot, overlaps
from domain.errors import InvalidField, InvalidInput
from domain.hours import Window, covers, on_weekday
from domain.localtime import day_start, to_local
from domain.model import Activity, ActivityFields, Category, Facilitator, House, TargetGroup

Owner = Literal["site", "room", "facilitator"]
OWNERS: tuple[Owner, ...] = ("site", "room", "facilitator")
MARGIN_MINUTES = 30
"""Offered for a new pair: those who leave and those who come do not meet in the hallway."""
MAX_MARGIN = 240
MAX_STAFF = 20
MAX_ABSENT = timedelta(days=731)
Hours = tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """Local days, both included. Never why."""

    id: int
    facilitator_id: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Apart:
    """Two groups that do not meet: not in one activity, and not at one site within `margin`."""

    first_group: int
    second_group: int
    margin: timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a house has entered. `hours` by owner and id."""

    hours: Mapping[tuple[Owner, int], Hours] = field(default_factory=dict)
    absences: Mapping[int, Sequence[Absence]] = field(default_factory=dict)
    """By facilitator."""
    apart: Sequence[Apart] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A planned date that may be too near, with the groups it is for."""

    slot: Slot
    group_ids: frozenset[int]


def outside_hours(slot: Slot, house: House, rules: Rules, zone: ZoneInfo) -> list[Conflict]:
    """Outside the opening hours of the room, or of its site where the room has none of its own.

    Set-up and clearing do not count: staff have a key. A date without a room has no hours.
    """
    room = house.rooms.get(slot.room_id) if slot.room_id is not None else None
    if room is None:
        return []
    own = rules.hours.get(("room", room.id), ())
    windows = own or rules.hours.get(("site", room.site_id), ())
    name = room.name if own or room.site_id not in house.sites else house.sites[room.site_id].name
    return _outside(slot, windows, "hours", name, zone)


def not_at_work(
    slot: Slot, people: Mapping[int, Facilitator], rules: Rules, zone: ZoneInfo
) -> list[Conflict]:
    """Exclusive facilitators who are away, or outside their weekly hours.

    A role that several people fill has neither. A date over midnight is judged on both days.
    """
    found: list[Conflict] = []
    for number in slot.facilitator_ids:
        person = people.get(number)
        if person is None or not person.exclusive:
            continue
        if any(_is_away(slot, one, zone) for one in rules.absences.get(number, ())):
            found.append(Conflict("absent", slot.starts_at, slot.ends_at, person.name))
            continue
        windows = rules.hours.get(("facilitator", number), ())
        found += _outside(slot, windows, "person-hours", person.name, zone)
    return found


def too_few(
    slot: Slot, fields: ActivityFields, category: Category, people: Mapping[int, Facilitator]
) -> Conflict | None:
    """Fewer members of staff than activities of this type need. A reservation needs nobody."""
    if fields.kind != "activity" or category.min_staff < 1:
        return None
    there = sum(
        people[one].kind == "staff" for one in dict.fromkeys(slot.facilitator_ids) if one in people
    )
    if there >= category.min_staff:
        return None
    return Conflict("staff", slot.starts_at, slot.ends_at, category.name, limit=category.min_staff)


def opposed(group_ids: Collection[int], rules: Rules) -> dict[int, timedelta]:
    """The groups that an activity for `group_ids` is kept apart from, each with its margin."""
    found: dict[int, timedelta] = {}
    for pair in rules.apart:
        for mine, other in (
            (pair.first_group, pair.second_group),
            (pair.second_group, pair.first_group),
        ):
            if mine in group_ids:
                found[other] = max(pair.margin, found.get(other, pair.margin))
    return found


def within_itself(
    slot: Slot, group_ids: Collection[int], groups: Mapping[int, TargetGroup], rules: Rules
) -> list[Conflict]:
    """One activity for two groups that the house keeps apart."""
    return [
        Conflict("apart", slot.starts_at, slot.ends_at, _pair_words(pair, groups))
        for pair in rules.apart
        if pair.first_group in group_ids and pair.second_group in group_ids
    ]


def beside(
    slot: Slot,
    group_ids: Collection[int],
    others: Iterable[Beside],
    house: House,
    rules: Rules,
) -> list[Conflict]:
    """Dates at the same site, within the margin, for a group that these are kept apart from.

    Names both groups and the other activity: only for whoever may plan, who sees all of it.
    """
    found: list[Conflict] = []
    for other in others:
        if other.slot.activity_id is not None and other.slot.activity_id == slot.activity_id:
            continue
        if site_of(slot, house) != site_of(other.slot, house):
            continue
        for pair in rules.apart:
            against = _against(pair, group_ids, other.group_ids)
            near = (slot.starts_at - pair.margin, slot.ends_at + pair.margin)
            if against and overlaps(*near, other.slot.starts_at, other.slot.ends_at):
                conflict = Conflict(
                    "apart", slot.starts_at, slot.ends_at, _pair_words(pair, house.groups)
                )
                found.append(
                    replace(
                        conflict,
                        other_title=other.slot.title,
                        other_activity_id=other.slot.activity_id,
                        other_starts_at=other.slot.starts_at,
                        other_ends_at=other.slot.ends_at,
                    )
                )
                break
    return found


def site_of(slot: Slot, house: House) -> int | None:
    """Where a date is; without a room at the first site, as calendars say (House.place)."""
    room = house.rooms.get(slot.room_id) if slot.room_id is not None else None
    return room.site_id if room else next(iter(house.sites), None)


def soft_kinds(old: Activity, fields: ActivityFields) -> frozenset[Kind]:
    """What an edit that leaves time, room and people alone can newly collide with."""
    kinds: set[Kind] = set()
    if fields.capacity != old.fields.capacity:
        kinds.add("capacity")
    if fields.category_id != old.fields.category_id:
        kinds.add("staff")
    if set(fields.group_ids) != set(old.fields.group_ids):
        kinds.add("apart")
    return frozenset(kinds)


def check_absence(absence: Absence) -> Absence:
    """The same. Raises InvalidInput for a last day before the first, or one too far from it."""
    if absence.last < absence.first:
        raise InvalidInput((InvalidField("last", "before-start"),))
    if absence.last - absence.first > MAX_ABSENT:
        raise InvalidInput((InvalidField("last", "far-away"),))
    return absence


def check_apart(pair: Apart, groups: Mapping[int, TargetGroup]) -> Apart:
    """The pair with the lower id first. Raises InvalidInput.

    "Everybody" is in no pair: it would keep the whole house apart from itself.
    """
    ids = (pair.first_group, pair.second_group)
    if any(one not in groups or groups[one].is_everyone for one in ids):
        raise InvalidInput((InvalidField("apart", "unknown"),))
    if ids[0] == ids[1]:
        raise InvalidInput((InvalidField("apart", "same-group"),))
    if not timedelta() <= pair.margin <= timedelta(minutes=MAX_MARGIN):
        raise InvalidInput((InvalidField("margin", "number-range", lowest=0, highest=MAX_MARGIN),))
    return Apart(min(ids), max(ids), pair.margin)


def _outside(slot: Slot, windows: Hours, kind: Kind, name: str, zone: ZoneInfo) -> list[Conflict]:
    start, end = to_local(slot.starts_at, zone), to_local(slot.ends_at, zone)
    if covers(windows, start, end):
        return []
    open_then = on_weekday(windows, start.weekday())
    return [Conflict(kind, slot.starts_at, slot.ends_at, name, windows=open_then)]


def _is_away(slot: Slot, one: Absence, zone: ZoneInfo) -> bool:
    first, after = day_start(one.first, zone), day_start(one.last + timedelta(days=1), zone)
    return overlaps(slot.starts_at, slot.ends_at, first, after)


def _against(pair: Apart, mine: Collection[int], theirs: Collection[int]) -> bool:
    return (pair.first_group in mine and pair.second_group in theirs) or (
        pair.second_group in mine and pair.first_group in theirs
    )


def _pair_words(pair: Apart, groups: Mapping[int, TargetGroup]) -> str:
    names = (groups[one].name for one in (pair.first_group, pair.second_group) if one in groups)
    return " / ".join(names)


def shown_from(now: datetime, zone: ZoneInfo) -> date:
    """Absences that ended before this local day are of no use any more, and are deleted."""
    return to_local(now, zone).date() - timedelta(days=31)
