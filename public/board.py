"""What citizens' pages may know of the plan: everything passes `domain.discretion.board_view`.

Templates get these values only, never an activity, so that a template cannot show too much.
Times are naive wall times in the house's zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.discretion import board_view
from domain.icons import board_icon
from domain.localtime import to_local
from domain.model import Access, Activity, DatedActivity, House, Service, TargetGroup
from domain.places import left
from public.folding import folded
from public.words import Said, said

Phase = Literal["past", "now", "coming"]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class About:
    """What may be told of an activity that is shown in full, whatever the date."""

    uid: str
    title: str
    topic: str
    """The category's part of an address (`?emne=`)."""
    category: Said
    words: str
    """The category's name in Danish, for who searches in another language."""
    icon: str
    """A name of domain.icons."""
    sentence: Said
    description: str
    first_time: str
    nameless: bool
    other_title: Said
    """The title in another language of the activity's own; empty without one."""
    other_text: Said
    public_note: str
    for_everyone: bool
    for_whom: tuple[Said, ...]
    """Public names of its open groups but "alle"; empty where it has none."""
    access: Access
    sign_up_until: str
    contact: Contact
    places_left: int | None
    """Of a course; None where none are counted."""
    price_dkk: int
    notes: tuple[str, ...]
    """"step_free", "interpreter", "rusfri", "childcare", "relatives"."""
    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One date of an activity that is shown in full."""

    about: About
    title: str
    starts: datetime
    ends: datetime
    place: str
    """Room and, where the house has several sites, site."""
    room: str
    """The room alone at the house's first site, where one need not say so; else as `place`."""
    site: str
    """The site's part of an address (`?sted=`), "" without a room."""
    address: str
    way_in: Said
    cancelled: bool
    moved_from: datetime | None
    room_changed: bool
    note: str
    phase: Phase

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def times(self) -> tuple[datetime, datetime]:
        return self.starts, self.ends


@dataclass(frozen=True, slots=True)
class Mention:
    """An activity of *Spørg os om*: no date, no time, no room, no description."""

    uid: str
    title: str
    for_everyone: bool
    for_whom: tuple[Said, ...]
    interpreter: bool
    childcare: bool
    contact: Contact


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the board; `gone` are dates that were moved from this day to another."""

    day: date
    cards: tuple[Card, ...]
    gone: tuple[Card, ...]
    closures: tuple[str, ...]
    """Names of closures, with the site where only one is shut."""


def cards_of(
    dated: Iterable[DatedActivity], house: House, zone: ZoneInfo, now: datetime
) -> list[Card]:
    """The dates that may be shown in full, in the order given. `now` is an aware UTC instant."""
    return [
        _card(one, house, zone, now)
        for one in dated
        if board_view(one.activity, house.groups) == "full"
    ]


def mentions_of(activities: Iterable[Activity], house: House) -> list[Mention]:
    """The activities that are mentioned only, each once, by title."""
    found: dict[str, Mention] = {}
    for activity in activities:
        if activity.state != "published" or board_view(activity, house.groups) != "mentioned":
            continue
        found.setdefault(activity.lineage, mention_of(activity, house))
    return sorted(found.values(), key=lambda one: (one.title.casefold(), one.uid))


def mention_of(activity: Activity, house: House) -> Mention:
    """What *Spørg os om* says. The caller has asked `board_view`."""
    fields = activity.fields
    return Mention(
        activity.uid,
        fields.title,
        _for_everyone(activity, house),
        _names(activity, house, ("open", "discreet")),
        fields.interpreter,
        fields.childcare,
        contact_of(activity, house),
    )


def about_of(activity: Activity, house: House) -> About:
    """What may be told of an activity in full. The caller has asked `board_view`."""
    fields = activity.fields
    category = house.categories[fields.category_id]
    notes = ("step_free", "interpreter", "rusfri", "childcare", "relatives")
    return About(
        uid=activity.uid,
        title=fields.title,
        topic=slug(category.name),
        category=said(house, "category", category.id, "name", category.name),
        words=category.name,
        icon=board_icon(activity, house),
        sentence=said(house, "category", category.id, "sentence", category.sentence),
        description=fields.description,
        first_time=fields.first_time,
        nameless=fields.nameless,
        other_title=Said(fields.other_title, fields.other_language or "da"),
        other_text=Said(fields.other_text, fields.other_language or "da"),
        public_note=fields.public_note,
        for_everyone=_for_everyone(activity, house),
        # a discreet group's name beside a time would tell what its neutral calendar hides
        for_whom=_names(activity, house, ("open",)),
        access=fields.access,
        sign_up_until=fields.sign_up_until,
        contact=contact_of(activity, house),
        places_left=left(activity),
        price_dkk=fields.price_dkk,
        notes=tuple(note for note in notes if getattr(fields, note)),
        services=tuple(house.services[key] for key in fields.service_ids if key in house.services),
    )


def contact_of(activity: Activity, house: House) -> Contact:
    """Its own telephone, else its first organiser's that has one, else the house's."""
    services = [house.services[key] for key in activity.fields.service_ids if key in house.services]
    if activity.fields.signup_phone:
        return Contact(services[0].name if services else "", activity.fields.signup_phone)
    with_phone = [service for service in services if service.phone]
    answers = with_phone[0] if with_phone else house_itself(house)
    return Contact(answers.name, answers.phone) if answers else Contact("", "")


def house_itself(house: House) -> Service | None:
    """The service that stands for the whole house ("Fælles hus"), None where none does."""
    services = (one for one in house.services.values() if one.kind == "house" and not one.retired)
    return next(services, None)


def open_groups(house: House) -> list[TargetGroup]:
    """The groups one may filter by: those whose calendar is open; never "alle" itself."""
    return [
        group
        for group in sorted(house.groups.values(), key=lambda group: (group.sort, group.id))
        if group.calendar == "open" and not group.is_everyone and not group.retired
    ]


def group_name(group: TargetGroup, house: House) -> Said:
    """What citizens read of a group."""
    return said(house, "target_group", group.id, "public_name", group.public_name)


def for_group(dated: Iterable[DatedActivity], group: TargetGroup) -> list[DatedActivity]:
    """Only the dates of activities marked with one (open) group."""
    return [one for one in dated if group.id in one.activity.fields.group_ids]


def days_of(
    first: date, count: int, cards: Iterable[Card], closures: dict[date, tuple[str, ...]]
) -> tuple[Day, ...]:
    """The cards by local day, `count` days from `first`, each day with what was moved away."""
    cards = list(cards)
    days = []
    for number in range(count):
        day = first + timedelta(days=number)
        days.append(
            Day(
                day,
                tuple(card for card in cards if card.day == day),
                tuple(
                    card
                    for card in cards
                    if card.moved_from is not None
                    and card.moved_from.date() == day
                    and card.day != day
                ),
                closures.get(day, ()),
            )
        )
    return tuple(days)


def _card(one: DatedActivity, house: House, zone: ZoneInfo, now: datetime) -> Card:
    date_ = one.occurrence
    starts, ends = to_local(date_.starts_at, zone), to_local(date_.ends_at, zone)
    moved = date_.starts_at != date_.original_start
    room = house.rooms.get(date_.room_id) if date_.room_id is not None else None
    site = house.sites.get(room.site_id) if room else None
    place = [room.name] if room else []
    if (
        site
        and (len(house.sites) > 1 or not room)
        and site.name.casefold() not in place[0].casefold()
    ):
        place.append(site.name)
    place_words = ", ".join(place)
    phase: Phase = "coming" if now < date_.starts_at else "now"
    return Card(
        about=about_of(one.activity, house),
        title=one.title,
        starts=starts,
        ends=ends,
        place=place_words,
        room=room.name if room and site and site.id == next(iter(house.sites)) else place_words,
        site=slug(site.name) if site else "",
        address=site.address if site else "",
        way_in=said(house, "site", site.id, "way_in", site.way_in) if site else Said(""),
        cancelled=date_.state == "cancelled" or one.activity.state == "cancelled",
        moved_from=to_local(date_.original_start, zone) if moved else None,
        room_changed=date_.is_exception and date_.room_id != one.activity.fields.room_id,
        note=date_.note,
        phase="past" if now >= date_.ends_at else phase,
    )


def slug(name: str) -> str:
    """A name as a part of an address: "Oplæg: sundhed" as "oplaeg-sundhed"."""
    return "-".join(folded(name))


def _names(activity: Activity, house: House, modes: tuple[str, ...]) -> tuple[Said, ...]:
    return tuple(group_name(group, house) for group in _groups(activity, house, modes))


def _for_everyone(activity: Activity, house: House) -> bool:
    groups = (house.groups.get(key) for key in activity.fields.group_ids)
    return any(group.is_everyone for group in groups if group)


def _groups(activity: Activity, house: House, modes: tuple[str, ...]) -> Iterable[TargetGroup]:
    """The activity's groups whose calendar is of one of `modes`, without "alle"."""
    for key in activity.fields.group_ids:
        group = house.groups.get(key)
        if group and group.calendar in modes and not group.is_everyone:
            yield group
