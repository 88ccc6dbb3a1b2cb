"""Rows as they stand, for the change log's before and after; attendance is never among them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from db.connection import Connection, in_clause

_TABLES = (
    ("activity", "id"),
    ("activity_service", "activity_id"),
    ("activity_group", "activity_id"),
    ("activity_facilitator", "activity_id"),
    ("occurrence", "activity_id"),
)


def of_activities(con: Connection, ids: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """Whole activities: their row, links and dates (with people), by table."""
    params: dict[str, Any] = {}
    wanted = in_clause("id", ids, params)
    found = _rows(con, _TABLES, wanted, params)
    found["occurrence_facilitator"] = [
        dict(row)
        for row in con.execute(
            "SELECT f.* FROM occurrence_facilitator f JOIN occurrence o ON o.id = f.occurrence_id"
            f" WHERE o.activity_id IN ({wanted})",
            params,
        )
    ]
    return found


def without_dates(con: Connection, ids: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """The rows and links of activities, for a change that leaves their dates alone."""
    params: dict[str, Any] = {}
    return _rows(con, _TABLES[:-1], in_clause("id", ids, params), params)


def of_date(con: Connection, occurrence_id: int) -> dict[str, list[dict[str, Any]]]:
    """One date with its people."""
    return of_dates(con, [occurrence_id])


def of_dates(con: Connection, ids: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """Dates with their people."""
    params: dict[str, Any] = {}
    wanted = in_clause("id", ids, params)
    tables = (("occurrence", "id"), ("occurrence_facilitator", "occurrence_id"))
    return _rows(con, tables, wanted, params)


def _rows(
    con: Connection, tables: Sequence[tuple[str, str]], wanted: str, params: dict[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [
            dict(row)
            for row in con.execute(f"SELECT * FROM {table} WHERE {column} IN ({wanted})", params)
        ]
        for table, column in tables
    }
