"""What figures per activity are called: all parts of a split series under one name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class Named:
    """An activity as figures name it."""

    id: int
    lineage: str
    title: str
    course: bool
    organisers: int
    """How many services organise it."""


def named(con: Connection, ids: Collection[int]) -> list[Named]:
    """The activities of these ids, oldest first, so that the newest part gives the title."""
    if not ids:
        return []
    wanted = ", ".join(str(int(one)) for one in sorted(ids))
    rows = con.execute(
        "SELECT a.id, a.lineage, a.title, a.course, count(s.service_id) AS organisers"
        " FROM activity a LEFT JOIN activity_service s ON s.activity_id = a.id"
        f" WHERE a.id IN ({wanted}) GROUP BY a.id, a.lineage, a.title, a.course, a.local_start"
        " ORDER BY a.local_start, a.id"
    )
    return [
        Named(row["id"], row["lineage"], row["title"], bool(row["course"]), row["organisers"])
        for row in rows
    ]
