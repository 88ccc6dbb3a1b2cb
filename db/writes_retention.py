"""Announcing and reducing: true counts by service per date become one sum per quarter.

The sums are confidential as the counts were: nothing reads them but this module.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from db.connection import Connection, to_instant, to_text
from domain.localtime import to_local
from domain.periods import Period


def first_divided_day(con: Connection, zone: ZoneInfo) -> date | None:
    """The local day of the oldest date that still has counts by service, None without any."""
    row = con.execute(
        "SELECT min(o.starts_at) AS first FROM attendance_service s"
        " JOIN occurrence o ON o.id = s.occurrence_id"
    ).fetchone()
    return to_local(to_instant(row["first"]), zone).date() if row["first"] else None


def has_divided(con: Connection, start: datetime, end: datetime) -> bool:
    """Whether a date that starts in [start, end) (UTC) still has counts by service."""
    row = con.execute(
        "SELECT 1 FROM occurrence o JOIN attendance_service s ON s.occurrence_id = o.id"
        " WHERE o.starts_at >= :start AND o.starts_at < :end LIMIT 1",
        {"start": to_text(start), "end": to_text(end)},
    ).fetchone()
    return row is not None


def announce(con: Connection, quarter: Period, now: datetime) -> bool:
    """Note that it was announced; False when it was before. What a clock that ran ahead has
    announced in the future counts from now."""
    changed = con.execute(
        "INSERT INTO retention (quarter, announced_at) VALUES (:quarter, :now)"
        " ON CONFLICT (quarter) DO UPDATE SET announced_at = excluded.announced_at"
        " WHERE announced_at > excluded.announced_at AND reduced_at IS NULL",
        {"quarter": str(quarter), "now": to_text(now)},
    )
    return changed.rowcount > 0


def reduce(con: Connection, quarter: Period, start: datetime, end: datetime, now: datetime) -> None:
    """Replace the counts by service of dates in [start, end) (UTC) by their sums.

    The whole table is written anew: SQLite overwrites every page that it gives up (secure_delete),
    while rows deleted one by one can leave traces in the pages that stay.
    """
    span = {"start": to_text(start), "end": to_text(end), "quarter": str(quarter)}
    con.execute(
        "INSERT INTO service_quarter (quarter, service_id, visits)"
        " SELECT :quarter, s.service_id, sum(s.visits) FROM occurrence o"
        " JOIN attendance_service s ON s.occurrence_id = o.id"
        " WHERE o.starts_at >= :start AND o.starts_at < :end AND s.visits > 0"
        " GROUP BY s.service_id",
        span,
    )
    kept = con.execute(
        "SELECT s.occurrence_id, s.service_id, s.visits FROM attendance_service s"
        " JOIN occurrence o ON o.id = s.occurrence_id"
        " WHERE o.starts_at < :start OR o.starts_at >= :end",
        span,
    ).fetchall()
    con.execute("DELETE FROM attendance_service")
    con.executemany(
        "INSERT INTO attendance_service (occurrence_id, service_id, visits) VALUES (?, ?, ?)",
        [tuple(row) for row in kept],
    )
    con.execute(
        "UPDATE retention SET reduced_at = :now WHERE quarter = :quarter",
        {"quarter": str(quarter), "now": to_text(now)},
    )


def scrubbed(con: Connection, now: datetime) -> None:
    """Note that the file holds nothing any more of what was reduced so far."""
    con.execute(
        "UPDATE retention SET scrubbed_at = :now"
        " WHERE reduced_at IS NOT NULL AND scrubbed_at IS NULL",
        {"now": to_text(now)},
    )
