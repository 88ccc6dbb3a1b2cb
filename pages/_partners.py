"""Partners' dates among the house's own, marked as theirs: nothing to open, nothing to edit."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from db.connection import Connection
from db.outside import Kept, partner_dates
from domain.localtime import range_bounds, to_local
from domain.model import DayRange, House
from domain.outside import PartnerDate, partner_view
from locales import _
from locales.formats import clock, short_day, time_range
from pages._show import cancelled_mark, chips, plain

Rows = dict[date, list[tuple[str, str]]]
"""When and what, safe Markdown, by local day."""


def rows_by_day(
    con: Connection, house: House, days: DayRange, zone: ZoneInfo, *, hidden: bool
) -> Rows:
    """Partners' dates of local days; `hidden`: also those that citizens do not see."""
    found: Rows = {}
    for kept, one in partner_dates(con, *range_bounds(days, zone)):
        open_to_all = partner_view(kept.calendar, house.groups) == "full"
        if not open_to_all and not hidden:
            continue
        start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
        last = (end - timedelta(seconds=1)).date() if end > start else start.date()
        day = max(start.date(), days.first)
        row = _when(one, zone), _what(kept, one, house, open_to_all, zone)
        while day <= last and day < days.after:
            found.setdefault(day, []).append(row)
            day += timedelta(days=1)
    return found


def _when(one: PartnerDate, zone: ZoneInfo) -> str:
    start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
    if one.all_day or end - start >= timedelta(hours=24):
        return _("All day")
    return time_range(start, end) if end > start else clock(start)


def _what(kept: Kept, one: PartnerDate, house: House, open_to_all: bool, zone: ZoneInfo) -> str:
    service = house.services.get(kept.calendar.service_id or 0)
    title = f"~~{plain(one.title)}~~ {cancelled_mark()}" if one.cancelled else plain(one.title)
    parts = [chips([service.id] if service else [], house), title]
    if not open_to_all:
        parts.append(f":gray-badge[{_('staff only')}]")
    if kept.fetching.trouble and kept.fetching.good_at is not None:
        since = short_day(to_local(kept.fetching.good_at, zone))
        parts.append(f":orange-badge[{plain(_('as of %(day)s') % {'day': since})}]")
    partner = {"partner": plain(service.name) if service else ""}
    tail = [plain(one.place), f":gray[{_('%(partner)s holds it') % partner}]"]
    return " ".join(parts) + "".join(f" · {part}" for part in tail if part)
