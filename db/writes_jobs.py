"""Keeping when each job ran."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, to_text


def finish(con: Connection, name: str, now: datetime) -> None:
    """The job ended well at `now` (UTC)."""
    con.execute(
        "INSERT INTO job (name, last_started_at, last_finished_at) VALUES (:name, :now, :now)"
        " ON CONFLICT (name) DO UPDATE SET last_started_at = excluded.last_started_at,"
        " last_finished_at = excluded.last_finished_at, last_error = ''",
        {"name": name, "now": to_text(now)},
    )


def fail(con: Connection, name: str, why: str, now: datetime) -> None:
    """The job began at `now` (UTC) and ended badly; when it last ended well stays."""
    con.execute(
        "INSERT INTO job (name, last_started_at, last_error) VALUES (:name, :now, :why)"
        " ON CONFLICT (name) DO UPDATE SET last_started_at = excluded.last_started_at,"
        " last_error = excluded.last_error",
        {"name": name, "now": to_text(now), "why": why},
    )
