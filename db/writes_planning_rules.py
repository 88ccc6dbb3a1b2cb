"""Writing what planning is judged by. Checked in `actions/planning_rules.py` before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from db.connection import Connection
from domain.hours import Window
from domain.house_rules import Absence, Apart, Owner


def replace_hours(con: Connection, owner: Owner, owner_id: int, windows: Iterable[Window]) -> None:
    """All weekly hours of one site, room or facilitator; none: no hours entered."""
    params = {"owner": owner, "id": owner_id}
    con.execute("DELETE FROM weekly_hours WHERE owner = :owner AND owner_id = :id", params)
    con.executemany(
        "INSERT INTO weekly_hours (owner, owner_id, weekday, from_minute, until_minute)"
        " VALUES (:owner, :id, :weekday, :start, :until)",
        [
            params | {"weekday": one.weekday, "start": one.start, "until": one.until}
            for one in windows
        ],
    )


def insert_absence(con: Connection, absence: Absence) -> int:
    row = con.execute(
        "INSERT INTO absence (facilitator_id, first_day, last_day)"
        " VALUES (:person, :first, :last) RETURNING id",
        {
            "person": absence.facilitator_id,
            "first": absence.first.isoformat(),
            "last": absence.last.isoformat(),
        },
    ).fetchone()
    return int(row["id"])


def delete_absence(con: Connection, absence_id: int) -> None:
    con.execute("DELETE FROM absence WHERE id = :id", {"id": absence_id})


def forget_absences(con: Connection, before: date) -> None:
    """Delete the absences that ended before a local day."""
    con.execute("DELETE FROM absence WHERE last_day < :day", {"day": before.isoformat()})


def set_apart(con: Connection, pair: Apart) -> None:
    """A pair of groups, or another margin for it."""
    con.execute(
        "INSERT INTO apart (first_group, second_group, margin_minutes)"
        " VALUES (:first, :second, :minutes) ON CONFLICT (first_group, second_group)"
        " DO UPDATE SET margin_minutes = excluded.margin_minutes",
        {
            "first": pair.first_group,
            "second": pair.second_group,
            "minutes": int(pair.margin / timedelta(minutes=1)),
        },
    )


def delete_apart(con: Connection, first_group: int, second_group: int) -> None:
    con.execute(
        "DELETE FROM apart WHERE first_group = :first AND second_group = :second",
        {"first": first_group, "second": second_group},
    )
