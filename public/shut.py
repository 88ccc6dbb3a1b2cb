"""Which days are shut, and why: for every page that shows days."""

from __future__ import annotations

from datetime import date, timedelta

from actions.config import config
from db.connection import Connection
from db.house import closures
from domain.localtime import day_start, range_bounds
from domain.model import Closure, DayRange, House


def closures_by_day(con: Connection, days: DayRange, house: House) -> dict[date, tuple[str, ...]]:
    """Names of the closures of each local day that is shut; with the site where only one is."""
    zone = config().zone
    found: dict[date, tuple[str, ...]] = {}
    shut = closures(con, *range_bounds(days, zone))
    day = days.first
    while day < days.after:
        start, end = day_start(day, zone), day_start(day + timedelta(days=1), zone)
        names = [
            _closure_name(one, house) for one in shut if one.starts_at < end and one.ends_at > start
        ]
        if names:
            found[day] = tuple(dict.fromkeys(names))
        day += timedelta(days=1)
    return found


def _closure_name(closure: Closure, house: House) -> str:
    site = house.sites.get(closure.site_id) if closure.site_id is not None else None
    return f"{site.name}: {closure.name}" if site else closure.name
