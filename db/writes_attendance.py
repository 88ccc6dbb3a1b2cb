"""Writing counts per date."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, to_text


def save_total(
    con: Connection,
    occurrence_id: int,
    *,
    total: int,
    turned_away: int,
    volunteers: int,
    volunteer_minutes: int,
    staff_id: int | None,
    now: datetime,
) -> None:
    """The total of a date; saving again replaces it, it never adds up."""
    con.execute(
        "INSERT INTO attendance (occurrence_id, total, turned_away, volunteers,"
        " volunteer_minutes, recorded_by, recorded_at) VALUES (:id, :total, :turned_away,"
        " :volunteers, :minutes, :staff_id, :now) ON CONFLICT (occurrence_id) DO UPDATE SET"
        " total = excluded.total, turned_away = excluded.turned_away,"
        " volunteers = excluded.volunteers, volunteer_minutes = excluded.volunteer_minutes,"
        " recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at,"
        " version = attendance.version + 1",
        {
            "id": occurrence_id,
            "total": total,
            "turned_away": turned_away,
            "volunteers": volunteers,
            "minutes": volunteer_minutes,
            "staff_id": staff_id,
            "now": to_text(now),
        },
    )


def save_division(con: Connection, occurrence_id: int, by_service: dict[int, int]) -> None:
    """How a total divides over services; replaces what was there and raises the version."""
    con.execute("DELETE FROM attendance_service WHERE occurrence_id = :id", {"id": occurrence_id})
    con.executemany(
        "INSERT INTO attendance_service (occurrence_id, service_id, visits)"
        " VALUES (:id, :service, :visits)",
        [
            {"id": occurrence_id, "service": service, "visits": visits}
            for service, visits in by_service.items()
            if visits
        ],
    )
    con.execute(
        "UPDATE attendance SET version = version + 1 WHERE occurrence_id = :id",
        {"id": occurrence_id},
    )


def delete_attendance(con: Connection, occurrence_id: int) -> None:
    """Forget what was counted: a correction says the date was cancelled."""
    con.execute("DELETE FROM attendance WHERE occurrence_id = :id", {"id": occurrence_id})
