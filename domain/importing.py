"""What an import brings, before it is anybody's activity: found, named, and made fields of.

A `Found` is one event or one row, its times known, its category, room and people still by the
names that stand in the file. `Choices` says what in the house each name means; `guessed` proposes
it by name. Nothing here is saved; `actions.importing` judges and writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from domain.errors import InvalidField
from domain.model import ActivityFields, Actor, House
from domain.searching import normalised

Kind = Literal["category", "room", "groups", "services", "facilitators"]
KINDS: tuple[Kind, ...] = ("category", "services", "groups", "room", "facilitators")
MOST_ACTIVITIES = 400
MOST_DATES = 10_000
"""Of one import together: what one transaction and one entry of the change log hold well."""
PLACEHOLDER = 0
"""A category that is not chosen; refused by `domain.validation`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line, or with the file (line 0). Quotes what was typed only in data
    that is shown to the one who brought the file."""

    line: int
    code: str
    """`locales.importing` has its sentence."""
    data: Mapping[str, object] = field(default_factory=dict)
    stops: bool = True
    """Whether the line cannot come in as it is; False: told, and no more."""
    field: str = ""
    """Of InvalidField, where the problem is one."""


@dataclass(frozen=True, slots=True)
class Differs:
    """A date of a series that is not as its rule says. Instants in UTC, half-open."""

    original_start: datetime
    starts_at: datetime
    ends_at: datetime
    state: Literal["planned", "cancelled", "paused"] = "planned"
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One activity as it stands in a file."""

    line: int
    uid: str
    """The foreign identity, "" for none: for recognising, never published."""
    title: str
    local_start: datetime | None
    """Naive wall time in the house's zone; None where it cannot be read (told as a problem)."""
    duration: timedelta
    rrule: str | None = None
    names: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    """What the file calls the category, room, groups …; empty where it says nothing."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of ActivityFields, as they are."""
    differs: tuple[Differs, ...] = ()
    problems: tuple[Problem, ...] = ()


def date_uid(uid: str, original_start: datetime) -> str:
    """What one date of a series is known by, inside and outside of the house."""
    return f"{uid}#{original_start:%Y%m%dT%H%M}" if uid else ""


def base_of(uid: str) -> str:
    """The series' own UID: a date of a series that is here already is left as it is here."""
    return uid.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Choices:
    """What names mean, by kind and normalised name; a name that is not there means nothing."""

    meant: Mapping[tuple[Kind, str], int] = field(default_factory=dict)
    category_id: int | None = None
    """For what has no category of its own; likewise below."""
    service_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    room_id: int | None = None
    descriptions: bool = True
    """Whether descriptions come along."""

    def ids(self, kind: Kind, names: Iterable[str]) -> tuple[int, ...]:
        keys = ((kind, normalised(name)) for name in names)
        return tuple(dict.fromkeys(self.meant[key] for key in keys if key in self.meant))


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def retired(self) -> bool: ...


def table_of(house: House, kind: Kind) -> Mapping[int, Named]:
    """The house's own rows of a kind."""
    tables: dict[Kind, Mapping[int, Named]] = {
        "category": house.categories,
        "room": house.rooms,
        "groups": house.groups,
        "services": house.services,
        "facilitators": house.facilitators,
    }
    return tables[kind]


def names_in(found: Iterable[Found], kind: Kind) -> list[str]:
    """Every name of a kind in a file, in order, those alike only once."""
    seen: dict[str, str] = {}
    for one in found:
        for name in one.names.get(kind, ()):
            seen.setdefault(normalised(name), name)
    return [name for key, name in seen.items() if key]


def guessed(house: House, kind: Kind, name: str) -> int | None:
    """What in the house a name means: the same name, else the only one that fits by its words.

    One fits that holds all words of the name or whose words all stand in it ("Stillerum, Huset,
    Eksempelvej 1"). Retired ones are not offered. Groups are known by their public name too,
    services by their letters.
    """
    wanted = normalised(name)
    offered = {n: _calls(one) for n, one in table_of(house, kind).items() if not one.retired}
    same = [number for number, calls in offered.items() if wanted in calls]
    if same or not wanted:
        return same[0] if same else None
    words = set(wanted.split())
    fits = {
        number: max(len(call) for call in calls if _fits(words, call))
        for number, calls in offered.items()
        if any(_fits(words, call) for call in calls)
    }
    longest = [number for number, size in fits.items() if size == max(fits.values())]
    return longest[0] if len(longest) == 1 else None


def _calls(one: Named) -> list[str]:
    texts = (one.name, getattr(one, "public_name", ""), getattr(one, "short", ""))
    return [call for text in texts if (call := normalised(text))]


def _fits(words: set[str], call: str) -> bool:
    own = set(call.split())
    return len(call) > 2 and (own <= words or words <= own)


def proposed(found: Collection[Found], house: House, actor: Actor) -> Choices:
    """What the import page begins with: guesses by name, and the actor's own service."""
    meant = {
        (kind, normalised(name)): number
        for kind in KINDS
        for name in names_in(found, kind)
        if (number := guessed(house, kind, name)) is not None
    }
    own = tuple(g.service_id for g in actor.grants if g.role == "coordinator" and g.service_id)
    shared = [one.id for one in house.services.values() if one.kind == "house" and not one.retired]
    return Choices(meant, service_ids=own or tuple(shared[:1]))


def fields_of(one: Found, choices: Choices) -> ActivityFields:
    """The activity that a found one becomes. Raises InvalidField without a time."""
    if one.local_start is None:
        raise InvalidField("start", "required")
    category = choices.ids("category", one.names.get("category", ()))
    room = choices.ids("room", one.names.get("room", ()))
    values = dict(one.values)
    if not choices.descriptions:
        values.pop("description", None)
    return ActivityFields(
        title=one.title,
        category_id=category[0] if category else choices.category_id or PLACEHOLDER,
        service_ids=choices.ids("services", one.names.get("services", ())) or choices.service_ids,
        group_ids=choices.ids("groups", one.names.get("groups", ())) or choices.group_ids,
        room_id=room[0] if room else choices.room_id if not one.names.get("room") else None,
        facilitator_ids=choices.ids("facilitators", one.names.get("facilitators", ())),
        local_start=one.local_start,
        duration=one.duration,
        rrule=one.rrule,
        **values,
    )
