"""Calendars from outside: a partner's programme, and when a person or a room is taken.

What is shown of them where, when they are fetched, and which addresses may be written down.
A partner's date is the partner's: it is shown as theirs, to read, and never published in the
house's own calendars. A busy calendar is never shown but as "taken" where something is planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from domain.errors import InvalidField
from domain.model import TargetGroup

Kind = Literal["partner", "busy"]
PartnerListing = Literal["hidden", "open"]
PARTNER_LISTINGS: tuple[PartnerListing, ...] = ("hidden", "open")
FETCH_MINUTES = (15, 30, 60, 180, 720, 1440)
"""How often a calendar may be fetched; the setting `outside.minutes` is one of them."""
DEFAULT_MINUTES = 60
LONGEST_PAUSE = timedelta(hours=24)
EMPTY_BELIEVED = timedelta(days=2)
"""How long a calendar that suddenly holds nothing is doubted. Empty answers are what a broken
publisher sends, and a citizen who finds nothing stays at home; after two days it is the truth."""
STALE = timedelta(days=2)
"""After how long without an answer citizens are told how old a partner's programme is."""
READ_AGAIN = timedelta(hours=24)
"""How often a calendar is read whole though it says that it is unchanged: rules go on."""
MAX_ADDRESS = 1000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class OutsideCalendar:
    """What an administrator decides about a calendar from outside; id 0 is new."""

    id: int
    kind: Kind
    address: str
    """Where it is fetched. Often a secret of its owner: shown and logged by host only."""
    service_id: int | None = None
    """The partner whose it is; None for a busy calendar."""
    facilitator_id: int | None = None
    room_id: int | None = None
    """Of a busy calendar exactly one of the two."""
    listing: PartnerListing = "hidden"
    """"hidden": for staff only."""
    group_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetching:
    """How the fetching of one calendar goes. Instants in UTC, None for never."""

    good_at: datetime | None = None
    """When it was last answered as it should be."""
    read_at: datetime | None = None
    """When its dates were last read whole."""
    next_at: datetime | None = None
    """Not before; None: at once."""
    failing_since: datetime | None = None
    failures: int = 0
    trouble: str = ""
    """A code of `locales.outside`, "" when all is well."""
    status: int | None = None
    """The HTTP status that went wrong."""
    dates: int = 0
    left_out: int = 0
    """What could not be used at the last reading."""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class PartnerDate:
    """One date of a partner's programme. Instants in UTC, half-open; it may have no length."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool
    title: str
    place: str
    link: str
    """An https address of theirs, or ""."""
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Busy:
    """A time at which a person or a room is taken elsewhere. Nothing says by what."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    facilitator_id: int | None


def partner_view(
    one: OutsideCalendar, groups: Mapping[int, TargetGroup]
) -> Literal["full", "absent"]:
    """Whether citizens' pages show a partner's calendar.

    Only if an administrator opened it, one of its groups is open, and none has a calendar that is
    discreet, secret or none: a time beside such a group's name would tell what it hides.
    """
    if one.kind != "partner" or one.listing != "open":
        return "absent"
    found = [groups[number] for number in one.group_ids if number in groups]
    modes = {"open" if group.is_everyone else group.calendar for group in found}
    return "full" if modes == {"open"} else "absent"


def safe_link(text: str) -> str:
    """An https address without user, port or blanks, at most 500 characters; else ""."""
    text = text.strip()
    if len(text) > 500 or not text.isascii() or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    good = parts.scheme == "https" and parts.hostname and port in (None, 443)
    return text if good and "@" not in parts.netloc and not set(text) & set("<>\"'\\`") else ""


def calendar_address(text: str) -> str:
    """The address of a calendar as it is kept: `webcal:` becomes https, no fragment.

    Raises InvalidField ("address"): "required", "too-long", "calendar-address",
    "calendar-user", "calendar-port". Whether it leads to a private machine is asked at every fetch.
    """
    text = text.strip()
    if not text:
        raise InvalidField("address", "required")
    if len(text) > MAX_ADDRESS:
        raise InvalidField("address", "too-long", highest=MAX_ADDRESS)
    try:
        parts = urlsplit(text)
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise InvalidField("address", "calendar-address") from None
    if scheme not in _PORTS or not host or not text.isprintable() or " " in text:
        raise InvalidField("address", "calendar-address")
    if "@" in parts.netloc:
        raise InvalidField("address", "calendar-user")
    if port is not None and port not in _PORTS.values():
        raise InvalidField("address", "calendar-port")
    return urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))


def host_of(address: str) -> str:
    """The part of an address that may be shown and logged: what comes after tells the secret."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def pause(minutes: int, failures: int) -> timedelta:
    """How long until the next fetch: doubled for each failure in a row, at most a day."""
    return min(timedelta(minutes=minutes << min(failures, 10)), LONGEST_PAUSE)


def is_doubtful(
    dates_before: int, dates_now: int, empty_since: datetime | None, now: datetime
) -> bool:
    """Whether a calendar that is suddenly empty is not believed yet."""
    if dates_now or not dates_before:
        return False
    return empty_since is None or now - empty_since < EMPTY_BELIEVED


def merged(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Busy times as the fewest intervals, by start: how many meetings there are is told by none."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(times):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
