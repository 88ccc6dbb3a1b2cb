"""The values of the house: frozen dataclasses, one per thing that a coordinator can point at.

Instants (`starts_at`, `ends_at`, `original_start`, `*_at`) are aware datetimes in UTC.
Local wall times (`local_start`) are naive datetimes in the house's zone (`HOUSE_TZ`).
Intervals are half-open: [starts_at, ends_at).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

ServiceKind = Literal["house", "service", "partner"]
CalendarMode = Literal["open", "discreet", "secret", "none"]
Listing = Literal["open", "mentioned", "hidden"]
FeedSetting = Literal["open", "discreet", "none"]
Access = Literal["drop-in", "sign-up", "referral", "internal"]
ActivityState = Literal["draft", "published", "cancelled"]
ActivityKind = Literal["activity", "reservation"]
OccurrenceState = Literal["planned", "cancelled", "paused"]
CloseOut = Literal["held", "nobody", "cancelled"]
FacilitatorKind = Literal["staff", "volunteer", "guest"]
Role = Literal["admin", "coordinator", "host", "manager", "tablet"]
Scope = Literal["this", "following", "all"]

LISTINGS: tuple[Listing, ...] = ("open", "mentioned", "hidden")
FEED_SETTINGS: tuple[FeedSetting, ...] = ("open", "discreet", "none")
ACCESSES: tuple[Access, ...] = ("drop-in", "sign-up", "referral", "internal")
ROLES: tuple[Role, ...] = ("admin", "coordinator", "host", "manager")
"""The roles of people. A device of the house has the role "tablet": recording, and nothing else."""
TREATMENT_BASES = ("SEL § 101", "SEL § 101 a", "SUL § 141", "SUL § 142")
"""Legal bases of treatment: always `hidden` and `none` (design.md, Being found and being seen)."""

OTHER_LANGUAGES = ("en", "tr", "ar", "ur")
"""Languages of citizens' pages beside Danish, by ISO 639-1."""

MAX_DURATION = timedelta(hours=24)
MAX_OCCURRENCES = 1000
HORIZON_MONTHS = 18
MAX_TITLE = 120
MAX_DESCRIPTION = 2000


@dataclass(frozen=True, slots=True)
class Site:
    id: int
    name: str
    address: str
    """Street, postcode and city in one line, as it stands in LOCATION."""
    way_in: str = ""
    """How one gets in, in plain words: which door, which bell, where the lift is."""


@dataclass(frozen=True, slots=True)
class Room:
    id: int
    site_id: int
    name: str
    capacity: int
    kind: str
    exclusive: bool
    """False for "Ude" and other places that several activities may use at once."""
    setup_minutes: int = 0
    clearing_minutes: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    id: int
    name: str
    short: str
    """Up to four letters, shown beside the colour so that colour is never alone."""
    kind: ServiceKind
    color: str
    """#rrggbb"""
    is_origin: bool
    """Whether visitors can come from it ("Fælles hus" organises, nobody comes from it)."""
    about: str = ""
    """What it helps with, plain words, for /hjaelp."""
    for_whom: str = ""
    phone: str = ""
    hours: str = ""
    anonymous: str = ""
    """A sentence on the right to be anonymous; empty when not so."""
    what_happens: str = ""
    sort: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class TargetGroup:
    id: int
    slug: str
    """The last part of the feed's address; says nothing for a discreet group."""
    name: str
    """For staff."""
    public_name: str
    """For citizens: not a label."""
    neutral_name: str
    """ "Gruppe Birk"; empty where the calendar is open."""
    calendar: CalendarMode
    is_everyone: bool = False
    """The group "alle": no calendar of its own, counts as open."""
    sort: int = 0
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    id: int
    name: str
    icon: str
    sentence: str
    treatment: bool = False
    """Activities of this type are treatment: always hidden and in no feed."""
    sort: int = 0
    retired: bool = False
    min_staff: int = 0
    """How many of its facilitators must be members of staff; 0 asks for none."""


@dataclass(frozen=True, slots=True)
class Facilitator:
    id: int
    name: str
    """A role, or the name the person chose to be shown by."""
    kind: FacilitatorKind
    exclusive: bool
    """False for a role that several people fill."""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Closure:
    id: int
    site_id: int | None
    """None: every site."""
    starts_at: datetime
    ends_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class ActivityFields:
    """What a coordinator decides about an activity: the form, without identity and stamps."""

    title: str
    category_id: int
    service_ids: tuple[int, ...]
    """Organising services, one or more."""
    group_ids: tuple[int, ...]
    room_id: int | None
    local_start: datetime
    """Naive wall time of the first date."""
    duration: timedelta
    rrule: str | None = None
    """RFC 5545 RRULE value without DTSTART (UNTIL, if any, as a local DATE), or None for once."""
    facilitator_ids: tuple[int, ...] = ()
    capacity: int | None = None
    access: Access = "drop-in"
    neutral_title: str = ""
    description: str = ""
    signup_phone: str = ""
    sign_up_until: str = ""
    """Free text, "senest mandag kl. 12"."""
    price_dkk: int = 0
    step_free: bool = False
    interpreter: bool = False
    rusfri: bool = False
    childcare: bool = False
    relatives: bool = False
    listing: Listing | None = None
    """None: inherited (domain.discretion.effective_listing)."""
    feed: FeedSetting | None = None
    """None: inherited (domain.discretion.effective_feed)."""
    legal_basis: str = ""
    public_note: str = ""
    course: bool = False
    kind: ActivityKind = "activity"
    first_time: str = ""
    """What to expect the first time, for citizens."""
    nameless: bool = False
    """Nobody need give a name there; the page says so."""
    volunteer_task: str = ""
    """What a volunteer would do there; empty where none is wanted (domain.volunteers)."""
    other_language: str = ""
    """The code of the language of `other_title` and `other_text`, "" for none."""
    other_title: str = ""
    other_text: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    id: int
    uid: str
    """iCalendar UID for good; random, ASCII."""
    neutral_uid: str
    """The UID under which neutral calendars show it; random, unrelated to `uid`."""
    lineage: str
    """Joins the parts of a split series."""
    fields: ActivityFields
    treatment: bool
    state: ActivityState
    version: int
    """Rises with every change; a stale edit is refused by it."""
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    """For staff only."""
    deleted_at: datetime | None = None
    busy_uid: str = ""
    """The UID under which secret calendars say "Optaget" of it; random, unrelated to the others."""
    taken: int = 0
    """Places of a course that are taken, counted by staff (domain.places)."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    id: int
    activity_id: int
    original_start: datetime
    """UTC instant the rule gives; identity within the series (RECURRENCE-ID)."""
    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    state: OccurrenceState
    facilitator_ids: tuple[int, ...] = ()
    missing_ids: tuple[int, ...] = ()
    """Who said that they cannot, and for whom nobody has been found yet (domain.duty)."""
    title: str | None = None
    """Own title of this date, None: the activity's."""
    note: str = ""
    """Public note of this date."""
    cancel_reason: str = ""
    """For staff only."""
    is_exception: bool = False
    """Differs from what rule and activity say; kept when the series is rewritten."""
    moved_uid: str | None = None
    moved_neutral_uid: str | None = None
    """UIDs of its own since its first move in time."""
    close_out: CloseOut | None = None
    """None: not recorded, which is never zero."""
    cancelled_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class RoleGrant:
    role: Role
    service_id: int | None
    """For coordinators: the service they coordinate; None for the whole house."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in member of staff with the roles read at this moment."""

    staff_id: int
    name: str
    grants: tuple[RoleGrant, ...]
    facilitator_id: int | None = None
    """Whom the account is linked to: that facilitator's *Mit skema* is theirs."""

    def has(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)


@dataclass(frozen=True, slots=True)
class DatedActivity:
    """One date together with its activity, the row of every list."""

    occurrence: Occurrence
    activity: Activity

    @property
    def title(self) -> str:
        return self.occurrence.title or self.activity.fields.title


@dataclass(frozen=True, slots=True)
class House:
    """Everything the lists of a page or feed look names up in, read once per request."""

    sites: dict[int, Site]
    rooms: dict[int, Room]
    services: dict[int, Service]
    groups: dict[int, TargetGroup]
    categories: dict[int, Category]
    facilitators: dict[int, Facilitator]
    settings: dict[str, str] = field(default_factory=dict)
    texts: dict[tuple[str, int, str, str], str] = field(default_factory=dict)
    """What the house says of itself in other languages: by kind of row ("category"), its id,
    the language's code and the field."""

    def place(self, room_id: int | None) -> str:
        """Room, street, postcode and city in one line; the house's address without a room."""
        room = self.rooms.get(room_id) if room_id is not None else None
        site = self.sites[room.site_id] if room else next(iter(self.sites.values()))
        parts = [room.name] if room else []
        return ", ".join([*parts, site.name, site.address] if site.name else [*parts, site.address])


@dataclass(frozen=True, slots=True)
class DayRange:
    """Local calendar days, half-open: [first, after)."""

    first: date
    after: date
