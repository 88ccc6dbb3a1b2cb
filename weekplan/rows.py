"""A week as rows: the same for CSV, XLSX and DOCX. Heads are those that an import knows again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from domain.import_cells import parts_of
from domain.importing import date_uid
from domain.localtime import to_local
from domain.model import ActivityFields, DatedActivity, House
from domain.weekplan import Plan, may_hang
from locales import _
from locales.formats import weekday

Value = str | int | date | time | None


@dataclass(frozen=True, slots=True)
class Rows:
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


# what stands in a cell; the words are Danish ones that domain.import_rows reads back
_ACCESS = {
    "drop-in": _("Just turn up (export)"),
    "sign-up": _("Sign up (export)"),
    "referral": _("By agreement (export)"),
    "internal": _("Staff only (export)"),
}
_LISTING = {"open": _("open (export)"), "mentioned": _("mentioned (export)")}
_LISTING |= {"hidden": _("hidden (export)")}
_FEED = {"open": _("open (export)"), "discreet": _("discreet (export)"), "none": _("none (export)")}
_NOTES = {
    "step_free": _("step-free access (export)"),
    "interpreter": _("interpreter (export)"),
    "rusfri": _("rusfri (export)"),
    "childcare": _("childcare (export)"),
    "relatives": _("relatives welcome (export)"),
}


def rows(plan: Plan, house: House, zone: ZoneInfo) -> Rows:
    """The table of a plan: for the wall what a citizen needs, for staff every field."""
    make = _wall if plan.audience == "wall" else _staff
    cells = [make(one, house, zone) for one in plan.dates]
    heads = tuple(cells[0]) if cells else tuple(_EMPTY[plan.audience])
    return Rows(heads, tuple(tuple(one.values()) for one in cells))


def _wall(one: DatedActivity, house: House, zone: ZoneInfo) -> dict[str, Value]:
    fields = one.activity.fields
    groups = [house.groups[each] for each in fields.group_ids if each in house.groups]
    return {
        **_when(one, zone),
        _("Activity"): _title(one),
        _("Type"): house.categories[fields.category_id].name,
        _("For whom"): ", ".join(each.public_name for each in groups if each.calendar == "open"),
        _("Room"): _name(one.occurrence.room_id, house.rooms),
        _("How to take part (export)"): _ACCESS[fields.access],
        _("Price"): fields.price_dkk or None,
        _("Telephone (export)"): fields.signup_phone,
        _("Conditions"): _notes(fields),
        _("Message (export)"): one.occurrence.note or fields.public_note,
        _("State"): _("cancelled") if one.occurrence.state == "cancelled" else "",
    }


def _staff(one: DatedActivity, house: House, zone: ZoneInfo) -> dict[str, Value]:
    fields = one.activity.fields
    return {
        _("Id"): identity(one),
        **_when(one, zone),
        _("Activity"): _title(one),
        _("Neutral title"): fields.neutral_title,
        _("Type"): house.categories[fields.category_id].name,
        _("Organised by (export)"): _names(fields.service_ids, house.services),
        _("For whom"): _names(fields.group_ids, house.groups),
        _("Room"): _name(one.occurrence.room_id, house.rooms),
        _("Facilitator (export)"): _names(one.occurrence.facilitator_ids, house.facilitators),
        _("Places"): fields.capacity,
        _("Price"): fields.price_dkk or None,
        _("How to take part (export)"): _ACCESS[fields.access],
        _("Telephone (export)"): fields.signup_phone,
        _("Sign up before (export)"): fields.sign_up_until,
        _("Description"): fields.description,
        _("Message (export)"): one.occurrence.note or fields.public_note,
        _("Conditions"): _notes(fields),
        _("Listing (export)"): _LISTING.get(fields.listing or "", ""),
        _("Calendar (export)"): _FEED.get(fields.feed or "", ""),
        _("Legal basis"): fields.legal_basis,
        _("State"): _state(one),
        _("May hang on the wall"): _("yes") if may_hang(one, house) else _("no: internal"),
    }


_EMPTY = {
    "wall": (_("Date"), _("From"), _("To"), _("Activity")),
    "staff": (_("Id"), _("Date"), _("From"), _("To"), _("Activity")),
}


def identity(one: DatedActivity) -> str:
    """What a row or an event of an export is known by when it comes back."""
    if one.activity.fields.rrule is None:
        return one.activity.uid
    return date_uid(one.activity.uid, one.occurrence.original_start)


def _when(one: DatedActivity, zone: ZoneInfo) -> dict[str, Value]:
    start, end = (to_local(at, zone) for at in (one.occurrence.starts_at, one.occurrence.ends_at))
    return {
        _("Date"): start.date(),
        _("Weekday"): weekday(start.date()),
        _("From"): start.time(),
        _("To"): end.time(),
    }


def _title(one: DatedActivity) -> str:
    return one.occurrence.title or one.activity.fields.title


def _state(one: DatedActivity) -> str:
    if one.occurrence.state == "cancelled" or one.activity.state == "cancelled":
        return _("cancelled")
    if one.occurrence.state == "paused":
        return _("put on pause (export)")
    return _("draft") if one.activity.state == "draft" else _("published")


def _notes(fields: ActivityFields) -> str:
    return ", ".join(words for name, words in _NOTES.items() if getattr(fields, name))


def _name(key: int | None, table: Mapping[int, object]) -> str:
    return str(getattr(table.get(key or 0), "name", ""))


def _names(keys: Iterable[int], table: Mapping[int, object]) -> str:
    """Names that an import reads back as they are, those with a comma or "og" in them too."""
    found = [name for key in keys if (name := _name(key, table))]
    joined = "; ".join(found)
    return joined if parts_of(joined) == tuple(found) else f"{joined};"
