"""Keeping the sums of Driftstal for past days, and joining them to months and years."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.connection import Connection
from db.driftstal import KEPT_CUTS, kept_spans
from db.driftstal_facts import PATTERN, SUMMED, from_dates, grouped
from domain.driftstal import SUMS, Cut, Narrowed
from domain.gaps import Gap, Offers, on_day
from domain.model import DayRange
from domain.spans import Level, span_at, stretches

_COLUMNS = f"cut, level, start, key, {', '.join(SUMS)}"
_PATTERN = ", ".join(PATTERN)
_PATTERN_COLUMNS = f"level, start, {_PATTERN}, {', '.join(SUMS)}"
_WITHIN = "level = :level AND start >= :first AND start < :after"


def keep_days(con: Connection, days: DayRange, zone: ZoneInfo, now: datetime) -> None:
    """Sum the past local days of a period anew, as patterns and by every cut, from its dates."""
    read = from_dates(con, stretches(days, zone), now, Narrowed())
    bounds = {"level": "day", "first": f"{days.first}", "after": f"{days.after}"}
    con.execute(f"DELETE FROM figure_pattern WHERE {_WITHIN}", bounds)
    con.execute(
        f"INSERT INTO figure_pattern ({_PATTERN_COLUMNS}) {read.head} SELECT 'day', day,"
        f" {_PATTERN}, {SUMMED} FROM fact GROUP BY day, {_PATTERN}",
        read.params,
    )
    table = f"(SELECT start AS day, * FROM figure_pattern WHERE {_WITHIN})"
    for cut in KEPT_CUTS:
        con.execute(f"DELETE FROM figure WHERE cut = :cut AND {_WITHIN}", bounds | {"cut": cut})
        con.execute(
            f"INSERT INTO figure ({_COLUMNS}) SELECT '{cut}', 'day', start, key,"
            f" {', '.join(SUMS)} FROM ({grouped(cut, table, 'f.day')})",
            bounds,
        )
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
    bounds = {"level": lower, "first": f"{span.first}", "after": f"{span.after}"}
    here = {"to": level, "start": f"{span.first}"}
    con.execute("DELETE FROM figure_pattern WHERE level = :to AND start = :start", here)
    con.execute(
        f"INSERT INTO figure_pattern ({_PATTERN_COLUMNS}) SELECT :to, :start, {_PATTERN}, {SUMMED}"
        f" FROM figure_pattern WHERE {_WITHIN} GROUP BY {_PATTERN}",
        bounds | here,
    )
    table = "(SELECT start AS day, * FROM figure_pattern WHERE level = :to AND start = :start)"
    hour: Cut = "hour"
    for cut in (*KEPT_CUTS, hour):
        con.execute(
            "DELETE FROM figure WHERE cut = :cut AND level = :to AND start = :start",
            here | {"cut": cut},
        )
        con.execute(
            f"INSERT INTO figure ({_COLUMNS}) SELECT :cut, :to, :start, key,"
            f" {', '.join(SUMS)} FROM ({grouped(cut, table)})",
            here | {"cut": cut},
        )
    _keep_gaps(con, level, span, lower)
    _keep(con, level, span.first, zone)


def _keep_gaps(con: Connection, level: Level, span: DayRange, lower: Level) -> None:
    """Join what was offered to each group, from the days of a month or the months of a year."""
    bounds = {"level": lower, "first": f"{span.first}", "after": f"{span.after}"}
    found: dict[int, Offers] = {}
    if lower == "day":
        rows = con.execute(
            f"SELECT key, start FROM figure WHERE cut = 'group' AND {_WITHIN}"
            " AND held + unrecorded + coming > 0 ORDER BY start",
            bounds,
        )
        parts = [(key, on_day(date.fromisoformat(start))) for key, start in rows]
    else:
        rows = con.execute(
            "SELECT group_id, first, after, gap_first, gap_after FROM figure_gap"
            f" WHERE {_WITHIN} ORDER BY start",
            bounds,
        )
        parts = []
        for key, *told in rows:
            first, after, gap_first, gap_after = map(date.fromisoformat, told)
            parts.append((key, Offers(first, after, Gap(gap_first, gap_after))))
    for key, part in parts:
        found[key] = found[key] + part if key in found else part
    con.execute(
        "DELETE FROM figure_gap WHERE level = :level AND start = :start",
        {"level": level, "start": f"{span.first}"},
    )
    con.executemany(
        "INSERT INTO figure_gap VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (level, f"{span.first}", key, *map(str, (one.first, one.after)),
             *map(str, (one.gap.first, one.gap.after)))
            for key, one in found.items()
        ],
    )  # fmt: skip


def _keep(con: Connection, level: Level, start: date, zone: ZoneInfo) -> None:
    con.execute(
        "INSERT INTO figure_span (level, start, zone) VALUES (:level, :start, :zone)"
        " ON CONFLICT (level, start) DO UPDATE SET zone = excluded.zone",
        {"level": level, "start": f"{start}", "zone": zone.key},
    )
