"""The rows of a change that is undone: which it touched, whether they still stand, writing back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from actions.booking import Desk
from actions.series import extend
from db import writes_activities, writes_plan_rows
from db import writes_undo as writes
from db.activities import activity as read_activity
from db.connection import Connection, to_instant
from db.occurrences import of_activity
from db.plan_rows import PLAN_TABLES
from domain.errors import UndoRefused
from domain.schedule import has_begun

Snapshot = Mapping[str, list[dict[str, Any]]]
Key = tuple[str, int]
"""A row by its table and id."""
_QUIET = frozenset({"version", "updated_at", "moved_uid", "moved_neutral_uid"})
"""Columns that only rise, or stay for good once they are there."""
_LINKS = (
    ("activity_service", "activity", "service_id"),
    ("activity_group", "activity", "group_id"),
    ("activity_facilitator", "activity", "facilitator_id"),
    ("occurrence_facilitator", "occurrence", "facilitator_id"),
)
_SHAPE = ("rrule", "local_start", "duration_minutes", "room_id", "activity_facilitator")
"""What of an activity its dates are made of."""


def touched(before: Snapshot, after: Snapshot) -> frozenset[Key]:
    """The rows that a change changed, its links counted with them; not those it only looked at."""
    old, new = _contents(before), _contents(after)
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def check(
    mine: Collection[Key], before: Snapshot, after: Snapshot, current: Snapshot, now: datetime
) -> None:
    """Raise UndoRefused where a touched row is not as the change left it, or has begun.

    By what rows say, not by their versions: a newer change that was undone itself is none. A
    column that came with an update of the program is not compared.
    """
    was, known = _contents(after), _contents(current)
    for key in mine:
        if (key in was) != (key in known):
            raise UndoRefused("newer")
        if key in was and any(known[key].get(name) != value for name, value in was[key].items()):
            raise UndoRefused("newer")
    for rows in (before, after):
        for row in rows.get("occurrence", ()):
            if ("occurrence", row["id"]) in mine and _is_past(row, now):
                raise UndoRefused("begun")


def write(
    con: Connection, mine: Collection[Key], before: Snapshot, after: Snapshot, now: datetime
) -> None:
    """Write back what was touched, as it was before."""
    was = {table: _by_id(before, table) for table in ("activity", "occurrence", *PLAN_TABLES)}
    for table, row_id in mine:
        if table == "activity" and row_id in was[table]:
            writes.write_activity(con, was[table][row_id], before, now)
        elif table == "activity":
            writes.trash_activity(con, row_id, now)
    came = _by_id(after, "occurrence")
    for table, row_id in mine:
        # the dates of an activity that the change had made stay with it in the trash
        is_new = table == "occurrence" and row_id not in was[table]
        if is_new and came[row_id]["activity_id"] in was["activity"]:
            writes.delete_date(con, row_id)
    for table, row_id in mine:
        if table == "occurrence" and row_id in was[table]:
            people = before.get("occurrence_facilitator", ())
            writes.write_date(con, was[table][row_id], people)
    for table in PLAN_TABLES:
        for name, row_id in mine:
            if name == table and row_id in was[table]:
                writes_plan_rows.write_back(con, table, was[table][row_id], now)
            elif name == table:
                writes_plan_rows.take_away(con, table, row_id, now)


def write_on(at: Desk, mine: Collection[Key], before: Snapshot, after: Snapshot) -> None:
    """Dates that the horizon added since, by the rule that is undone, follow the old one.

    Raises UndoRefused ("newer") where somebody changed one of them.
    """
    old, new = _contents(before), _contents(after)
    known = {row["id"] for rows in (before, after) for row in rows.get("occurrence", ())}
    for key in mine:
        if key[0] != "activity" or key not in old or key not in new:
            continue
        if all(old[key].get(name) == new[key].get(name) for name in _SHAPE):
            continue
        added = [one for one in of_activity(at.con, key[1]) if one.id not in known]
        if any(one.is_exception for one in added):
            raise UndoRefused("newer")
        late = [one.id for one in added if not has_begun(one, at.now)]
        series = read_activity(at.con, key[1])
        if late and series is not None:
            writes_activities.delete_dates(at.con, late)
            extend(at, series)


def _contents(rows: Snapshot) -> dict[Key, dict[str, Any]]:
    """Every row by its key, with the ids it is linked to."""
    found = {
        (table, int(row["id"])): {name: value for name, value in row.items() if name not in _QUIET}
        for table in ("activity", "occurrence", *PLAN_TABLES)
        for row in rows.get(table, ())
    }
    for table, owner, column in _LINKS:
        if table not in rows:
            continue
        for key, row in found.items():
            if key[0] == owner:
                row[table] = set()
        for link in rows[table]:
            owned = found.get((owner, link[f"{owner}_id"]))
            if owned is not None:
                owned[table].add(link[column])
    return found


def _by_id(rows: Snapshot, table: str) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows.get(table, ())}


def _is_past(row: dict[str, Any], now: datetime) -> bool:
    return row["close_out"] is not None or to_instant(row["starts_at"]) <= now
