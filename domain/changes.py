"""What a change of the plan changed, told field by field from the rows before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
SILENT = frozenset(
    {
        *("id", "uid", "neutral_uid", "lineage", "kind", "version", "created_at", "updated_at"),
        *("treatment", "source_uid", "original_start", "is_exception", "moved_uid"),
        *("moved_neutral_uid", "cancelled_at", "activity_id", "close_out"),
    }
)
"""Columns that say nothing to a reader of the history."""
_LINKS = {
    "activity_service": "service_id",
    "activity_group": "group_id",
    "activity_facilitator": "facilitator_id",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one row. Values are as stored; None on a side where the row was not there."""

    table: str
    """ "activity" or "occurrence"."""
    row: Mapping[str, Any]
    """The row as it is told: after the change, or before it where it went."""
    field: str
    """The column; "" for a row that came or went as a whole."""
    before: Any
    after: Any


def differences(before: Rows, after: Rows) -> list[Difference]:
    """Activities first, then dates by time; people, groups and services as lists of ids."""
    found = [*_of(before, after, "activity"), *_of_links(before, after)]
    dates = _of(before, after, "occurrence")
    return [*found, *sorted(dates, key=lambda one: str(one.row.get("starts_at")))]


def _of(before: Rows, after: Rows, table: str) -> list[Difference]:
    old = {row["id"]: row for row in before.get(table, ())}
    new = {row["id"]: row for row in after.get(table, ())}
    found: list[Difference] = []
    for row_id in dict.fromkeys((*old, *new)):
        was, now = old.get(row_id), new.get(row_id)
        if was is None or now is None:
            row = now or was or {}
            found.append(Difference(table, row, "", was and True, now and True))
            continue
        found.extend(
            Difference(table, now, field, was.get(field), value)
            for field, value in now.items()
            if field not in SILENT and was.get(field) != value
        )
    return found


def _of_links(before: Rows, after: Rows) -> list[Difference]:
    rows = {row["id"]: row for row in after.get("activity", ())}
    known = {row["id"] for row in before.get("activity", ())}
    found: list[Difference] = []
    for table, column in _LINKS.items():
        for row_id in rows.keys() & known:
            was, now = (
                sorted(r[column] for r in side.get(table, ()) if r["activity_id"] == row_id)
                for side in (before, after)
            )
            if was != now:
                found.append(Difference("activity", rows[row_id], column, was, now))
    return found
