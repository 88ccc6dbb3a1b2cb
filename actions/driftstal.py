"""Keeping the sums of Driftstal, month by month, as days go by and old counts are corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.config import config
from db.connection import HouseDb
from db.driftstal_kept import first_day, kept_spans
from domain.localtime import local_day
from domain.model import DayRange
from domain.spans import span_at


def keep_sums(db: HouseDb, *, now: datetime, zone: ZoneInfo | None = None) -> int:
    """Sum every past day whose kept sums do not hold, newest month first; returns their number.

    One short writing transaction per month, so that nobody who saves waits. Today stays out: it
    is read from its dates. Nobody's figures change: kept or not, the page shows the same. `zone`
    is the house's where none is given.
    """
    zone = zone or config().zone
    today = local_day(now, zone)
    with db.read() as con:
        first = first_day(con, zone)
    if first is None:
        return 0
    done, month = 0, span_at("month", today).first
    while month >= span_at("month", first).first:
        done += _keep_month(db, month, today, now, zone)
        year = span_at("year", month)
        if month == year.first:
            _join_year(db, year, today, zone)
        month = span_at("month", month - timedelta(days=1)).first
    return done


def _keep_month(db: HouseDb, month: date, today: date, now: datetime, zone: ZoneInfo) -> int:
    span = span_at("month", month)
    days = DayRange(span.first, min(span.after, today))
    with db.read() as con:
        kept = kept_spans(con, span, zone, "month")
    if span.first in kept["month"]:
        return 0
    missing = [day for day in _days(days) if day not in kept["day"]]
    if not missing and span.after > today:
        return 0
    from db.writes_driftstal import join_up, keep_days  # with numpy, which a start can do without

    with db.write() as con:
        if missing:
            keep_days(con, DayRange(missing[0], missing[-1] + timedelta(days=1)), zone, now)
        if span.after <= today:
            join_up(con, "month", span.first, zone)
    return len(missing)


def _join_year(db: HouseDb, year: DayRange, today: date, zone: ZoneInfo) -> None:
    with db.read() as con:
        kept = kept_spans(con, year, zone)
    if year.after > today or year.first in kept["year"]:
        return
    from db.writes_driftstal import join_up

    with db.write() as con:
        join_up(con, "year", year.first, zone)


def _days(days: DayRange) -> list[date]:
    return [days.first + timedelta(days=n) for n in range((days.after - days.first).days)]
