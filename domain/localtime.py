"""Local wall time and UTC. Rules are kept in wall time, dates are stored in UTC.

A wall time is a naive datetime in the house's zone. Nothing in the house starts between 02.00 and
03.00, the hour that the clock changes skip or repeat, so every start has exactly one instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.model import DayRange


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a naive wall time; in the repeated hour the first of the two."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall time of an aware instant."""
    return instant.astimezone(zone).replace(tzinfo=None)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The local calendar day an instant falls on."""
    return instant.astimezone(zone).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a local day begins."""
    return to_utc(datetime.combine(day, time()), zone)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A local day as UTC instants, half-open; 23 or 25 hours when the clocks change."""
    return day_start(day, zone), day_start(day + timedelta(days=1), zone)


def range_bounds(days: DayRange, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Local days as UTC instants, half-open."""
    return day_start(days.first, zone), day_start(days.after, zone)


def week_range(day: date) -> DayRange:
    """Monday to Monday of the ISO week that `day` is in."""
    monday = day - timedelta(days=day.weekday())
    return DayRange(monday, monday + timedelta(days=7))


def parse_week(text: str) -> DayRange:
    """The days of an ISO week written "2026-W47".

    Raises ValueError for anything else, and for week 53 of a year with 52.
    """
    year, mark, week = text.partition("-W")
    if not (mark and len(year) == 4 and len(week) == 2 and (year + week).isascii()):
        raise ValueError(text)
    return week_range(date.fromisocalendar(int(year), int(week), 1))


def week_text(day: date) -> str:
    """The ISO week of a day as "2026-W47"."""
    iso = day.isocalendar()
    return f"{iso.year:04d}-W{iso.week:02d}"
