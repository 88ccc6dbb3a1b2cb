"""Writing where an activity came from."""

from __future__ import annotations

from db.connection import Connection


def keep_source(con: Connection, activity_id: int, source_uid: str) -> None:
    """Keep the foreign UID of an imported activity: for recognising it, never published."""
    con.execute(
        "UPDATE activity SET source_uid = :uid WHERE id = :id",
        {"uid": source_uid, "id": activity_id},
    )
