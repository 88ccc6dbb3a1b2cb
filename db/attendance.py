"""Reading counts per date. By-service counts leave here only to `actions.attendance`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from db.connection import Connection, in_clause, to_instant
from domain.counting import Attendance


def attendance(con: Connection, occurrence_id: int) -> Attendance | None:
    """What was recorded for a date, its division over services too (confidential)."""
    row = con.execute(
        "SELECT * FROM attendance WHERE occurrence_id = :id", {"id": occurrence_id}
    ).fetchone()
    if row is None:
        return None
    services = con.execute(
        "SELECT service_id, visits FROM attendance_service WHERE occurrence_id = :id",
        {"id": occurrence_id},
    )
    return Attendance(
        occurrence_id=row["occurrence_id"],
        total=row["total"],
        turned_away=row["turned_away"],
        volunteers=row["volunteers"],
        volunteer_minutes=row["volunteer_minutes"],
        by_service={one["service_id"]: one["visits"] for one in services},
        recorded_at=to_instant(row["recorded_at"]),
        recorded_by=row["recorded_by"] or 0,
        version=row["version"],
    )


def counted(con: Connection, occurrence_id: int) -> Attendance | None:
    """What was recorded for a date without its division: `by_service` is empty."""
    found = attendance(con, occurrence_id)
    return replace(found, by_service={}) if found else None


def usual_totals(con: Connection, lineages: Collection[str]) -> dict[str, float]:
    """How many usually come, by lineage: the average of the last eight dates that were counted.

    Totals only, without services; nothing for what was never counted.
    """
    params: dict[str, Any] = {}
    wanted = in_clause("lineage", sorted(lineages), params)
    rows = con.execute(
        "SELECT lineage, avg(total) AS usual FROM ("
        " SELECT a.lineage, t.total, row_number() OVER"
        " (PARTITION BY a.lineage ORDER BY o.starts_at DESC) AS place"
        " FROM activity a JOIN occurrence o ON o.activity_id = a.id"
        " JOIN attendance t ON t.occurrence_id = o.id"
        f" WHERE a.lineage IN ({wanted}) AND o.close_out = 'held')"
        " WHERE place <= 8 GROUP BY lineage",
        params,
    )
    return {row["lineage"]: float(row["usual"]) for row in rows}


def attendance_version(con: Connection, occurrence_id: int) -> int:
    """The version of what was recorded for a date, 0 when nothing was. Tells no figure."""
    row = con.execute(
        "SELECT version FROM attendance WHERE occurrence_id = :id", {"id": occurrence_id}
    ).fetchone()
    return int(row["version"]) if row else 0
