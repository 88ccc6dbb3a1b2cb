"""Reading visits outside activities. Nothing here joins them with attendance at activities."""

from __future__ import annotations

from datetime import date, time

from db.connection import Connection
from domain.half_days import CountingPlace, HalfDay, HalfDayCount
from domain.model import DayRange


def counting_places(con: Connection) -> list[CountingPlace]:
    """Every place, retired ones too, in the house's order."""
    rows = con.execute("SELECT * FROM counting_place ORDER BY sort, id")
    return [
        CountingPlace(
            row["id"],
            row["name"],
            time.fromisoformat(row["divides_at"]),
            date.fromisoformat(row["since"]),
            row["weekdays"],
            row["retired_at"] is not None,
        )
        for row in rows
    ]


def half_day(con: Connection, at: HalfDay) -> HalfDayCount | None:
    """What was counted then, None when nothing was recorded."""
    row = con.execute(
        "SELECT total, version FROM half_day"
        " WHERE place_id = :place AND day = :day AND half = :half",
        {"place": at.place_id, "day": at.day.isoformat(), "half": at.half},
    ).fetchone()
    return HalfDayCount(at, row["total"], row["version"]) if row else None


def half_days(con: Connection, days: DayRange) -> list[HalfDayCount]:
    """What was counted on the local `days`, by day, half and place.

    A measure of its own: never add it to visits of activities, the same people are in both.
    """
    rows = con.execute(
        "SELECT h.* FROM half_day h JOIN counting_place p ON p.id = h.place_id"
        " WHERE h.day >= :first AND h.day < :after ORDER BY h.day, h.half DESC, p.sort, p.id",
        {"first": days.first.isoformat(), "after": days.after.isoformat()},
    )
    return [
        HalfDayCount(
            HalfDay(row["place_id"], date.fromisoformat(row["day"]), row["half"]),
            row["total"],
            row["version"],
        )
        for row in rows
    ]
