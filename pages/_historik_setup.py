"""Fields and values of the setup in the history: rooms, hours, closures, absences, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.localtime import to_local
from domain.model import House
from domain.opening import parse_hours
from domain.retention import KEEP_SETTING
from domain.week_message import OTHERS, TEXT, UNTIL
from locales import _
from locales.formats import clock, day_with_year, weekday
from locales.tongues import TONGUES
from pages._show import names, plain
from pages._words import FACILITATOR_KINDS, LISTING, MODES, ROLES, SERVICE_KINDS

_MONDAY = date(2026, 11, 23)
_DAYS = {str(number): weekday(_MONDAY + timedelta(days=number)) for number in range(7)}
_FIELDS: Mapping[str, str] = {
    **{number: name.capitalize() for number, name in _DAYS.items()},
    "name": _("Name"),
    "short": _("Short name"),
    "kind": _("Kind"),
    "color": _("Colour"),
    "is_origin": _("Visitors can come from here"),
    "about": _("What it helps with, in plain words"),
    "for_whom": _("For whom"),
    "what_happens": _("What happens when you come"),
    "phone": _("Telephone"),
    "hours": _("Hours"),
    "anonymous": _("Can one be anonymous?"),
    "retired": _("Out of use"),
    "site_id": _("Place"),
    "capacity": _("How many does it hold?"),
    "setup_minutes": _("Minutes for setting up"),
    "clearing_minutes": _("Minutes for clearing"),
    "exclusive": _("Only one at a time"),
    "slug": _("Last part of the calendar's address"),
    "public_name": _("Name for citizens, not a label"),
    "neutral_name": _("Neutral name"),
    "calendar": _("Calendar"),
    "sentence": _("One sentence"),
    "treatment": _("Treatment"),
    "min_staff": _("Members of staff"),
    "starts_at": _("From"),
    "ends_at": _("To"),
    "address": _("Address"),
    "way_in": _("How to get in"),
    "first": _("First day"),
    "last": _("Last day"),
    "minutes": _("Minutes in between"),
    "divides_at": _("The afternoon begins at"),
    "weekdays": _("Open on"),
    "words": _("One word to a line"),
    "url": _("The municipality's official accessibility statement"),
    "approved": _("Approved by a reader"),
    "host": _("The calendar's address"),
    "service_id": _("Service"),
    "facilitator_id": _("Facilitator"),
    "room_id": _("Room"),
    "group_ids": _("For whom"),
    "listing": _("Who sees it?"),
    "roles": _("Roles"),
    "facilitator": _("Facilitator"),
    "label": _("Name of the address"),
    "close_out": _("Recorded as"),
    TEXT: _("Message"),
    UNTIL: _("Until"),
    "outside.minutes": _("Minutes between two fetches"),
    "built_for": _("What the house is built for"),
    KEEP_SETTING: _("Months that counts by service are kept"),
    "feed.cancelled_days": _("Days that calendars show a cancelled date"),
    "feed.past_days": _("Days that calendars show what has been"),
    "feed.tombstone_days": _("Days that calendars tell what went"),
    "feed.closed_months": _("Months that a stopped calendar answers"),
    "house.name": _("Name"),
}
_TICKS = ("is_origin", "retired", "exclusive", "treatment")
_IDS: Mapping[str, Callable[[House], Mapping[int, Any]]] = {
    "site_id": lambda house: house.sites,
    "service_id": lambda house: house.services,
    "facilitator_id": lambda house: house.facilitators,
    "facilitator": lambda house: house.facilitators,
    "room_id": lambda house: house.rooms,
    "group_ids": lambda house: house.groups,
}
_TEXTS: Mapping[str, Callable[[House], Mapping[int, Any]]] = {
    "category": lambda house: house.categories,
    "target_group": lambda house: house.groups,
    "service": lambda house: house.services,
    "site": lambda house: house.sites,
}
_CLOSED_OUT = {
    "held": _("held"),
    "nobody": _("nobody came"),
    "cancelled": _("cancelled"),
}
_CHOICES: Mapping[str, Mapping[Any, str]] = {
    "calendar": MODES,
    "listing": LISTING,
    "close_out": _CLOSED_OUT,
}
_KINDS: Mapping[str, Mapping[Any, str]] = {
    "service": SERVICE_KINDS,
    "facilitator": FACILITATOR_KINDS,
    "outside_calendar": {"partner": _("Partner or association"), "busy": _("Busy times only")},
}


def setup_field(table: str, field: str) -> str:
    """What a field is called, "" for one that nobody needs to read."""
    if table == "language":
        return _text_field(field)
    code = next((code for code, key in OTHERS.items() if key == field), "")
    if code:
        return f"{_FIELDS[TEXT]} ({plain(TONGUES[code].name)})"
    if table == "closure" and field == "site_id":
        return _("Where?")
    return _FIELDS.get(field, "")


def place_of(field: str) -> int:
    """Where a field stands among the others of its row."""
    return list(_FIELDS).index(field) if field in _FIELDS else len(_FIELDS)


def _text_field(field: str) -> str:
    """A text in another language; its key is the kind of row, its id, the language, the field."""
    name = field.rsplit("-", 1)[-1]
    return _FIELDS.get(name, "")


def setup_row(table: str, field: str, summary: str, house: House) -> str:
    """Which row of the setup: by `summary`, in another language by what the text is of."""
    if table == "setting":
        return _("The setup")
    if table != "language":
        return plain(summary) or _("The setup")
    kind, number, *_rest = (*field.split("-"), "")
    of = _TEXTS.get(kind)
    row = of(house).get(int(number)) if of and number.isdigit() else None
    tongue = TONGUES[summary].name if summary in TONGUES else summary
    return f"{plain(row.name)} ({plain(tongue)})" if row else plain(tongue)


def setup_value(table: str, field: str, value: object, house: House, zone: ZoneInfo) -> str:
    """A stored value in words, safe as Markdown. Instants are shown in the house's zone."""
    if table == "closure" and field == "site_id" and value is None:
        return _("the whole house")
    if value is None or value == "" or value == []:
        return "–"
    if field in _TICKS:
        return _("yes") if value else _("no")
    if field in _IDS:
        ids = value if isinstance(value, list) else [int(str(value))]
        return names(ids, _IDS[field](house)) or "–"
    words = _KINDS.get(table, {}) if field == "kind" else _CHOICES.get(field, {})
    if isinstance(value, str) and value in words:
        return plain(words[value])
    if field in ("starts_at", "ends_at"):
        return moment(to_local(datetime.fromisoformat(str(value)), zone))
    if field in ("first", "last", UNTIL):
        return plain(day_with_year(date.fromisoformat(str(value))))
    if field == "hours" and table == "site":
        return _week(str(value))
    if field == "weekdays":
        return plain(", ".join(_DAYS[one] for one in str(value) if one in _DAYS))
    if field == "roles" and isinstance(value, list):
        return ", ".join(_role(str(one), house) for one in value)
    if isinstance(value, list):
        return plain(", ".join(map(str, value)))
    return plain(str(value))


def moment(wall: datetime) -> str:
    """A day with its year and a time."""
    return f"{plain(day_with_year(wall))} {plain(clock(wall))}"


def _week(text: str) -> str:
    spans = [
        f"{_DAYS[str(number)]} {clock_of(one.span[0])}–{clock_of(one.span[1])}"
        for number, one in enumerate(parse_hours(text))
        if one.span
    ]
    return plain(", ".join(spans)) or "–"


def clock_of(at: Any) -> str:
    """A wall time as Danes write it."""
    return clock(datetime.combine(_MONDAY, at))


def _role(text: str, house: House) -> str:
    """A role as the change log keeps it: "coordinator:3" is of one service."""
    role, _colon, service = text.partition(":")
    called = plain(dict(ROLES).get(role, role))  # type: ignore[call-overload]
    of = house.services.get(int(service)) if service.isdigit() else None
    return f"{called} ({plain(of.name)})" if of else called
