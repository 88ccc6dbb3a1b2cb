"""What is held about one member of staff, facilitator or volunteer: every row that points at them.

The tables are found by their references, so that a table that is added is shown by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.connection import Connection

SECRET = frozenset(
    {"password_hash", "token_hash", "token", "csrf", "secret", "code_hash", "opening"}
)
"""Shown as kept, never as they are."""
COUNTS = frozenset(
    {"total", "turned_away", "volunteers", "volunteer_minutes", "visits", "answers", "result"}
)
"""What somebody counted is about those who came, not about who counted."""
ELSEWHERE: dict[str, tuple[tuple[str, str], ...]] = {
    "staff": (("form_token", "staff_id"), ("recovery_code", "staff_id")),
    "facilitator": (),
}
"""Columns that point at a person without saying so to SQLite."""
ASIDE: dict[str, dict[str, str]] = {
    "staff": {
        "sign_in_failure": "SELECT f.* FROM sign_in_failure f"
        " JOIN staff s ON s.username = f.username WHERE s.id = :id",
    },
    "facilitator": {
        "weekly_hours": "SELECT * FROM weekly_hours WHERE owner = 'facilitator' AND owner_id = :id",
        "busy_time": "SELECT b.* FROM busy_time b"
        " JOIN outside_calendar c ON c.id = b.calendar_id WHERE c.facilitator_id = :id",
    },
}
"""Rows about a person that no column of their own points at them with."""

Held = dict[str, list[dict[str, Any]]]


def columns_to(con: Connection, table: str) -> Iterator[tuple[str, str]]:
    """(table, column) of everything that points at `table` ("staff" or "facilitator")."""
    names = [r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in sorted(names):
        for reference in con.execute(f"SELECT * FROM pragma_foreign_key_list('{name}')"):
            if reference["table"] == table:
                yield name, reference["from"]
    yield from ELSEWHERE[table]


def held(con: Connection, table: str, row_id: int) -> Held:
    """Every row about a person, by table; without what others' counts or secrets are."""
    found: Held = {}
    own = con.execute(f"SELECT * FROM {table} WHERE id = :id", {"id": row_id}).fetchall()
    found[table] = [_shown(dict(row)) for row in own]
    for name, column in columns_to(con, table):
        rows = con.execute(f"SELECT * FROM {name} WHERE {column} = :id", {"id": row_id}).fetchall()
        if rows:
            found.setdefault(f"{name}.{column}", []).extend(_shown(dict(row)) for row in rows)
    for name, question in ASIDE[table].items():
        rows = con.execute(question, {"id": row_id}).fetchall()
        if rows:
            found[name] = [_shown(dict(row)) for row in rows]
    about = con.execute(
        "SELECT * FROM change WHERE touched LIKE :row ORDER BY id",
        {"row": f'%"{table}:{row_id}"%'},
    ).fetchall()
    if about:
        found["change.touched"] = [_shown(dict(row)) for row in about]
    return found


def facilitator_by_name(con: Connection, name: str) -> int | None:
    row = con.execute("SELECT id FROM facilitator WHERE name = :name", {"name": name}).fetchone()
    return int(row["id"]) if row else None


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: ("(gemt)" if key in SECRET and value is not None else value)
        for key, value in row.items()
        if key not in COUNTS
    }
