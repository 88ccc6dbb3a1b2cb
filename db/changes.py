"""Reading the change log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection, Row, in_clause, to_instant


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. `who` is the name of the member of staff, "" for the house itself."""

    id: int
    at: datetime
    who: str
    action: str
    summary: str
    touched: str
    """JSON: a list of "table:id"."""
    before: str
    after: str


def change(con: Connection, change_id: int) -> Change | None:
    """One entry of the log."""
    row = con.execute(
        "SELECT c.*, coalesce(s.name, '') AS who FROM change c"
        " LEFT JOIN staff s ON s.id = c.staff_id WHERE c.id = :id",
        {"id": change_id},
    ).fetchone()
    return _change(row) if row else None


def newest_of(con: Connection, staff_id: int) -> int | None:
    """The id of the newest change that a member of staff made."""
    row = con.execute(
        "SELECT max(id) AS id FROM change WHERE staff_id = :staff_id", {"staff_id": staff_id}
    ).fetchone()
    return int(row["id"]) if row["id"] is not None else None


def newest_touching(con: Connection, row: str) -> Change | None:
    """The newest change that touched a row ("activity:7"), told apart from "activity:70"."""
    found = con.execute(
        "SELECT c.*, coalesce(s.name, '') AS who FROM change c"
        " LEFT JOIN staff s ON s.id = c.staff_id WHERE c.touched LIKE :row"
        " ORDER BY c.id DESC LIMIT 1",
        {"row": f'%"{row}"%'},
    ).fetchone()
    return _change(found) if found else None


def changed_since(con: Connection, change_id: int, actions: Collection[str]) -> bool:
    """Whether one of these actions was done after a change."""
    params: dict[str, Any] = {"id": change_id}
    wanted = in_clause("action", actions, params)
    found = con.execute(
        f"SELECT 1 FROM change WHERE id > :id AND action IN ({wanted}) LIMIT 1", params
    )
    return found.fetchone() is not None


def latest(con: Connection, *, limit: int = 100, older_than: int | None = None) -> list[Change]:
    """The newest changes first; `older_than` pages on from a change's id."""
    rows = con.execute(
        "SELECT c.*, coalesce(s.name, '') AS who FROM change c"
        " LEFT JOIN staff s ON s.id = c.staff_id"
        " WHERE :older IS NULL OR c.id < :older ORDER BY c.id DESC LIMIT :limit",
        {"older": older_than, "limit": limit},
    )
    return [_change(row) for row in rows]


def _change(row: Row) -> Change:
    return Change(
        row["id"],
        to_instant(row["at"]),
        row["who"],
        row["action"],
        row["summary"],
        row["touched"],
        row["before"],
        row["after"],
    )
