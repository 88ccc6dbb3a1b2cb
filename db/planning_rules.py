"""Reading what planning is judged by: weekly hours, absences, groups kept apart."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from db.connection import Connection, Row
from domain.hours import Window
from domain.house_rules import Absence, Apart, Owner, Rules


def load_rules(con: Connection) -> Rules:
    """Everything that was entered; a house that entered nothing has no rules."""
    hours: dict[tuple[Owner, int], tuple[Window, ...]] = defaultdict(tuple)
    for row in con.execute("SELECT * FROM weekly_hours ORDER BY weekday, from_minute"):
        window = Window(row["weekday"], row["from_minute"], row["until_minute"])
        hours[row["owner"], row["owner_id"]] += (window,)
    absences: dict[int, list[Absence]] = defaultdict(list)
    for row in con.execute("SELECT * FROM absence ORDER BY first_day, id"):
        absences[row["facilitator_id"]].append(_absence(row))
    apart = [
        Apart(row["first_group"], row["second_group"], timedelta(minutes=row["margin_minutes"]))
        for row in con.execute("SELECT * FROM apart ORDER BY first_group, second_group")
    ]
    return Rules(dict(hours), dict(absences), apart)


def absence(con: Connection, absence_id: int) -> Absence | None:
    row = con.execute("SELECT * FROM absence WHERE id = :id", {"id": absence_id}).fetchone()
    return _absence(row) if row else None


def _absence(row: Row) -> Absence:
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    return Absence(row["id"], row["facilitator_id"], first, last)
