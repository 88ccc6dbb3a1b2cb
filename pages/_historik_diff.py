"""Rows, fields and values of the change log in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from domain.changes import Difference
from domain.localtime import to_local
from domain.model import House
from locales import _
from locales.formats import clock, day_with_year, short_day
from pages._historik_setup import moment, place_of, setup_field, setup_row, setup_value
from pages._rule_words import rule_words
from pages._show import names, plain
from pages._words import ACCESS, FEED, LISTING, STATES

_FIELDS = {
    "": _("The whole row"),
    "title": _("Title"),
    "neutral_title": _("Neutral title"),
    "description": _("Description"),
    "public_note": _("Note for citizens"),
    "note": _("Note for citizens"),
    "category_id": _("Type"),
    "room_id": _("Room"),
    "service_id": _("Organised by"),
    "group_id": _("For whom"),
    "facilitator_id": _("Run by"),
    "local_start": _("First start"),
    "duration_minutes": _("Length"),
    "starts_at": _("From"),
    "ends_at": _("To"),
    "rrule": _("Repetition"),
    "capacity": _("Places"),
    "taken": _("Places taken"),
    "missing": _("Cannot"),
    "sign_up_until": _("Sign up before"),
    "step_free": _("Step-free access"),
    "interpreter": _("Interpreter can be booked"),
    "rusfri": _("Free of alcohol and drugs"),
    "childcare": _("Childcare"),
    "relatives": _("Open to relatives"),
    "course": _("Closed course with fixed places"),
    "legal_basis": _("Legal basis (staff only)"),
    "access": _("How to take part"),
    "signup_phone": _("Telephone for signing up"),
    "price_dkk": _("Price"),
    "listing": _("Notice board"),
    "feed": _("Calendars"),
    "state": _("State"),
    "cancel_reason": _("Cancelled because (staff only)"),
    "deleted_at": _("In the trash"),
    "first_time": _("The first time"),
    "nameless": _("No name needed"),
    "volunteer_task": _("What a volunteer would do"),
    "other_language": _("Another language"),
    "other_title": _("Title in another language"),
    "other_text": _("Text in another language"),
    "name": _("Name"),
    "first": _("First day"),
    "last": _("Last day"),
    "paused": _("Paused dates"),
    "reason": _("Reason (staff only)"),
}
_PLAN_ROWS = ("activity", "occurrence")
_PLANS = {
    "template": _("The template"),
    "plan_set": _("The plan for a period"),
    "closure_keep": _("A closed day"),
}
_STATES: Mapping[str, str] = {
    **{str(state): words for state, words in STATES.items()},
    "planned": _("planned"),
    "cancelled": _("cancelled"),
    "paused": _("paused"),
}
_TICKS = {"step_free", "interpreter", "rusfri", "childcare", "relatives", "course", "nameless"}
_CHOICES: dict[str, Mapping[Any, str]] = {"access": ACCESS, "listing": LISTING, "feed": FEED}
_TABLES = {
    "service_id": "services",
    "group_id": "groups",
    "facilitator_id": "facilitators",
    "room_id": "rooms",
    "category_id": "categories",
}


def field_words(field: str) -> str:
    """What a field of the plan is called, "" for one that nobody needs to read."""
    return _FIELDS.get(field, "")


def line_field(line: Difference) -> str:
    """What the field of a line is called, of the plan or of the setup."""
    if line.table in _PLAN_ROWS or line.table in _PLANS:
        return field_words(line.field)
    return setup_field(line.table, line.field)


def in_order(lines: Iterable[Difference]) -> list[Difference]:
    """The fields of each row in the order of their forms; the rows as they come."""
    order = list(_FIELDS)

    def place(line: Difference) -> int:
        if line.table in _PLAN_ROWS or line.table in _PLANS:
            return order.index(line.field) if line.field in order else len(order)
        return place_of(line.field)

    rows = groupby(lines, key=lambda line: (line.table, line.row.get("id")))
    return [line for _row, some in rows for line in sorted(some, key=place)]


def row_words(line: Difference, summary: str, house: House, zone: ZoneInfo) -> str:
    """Where: the activity, a date of it, a template; `summary` names a row of the setup."""
    if line.table == "activity":
        title = str(line.row.get("title") or "")
        return _("The activity") if title in ("", summary) else plain(title)
    if line.table in _PLANS:
        return _PLANS[line.table]
    if line.table != "occurrence":
        return setup_row(line.table, line.field, summary, house)
    start = to_local(datetime.fromisoformat(line.row["starts_at"]), zone)
    return f"{plain(short_day(start))} {plain(clock(start))}"


def line_value(line: Difference, value: object, house: House, zone: ZoneInfo) -> str:
    """A stored value as a reader of the history reads it, safe as Markdown."""
    if line.table in _PLAN_ROWS or line.table in _PLANS:
        return value_words(line.field, value, house, zone)
    return setup_value(line.table, line.field, value, house, zone)


def value_words(field: str, value: object, house: House, zone: ZoneInfo) -> str:
    """A stored value of the plan, safe as Markdown."""
    if field == "rrule":
        return plain(rule_words(str(value or "")))
    if field in _TICKS:
        return _("yes") if value else _("no")
    if field in _CHOICES and (value or "") in _CHOICES[field]:
        return plain(_CHOICES[field][value or ""])
    if value is None or value == "":
        return "–"
    if field == "":
        return _("there")
    if field in _TABLES:
        ids: list[int] = value if isinstance(value, list) else [int(str(value))]
        return names(ids, getattr(house, _TABLES[field])) or "–"
    if field == "missing":
        return names(json.loads(str(value)), house.facilitators) or "–"
    if field == "state":
        return _STATES.get(str(value), plain(str(value)))
    if field in ("starts_at", "ends_at", "deleted_at"):
        return moment(to_local(datetime.fromisoformat(str(value)), zone))
    if field == "local_start":
        return moment(datetime.fromisoformat(str(value)))
    if field in ("first", "last"):
        return plain(day_with_year(date.fromisoformat(str(value))))
    if field == "duration_minutes":
        return _("%(n)s minutes") % {"n": value}
    return plain(str(value))
