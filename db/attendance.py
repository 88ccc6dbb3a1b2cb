"""Reading counts per date. By-service counts leave here only to `actions.attendance`."""

from __future__ import annotations

from dataclasses import replace

from db.connection import Connection, to_instant
from domain.model import Attendance


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


def attendance_version(con: Connection, occurrence_id: int) -> int:
    """The version of what was recorded for a date, 0 when nothing was. Tells no figure."""
    row = con.execute(
        "SELECT version FROM attendance WHERE occurrence_id = :id", {"id": occurrence_id}
    ).fetchone()
    return int(row["version"]) if row else 0
