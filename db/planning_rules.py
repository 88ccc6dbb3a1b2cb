"""Reading what planning is judged by: weekly hours, absences, groups kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from db.connection import Connection, Row, in_clause, to_instant, to_text
from domain.conflicts import Slot
from domain.hours import Window
from domain.house_rules import Absence, Apart, Beside, Owner, Rules
from domain.model import MAX_DURATION


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


def dates_beside(
    con: Connection, slots: Sequence[Slot], groups: dict[int, timedelta], *, without: int | None
) -> list[list[Beside]]:
    """For each proposed date, the planned dates for one of `groups` within its margin.

    One look-up by the index on time per date, so the cost does not grow with the file. Drafts
    count; `without` leaves one activity out.
    """
    margin = max(groups.values(), default=timedelta())
    found = []
    for slot in slots if groups else ():
        params: dict[str, Any] = {
            "earliest": to_text(slot.starts_at - MAX_DURATION - margin),
            "start": to_text(slot.starts_at - margin),
            "end": to_text(slot.ends_at + margin),
            "without": without if without is not None else -1,
        }
        rows = con.execute(
            "SELECT o.id, o.activity_id, o.starts_at, o.ends_at, o.room_id,"
            " coalesce(o.title, a.title) AS title, g.group_id"
            " FROM occurrence o JOIN activity a ON a.id = o.activity_id"
            " JOIN activity_group g ON g.activity_id = o.activity_id"
            " WHERE o.starts_at >= :earliest AND o.starts_at < :end AND o.ends_at > :start"
            " AND o.state = 'planned' AND o.activity_id <> :without AND a.deleted_at IS NULL"
            # the plus keeps SQLite from starting at the groups instead of at the time
            f" AND +g.group_id IN ({in_clause('group', groups, params)})"
            " ORDER BY o.starts_at, o.id",
            params,
        )
        found.append(_beside(rows.fetchall()))
    return found


def _beside(rows: Collection[Row]) -> list[Beside]:
    dates: dict[int, Slot] = {}
    groups: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        start, end = to_instant(row["starts_at"]), to_instant(row["ends_at"])
        dates[row["id"]] = Slot(
            start, end, row["room_id"], (), row["activity_id"], row["id"], row["title"]
        )
        groups[row["id"]].add(row["group_id"])
    return [Beside(slot, frozenset(groups[number])) for number, slot in dates.items()]


def _absence(row: Row) -> Absence:
    first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    return Absence(row["id"], row["facilitator_id"], first, last)
