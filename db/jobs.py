"""When each job last ran."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, maybe_instant


def last_finished(con: Connection, name: str) -> datetime | None:
    """When the job last ended well (UTC), None for never."""
    row = con.execute(
        "SELECT last_finished_at FROM job WHERE name = :name", {"name": name}
    ).fetchone()
    return maybe_instant(row["last_finished_at"]) if row else None


def last_error(con: Connection, name: str) -> str:
    """Why the job ended badly the last time, "" when it ended well or never ran."""
    row = con.execute("SELECT last_error FROM job WHERE name = :name", {"name": name}).fetchone()
    return str(row["last_error"]) if row else ""
