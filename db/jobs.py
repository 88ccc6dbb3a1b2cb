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
