"""Keeping the sums of Driftstal for past days, and joining them to months and years."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.connection import Connection
from db.driftstal import facts, grouped, kept_spans
from domain.driftstal import CUTS, SUMS, Narrowed
from domain.model import DayRange
from domain.spans import Level, span_at, stretches

_COLUMNS = f"cut, level, start, key, {', '.join(SUMS)}"
_SUMMED = ", ".join(f"sum({name})" for name in SUMS)


def keep_days(con: Connection, days: DayRange, zone: ZoneInfo, now: datetime) -> None:
    """Sum the past local days of a period anew, each by every cut, from its dates."""
    parts = stretches(days, zone)
    read = facts(con, parts, now, Narrowed())
    bounds = {"first": f"{days.first}", "after": f"{days.after}"}
    # worked out once, summed by each cut
    con.execute(f"CREATE TEMP TABLE fact AS {read.sql} SELECT * FROM fact", read.params)
    for cut in CUTS:
        con.execute(
            "DELETE FROM figure WHERE cut = :cut AND level = 'day'"
            " AND start >= :first AND start < :after",
            bounds | {"cut": cut},
        )
        con.execute(
            f"INSERT INTO figure ({_COLUMNS}) SELECT '{cut}', 'day', start, key,"
            f" {', '.join(SUMS)} FROM ({grouped(cut, by_day=True)})"
        )
    con.execute("DROP TABLE temp.fact")
    day = days.first
    while day < days.after:
        _keep(con, "day", day, zone)
        day += timedelta(days=1)


def join_up(con: Connection, level: Level, first: date, zone: ZoneInfo) -> None:
    """Sum a month from its days, or a year from its months, which must all be kept.

    Does nothing where one is missing.
    """
    lower: Level = "day" if level == "month" else "month"
    span = span_at(level, first)
    kept = kept_spans(con, span, zone, lower)[lower]
    part = span.first
    while part < span.after:
        if part not in kept:
            return
        part = span_at(lower, part).after
    bounds = {"level": level, "lower": lower, "first": f"{span.first}", "after": f"{span.after}"}
    for cut in CUTS:
        con.execute(
            "DELETE FROM figure WHERE cut = :cut AND level = :level AND start = :first",
            bounds | {"cut": cut},
        )
        con.execute(
            f"INSERT INTO figure ({_COLUMNS}) SELECT cut, :level, :first, key, {_SUMMED}"
            " FROM figure WHERE cut = :cut AND level = :lower"
            " AND start >= :first AND start < :after GROUP BY cut, key",
            bounds | {"cut": cut},
        )
    _keep(con, level, span.first, zone)


def _keep(con: Connection, level: Level, start: date, zone: ZoneInfo) -> None:
    con.execute(
        "INSERT INTO figure_span (level, start, zone) VALUES (:level, :start, :zone)"
        " ON CONFLICT (level, start) DO UPDATE SET zone = excluded.zone",
        {"level": level, "start": f"{start}", "zone": zone.key},
    )
