"""Writing rows back as the change log kept them. `actions.undo` decides whether it may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from db.connection import Connection, to_text

Row = Mapping[str, Any]
_LINKS = {
    "activity_service": "service_id",
    "activity_group": "group_id",
    "activity_facilitator": "facilitator_id",
}


def write_activity(
    con: Connection, row: Row, links: Mapping[str, Iterable[Row]], now: datetime
) -> None:
    """The row and links of an activity that still exists; its version only rises."""
    values = {name: value for name, value in row.items() if name not in ("id", "version")}
    values["updated_at"] = to_text(now)
    marks = ", ".join(f"{name} = :{name}" for name in values)
    con.execute(
        f"UPDATE activity SET {marks}, version = version + 1 WHERE id = :id",
        values | {"id": row["id"]},
    )
    for table, column in _LINKS.items():
        con.execute(f"DELETE FROM {table} WHERE activity_id = :id", {"id": row["id"]})
        con.executemany(
            f"INSERT INTO {table} (activity_id, {column}) VALUES (:activity_id, :{column})",
            [dict(one) for one in links.get(table, ()) if one["activity_id"] == row["id"]],
        )


def trash_activity(con: Connection, activity_id: int, now: datetime) -> None:
    """Put into the trash what the undone change had made."""
    con.execute(
        "UPDATE activity SET deleted_at = :now, updated_at = :now, version = version + 1"
        " WHERE id = :id",
        {"now": to_text(now), "id": activity_id},
    )


def delete_date(con: Connection, occurrence_id: int) -> None:
    """Remove a date that the undone change had added; never one with attendance (no cascade)."""
    con.execute("DELETE FROM occurrence WHERE id = :id", {"id": occurrence_id})


def write_date(con: Connection, row: Row, people: Iterable[Row]) -> None:
    """One date and its people; inserted again when the change had removed it.

    UIDs of its own stay once a date has them: its tombstones need them.
    """
    values = {name: value for name, value in row.items() if name not in ("id", "version")}
    own = ("moved_uid", "moved_neutral_uid")
    marks = ", ".join(
        f"{name} = coalesce(:{name}, {name})" if name in own else f"{name} = :{name}"
        for name in values
    )
    found = con.execute(
        f"UPDATE occurrence SET {marks}, version = version + 1 WHERE id = :id",
        values | {"id": row["id"]},
    )
    if not found.rowcount:
        values |= {"id": row["id"], "version": row["version"] + 1}
        con.execute(
            f"INSERT INTO occurrence ({', '.join(values)})"
            f" VALUES ({', '.join(':' + name for name in values)})",
            values,
        )
    con.execute("DELETE FROM occurrence_facilitator WHERE occurrence_id = :id", {"id": row["id"]})
    con.executemany(
        "INSERT INTO occurrence_facilitator (occurrence_id, facilitator_id, starts_at)"
        " VALUES (:occurrence_id, :facilitator_id, :starts_at)",
        [dict(one) for one in people if one["occurrence_id"] == row["id"]],
    )
