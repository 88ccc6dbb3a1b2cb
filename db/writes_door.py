"""Writing what belongs to the door: visits outside activities, faces, places, tablets."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.connection import Connection, to_text
from domain.errors import AlreadyDone, InvalidField, InvalidInput
from domain.faces import Face
from domain.half_days import CountingPlace, HalfDay


def save_half_day(
    con: Connection, at: HalfDay, *, total: int, staff_id: int | None, now: datetime
) -> None:
    """The visits of a half day; saving again replaces them, it never adds up."""
    con.execute(
        "INSERT INTO half_day (place_id, day, half, total, recorded_by, recorded_at)"
        " VALUES (:place, :day, :half, :total, :staff, :now)"
        " ON CONFLICT (place_id, day, half) DO UPDATE SET total = excluded.total,"
        " recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at,"
        " version = half_day.version + 1",
        {
            "place": at.place_id,
            "day": at.day.isoformat(),
            "half": at.half,
            "total": total,
            "staff": staff_id,
            "now": to_text(now),
        },
    )


def count_face(con: Connection, lineage: str, month: str, face: Face, token: str) -> None:
    """One more answer. The token goes with the month, so that neither has a time.

    Raises AlreadyDone when the same tap was sent before.
    """
    try:
        con.execute(
            "INSERT INTO face_token (token, month) VALUES (:token, :month)",
            {"token": token, "month": month},
        )
    except sqlite3.IntegrityError as error:
        raise AlreadyDone(month) from error
    con.execute(
        "INSERT INTO face_tally (lineage, month, face, answers)"
        " VALUES (:lineage, :month, :face, 1)"
        " ON CONFLICT (lineage, month, face) DO UPDATE SET answers = face_tally.answers + 1",
        {"lineage": lineage, "month": month, "face": face},
    )


def forget_face_tokens(con: Connection, before: str) -> None:
    """Drop the tokens of months before `before` ("2026-11"): those take no answers any more."""
    con.execute("DELETE FROM face_token WHERE month < :before", {"before": before})


def save_place(con: Connection, place: CountingPlace, now: datetime) -> int:
    """Insert (id 0) or update a counting place. Raises InvalidInput: `name` `taken`."""
    values = {
        "id": place.id or None,
        "name": place.name,
        "divides": place.divides_at.isoformat("minutes"),
        "weekdays": place.weekdays,
        "since": place.since.isoformat(),
        "retired": to_text(now) if place.retired else None,
    }
    try:
        row = con.execute(
            "INSERT INTO counting_place (id, name, divides_at, weekdays, since, retired_at)"
            " VALUES (:id, :name, :divides, :weekdays, :since, :retired)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            " divides_at = excluded.divides_at, weekdays = excluded.weekdays,"
            " since = excluded.since, retired_at = excluded.retired_at RETURNING id",
            values,
        ).fetchone()
    except sqlite3.IntegrityError as error:
        if "UNIQUE" not in str(error):
            raise
        raise InvalidInput((InvalidField("name", "taken"),)) from error
    return int(row["id"])


def insert_tablet(con: Connection, staff_id: int, now: datetime) -> None:
    """Make an account a tablet's."""
    con.execute(
        "INSERT INTO tablet (staff_id, made_at) VALUES (:staff, :now)",
        {"staff": staff_id, "now": to_text(now)},
    )
