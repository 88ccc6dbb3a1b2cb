"""A small house and the hard cases of its calendars, for every test of feeds.

`Plan` holds an activity with its dates and says, from the dates alone, what a client must show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendars.build import Stamped, calendar
from domain.discretion import feed_by_slug
from domain.feedentry import Component, Entry, FeedSettings
from domain.feedface import derived_uid
from domain.feedplan import entries
from domain.localtime import to_local, to_utc
from domain.model import (
    Activity,
    ActivityFields,
    Category,
    Facilitator,
    House,
    Occurrence,
    Room,
    Service,
    Site,
    TargetGroup,
)
from domain.recurrence import horizon, wall_starts

ZONE = ZoneInfo("Europe/Copenhagen")
NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
SETTINGS = FeedSettings(house_url="https://huset.example")
DISCREET_SLUG = "k7qm2"

EVERYONE, YOUNG, BIRK, PITSTOP, STAFF, OAK = 1, 2, 3, 4, 5, 6
QUIET, HALL, YELLOW = 1, 2, 3
ANNE, BO = 1, 2


def house(**settings: str) -> House:
    """Two sites, an open, two discreet, a secret and a closed group beside "alle"."""
    groups = [
        TargetGroup(EVERYONE, "alle", "Alle", "Hele huset", "", "none", is_everyone=True, sort=1),
        TargetGroup(YOUNG, "unge", "Unge", "Unge", "", "open", sort=2),
        TargetGroup(
            BIRK, DISCREET_SLUG, "Socialpsykiatri", "Ro og mestring", "Gruppe Birk", "discreet"
        ),
        TargetGroup(PITSTOP, "pitstop", "Pitstop", "Pitstop", "", "none"),
        TargetGroup(STAFF, "medarbejdere", "Medarbejdere", "Medarbejdere", "", "secret"),
        TargetGroup(OAK, "x3v9t", "Pårørende", "Pårørende", "Gruppe Eg", "discreet"),
    ]
    rooms = [
        Room(QUIET, 1, "Stillerum", 10, "undervisning", True),
        Room(HALL, 1, "Sal", 40, "sal", True),
        Room(YELLOW, 2, "Caféen i Det Gule Hus", 12, "café", True),
    ]
    services = [
        Service(1, "Fælles hus", "FH", "house", "#225588", False, phone="43 57 00 00"),
        Service(2, "Pitstop", "PS", "service", "#883322", True, phone="43 57 00 11"),
    ]
    categories = [
        Category(1, "Café", "cup", "Kaffe og selskab."),
        Category(2, "Behandlingsgruppe", "lock", "", treatment=True),
    ]
    return House(
        sites={
            1: Site(1, "Fælleshuset", "Vejledalen 17, 2635 Ishøj"),
            2: Site(2, "Det Gule Hus", "Gildbrovej 4, 2635 Ishøj"),
        },
        rooms={room.id: room for room in rooms},
        services={service.id: service for service in services},
        groups={group.id: group for group in groups},
        categories={category.id: category for category in categories},
        facilitators={
            ANNE: Facilitator(ANNE, "Anne-rolle", "staff", True),
            BO: Facilitator(BO, "Bo-rolle", "volunteer", False),
        },
        settings=settings,
    )


def with_calendar(of: House, group_id: int, mode: Any) -> House:
    """The same house after a group's calendar was set to another mode."""
    group = of.groups[group_id]
    neutral = group.neutral_name or "Gruppe Ask"
    changed = replace(group, calendar=mode, neutral_name=neutral)
    return replace(of, groups={**of.groups, group_id: changed})


def _uid(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class Plan:
    """An activity and its dates; the methods change one date as a coordinator would."""

    def __init__(self, activity: Activity, dates: list[Occurrence]) -> None:
        self.activity = activity
        self.dates = dates

    def __repr__(self) -> str:
        changed = [
            f"{one.original_start:%m%d.%H%M} {one.state} {one.starts_at:%m%d.%H%M} {one.title}"
            for one in self.dates
            if one.is_exception
        ]
        fields = self.fields
        first = f"{fields.local_start} {fields.duration} {fields.rrule} {self.activity.state}"
        return f"Plan({first}, {len(self.dates)} dates, {changed})"

    @property
    def fields(self) -> ActivityFields:
        return self.activity.fields

    def find(self, day: date) -> Occurrence:
        """The date whose rule puts it on a local day."""
        return next(
            each for each in self.dates if to_local(each.original_start, ZONE).date() == day
        )

    def change(self, day: date, **changes: Any) -> Plan:
        found = self.find(day)
        changed = replace(found, is_exception=True, version=found.version + 1, **changes)
        self.dates[self.dates.index(found)] = changed
        return self

    def cancel(self, day: date, note: str = "") -> Plan:
        return self.change(day, state="cancelled", cancelled_at=NOW, note=note)

    def move(self, day: date, wall: datetime, minutes: int | None = None) -> Plan:
        found = self.find(day)
        length = self.fields.duration if minutes is None else timedelta(minutes=minutes)
        key = f"{self.activity.uid} {day}"
        return self.change(
            day,
            starts_at=to_utc(wall, ZONE),
            ends_at=to_utc(wall + length, ZONE),
            moved_uid=found.moved_uid or _uid(f"{key} moved"),
            moved_neutral_uid=found.moved_neutral_uid or _uid(f"{key} moved neutral"),
        )

    def move_back(self, day: date) -> Plan:
        found = self.find(day)
        return self.change(
            day,
            starts_at=found.original_start,
            ends_at=to_utc(to_local(found.original_start, ZONE) + self.fields.duration, ZONE),
        )

    def edit(self, **changes: Any) -> Plan:
        """Change the activity itself; `fields` are looked for first."""
        names = ActivityFields.__dataclass_fields__
        inner = {name: value for name, value in changes.items() if name in names}
        outer = {name: value for name, value in changes.items() if name not in names}
        self.activity = replace(self.activity, fields=replace(self.fields, **inner), **outer)
        return self


def plan(
    id_: int,
    title: str,
    start: datetime,
    minutes: int = 60,
    rrule: str | None = None,
    *,
    skip: Iterable[date] = (),
    now: datetime = NOW,
    treatment: bool = False,
    **fields: Any,
) -> Plan:
    """A published activity with its dates written out to the horizon, less those in `skip`."""
    given = {"category_id": 1, "service_ids": (1,), "group_ids": (EVERYONE,), "room_id": QUIET}
    made = ActivityFields(
        title=title,
        local_start=start,
        duration=timedelta(minutes=minutes),
        rrule=rrule,
        **{**given, **fields},
    )
    activity = Activity(
        id=id_,
        uid=_uid(f"{id_} full"),
        neutral_uid=_uid(f"{id_} neutral"),
        lineage=_uid(f"{id_} lineage"),
        fields=made,
        treatment=treatment,
        state="published",
        version=1,
        created_at=NOW - timedelta(days=200),
        updated_at=NOW - timedelta(days=200),
        busy_uid=_uid(f"{id_} busy"),
    )
    walls = wall_starts(start, rrule, horizon(to_local(now, ZONE)))
    dates = [
        Occurrence(
            id=id_ * 10_000 + number,
            activity_id=id_,
            original_start=to_utc(wall, ZONE),
            starts_at=to_utc(wall, ZONE),
            ends_at=to_utc(wall + made.duration, ZONE),  # as domain.schedule keeps the wall clock
            room_id=made.room_id,
            state="planned",
            facilitator_ids=made.facilitator_ids,
        )
        for number, wall in enumerate(walls)
        if wall.date() not in set(skip)
    ]
    return Plan(activity, dates)


# -- the plan of them ---------------------------------------------------------------------------


MONDAYS = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"


def in_feed(
    each: Plan, slug: str = "alle", *, of: House | None = None, now: datetime = NOW
) -> list[Entry]:
    of = of or house()
    feed = feed_by_slug(of.groups, slug)
    assert feed is not None
    return entries(of, each.activity, each.dates, feed, now, ZONE, SETTINGS)


def told(found: Sequence[Entry], each: Plan) -> list[str]:
    """Entries as short lines: who, when, rule, exceptions, status and title."""
    names = {each.activity.uid: "S", each.activity.neutral_uid: "N"}
    for one in each.dates:
        at = f"{one.original_start:%m%d}"
        names |= {
            derived_uid(each.activity.uid, one.original_start): f"own {at}",
            derived_uid(each.activity.neutral_uid, one.original_start): f"own neutral {at}",
        }
        if one.moved_uid and one.moved_neutral_uid:
            names |= {one.moved_uid: f"moved {at}", one.moved_neutral_uid: f"moved neutral {at}"}
    return [f"{names[entry.uid]} {_said(entry.component)}" for entry in found]


def _said(component: Component) -> str:
    parts = [
        f"{component.local_start:%m%d.%H%M}-{component.local_end:%H%M}",
        component.rrule or "",
        *(f"-{exdate:%m%d}" for exdate in component.exdates),
        "" if component.status == "confirmed" else component.status,
        component.summary,
    ]
    return " ".join(filter(None, parts))


def mondays(**more: Any) -> Plan:
    """NADA on 23 and 30 November and 7 and 14 December 2026 at 10."""
    title = more.pop("title", "NADA")
    return plan(1, title, wall("2026-11-23T10:00"), 45, MONDAYS, **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


CHANGED = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


def stamped(
    plans: Iterable[Plan], slug: str, *, of: House | None = None, sequence: int = 0
) -> list[Stamped]:
    """Every entry of the plans in a feed, all last changed the noon before."""
    return [
        Stamped(entry.uid, entry.component, sequence, CHANGED)
        for each in plans
        for entry in in_feed(each, slug, of=of)
    ]


def built(plans: Iterable[Plan], slug: str, *, of: House | None = None) -> bytes:
    """The plans' calendar without a database."""
    feed = feed_by_slug((of or house()).groups, slug)
    assert feed is not None
    return calendar(feed.name, stamped(plans, slug, of=of), ZONE)
