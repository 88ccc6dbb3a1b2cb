"""The Danish words of an import: columns, kinds, what becomes of a line."""

from __future__ import annotations

from collections.abc import Mapping

from actions.import_judging import Status
from domain.importing import Kind
from locales import _

COLUMN_WORDS: Mapping[str, str] = {
    "date": _("Date"),
    "weekday": _("Weekday"),
    "time": _("Time (from–to)"),
    "start": _("From"),
    "end": _("To"),
    "title": _("Activity"),
    "category": _("Type"),
    "services": _("Organised by"),
    "groups": _("For whom"),
    "room": _("Room"),
    "facilitators": _("Run by"),
    "description": _("Description"),
    "neutral_title": _("Neutral title"),
    "capacity": _("Places"),
    "price": _("Price"),
    "access": _("How to take part"),
    "signup_phone": _("Telephone for signing up"),
    "sign_up_until": _("Sign up before"),
    "public_note": _("Note for citizens"),
    "listing": _("Notice board"),
    "feed": _("Calendars"),
    "legal_basis": _("Legal basis"),
    "notes": _("Conditions"),
    "state": _("State"),
    "uid": _("Id"),
}
KIND_WORDS: Mapping[Kind, str] = {
    "category": _("Types"),
    "services": _("Services"),
    "groups": _("Target groups"),
    "room": _("Rooms"),
    "facilitators": _("Facilitators"),
}
STATUS_WORDS: dict[Status, str] = {
    "new": _("new"),
    "update": _("is updated"),
    "same": _("as here already"),
    "leave": _("fetched before, stays"),
    "bad": _("must be mended"),
    "out": _("left out"),
}
