"""Partners' dates in the calendar: shown as theirs, to read, never to edit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.connection import Connection
from db.outside import Kept, partner_dates
from domain.localtime import range_bounds, to_local
from domain.model import DayRange, House, Service
from domain.outside import PartnerDate, partner_view
from locales import _
from locales.formats import day, short_day, time_range
from pages._kalender_filter import Filter

COLUMN = -1
"""The column of the rooms view in which they stand: they are at none of our rooms."""
_SHORTEST = timedelta(minutes=30)
"""What has no end is drawn this long."""


def partner_events(
    con: Connection, house: House, days: DayRange, zone: ZoneInfo, wanted: Filter
) -> list[dict[str, Any]]:
    """The partners' dates of local days as the calendar component takes them."""
    return [
        _event(number, kept, one, house, zone)
        for number, (kept, one) in enumerate(partner_dates(con, *range_bounds(days, zone)))
        if wanted.lets_partner(kept.calendar)
    ]


def partner_column() -> dict[str, Any]:
    return {"id": COLUMN, "title": _("At partners")}


def _event(
    number: int, kept: Kept, one: PartnerDate, house: House, zone: ZoneInfo
) -> dict[str, Any]:
    service = house.services.get(kept.calendar.service_id or 0)
    start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
    whole = one.all_day or end - start >= timedelta(hours=24)
    when = (
        f"{day(start)}, {_('All day').lower()}"
        if whole
        else f"{day(start)} {time_range(start, end)}"
    )
    name, short = (service.name, service.short) if service else ("", "")
    mark = _("cancelled") if one.cancelled else _("%(partner)s holds it") % {"partner": name}
    shown_end = end if end > start else start + _SHORTEST
    return {
        "id": f"partner-{number}",
        "start": f"{start:%Y-%m-%dT%H:%M:%S}",
        "end": f"{shown_end:%Y-%m-%dT%H:%M:%S}",
        "allDay": whole,
        "title": one.title,
        "resourceIds": [COLUMN],
        "editable": False,
        "startEditable": False,
        "durationEditable": False,
        "classNames": ["is-theirs", *(["is-cancelled"] if one.cancelled else [])],
        "styles": [f"--hc-service: {service.color if service else '#5b6770'}"],
        "extendedProps": {
            "theirs": True,
            "short": short,
            "room": one.place,
            "mark": mark,
            "when": when,
            "spoken": ", ".join(filter(None, (one.title, when, one.place, name, mark))),
            "facts": _facts(kept, one, service, house, zone),
            "acts": [],
        },
    }


def _facts(
    kept: Kept, one: PartnerDate, service: Service | None, house: House, zone: ZoneInfo
) -> list[tuple[str, str]]:
    seen = partner_view(kept.calendar, house.groups) == "full"
    good_at = kept.fetching.good_at if kept.fetching.trouble else None
    facts = (
        (_("Organised by"), service.name if service else ""),
        (_("Where"), one.place),
        (_("Seen by citizens"), _("as the partner's") if seen else _("staff only")),
        (_("Fetched"), short_day(to_local(good_at, zone)) if good_at else ""),
        (_("Link"), one.link),
    )
    return [(name, value) for name, value in facts if value]
