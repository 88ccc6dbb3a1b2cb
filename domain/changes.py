"""What a change changed, told field by field: of the plan from its rows, of the setup by name."""

from __future__ import annotations

import json
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
    """ "activity", "occurrence", "template", "plan_set", "closure_keep", or a row of the setup."""
    row: Mapping[str, Any]
    """The row as it is told: after the change, or before it where it went."""
    field: str
    """The column; "" for a row that came or went as a whole."""
    before: Any
    after: Any


def differences(before: Rows, after: Rows) -> list[Difference]:
    """Activities first, then dates by time; people, groups and services as lists of ids.

    Templates, plans for a period and kept dates come before them, each told as the form is.
    """
    found = [one for table in _PLANS for one in _of_plan(before, after, table)]
    found += [*_of(before, after, "activity"), *_of_links(before, after)]
    dates = _of(before, after, "occurrence")
    return [*found, *sorted(dates, key=lambda one: str(one.row.get("starts_at")))]


def details(before: Any, after: Any, kind: str) -> list[Difference]:
    """The fields of one row of the setup that a change changed; `kind` is its table.

    Of a list of words only those are told that went and that came. What was nothing and is nothing
    is left out, so that a new row is told by what was filled in.
    """
    if isinstance(before, list) and isinstance(after, list):
        gone = [one for one in before if one not in after]
        new = [one for one in after if one not in before]
        return [Difference(kind, {}, "words", gone, new)]
    return _of_fields(_flat(before), _flat(after), kind)


def _of_fields(old: Mapping[str, Any], new: Mapping[str, Any], kind: str) -> list[Difference]:
    return [
        Difference(kind, new or old, field, old.get(field), new.get(field))
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field) and (old.get(field) or new.get(field))
    ]


def _flat(side: Any) -> dict[str, Any]:
    found = {}
    for field, value in side.items() if isinstance(side, Mapping) else ():
        rows = isinstance(value, list) and any(isinstance(one, Mapping) for one in value)
        if not rows and field != "reason":
            found[field] = value
    return found


_PLANS = ("template", "plan_set", "closure_keep")


def _of_plan(before: Rows, after: Rows, table: str) -> list[Difference]:
    old = {row["id"]: _unfolded(row) for row in before.get(table, ())}
    new = {row["id"]: _unfolded(row) for row in after.get(table, ())}
    return [
        one
        for row_id in dict.fromkeys((*old, *new))
        for one in _of_fields(old.get(row_id, {}), new.get(row_id, {}), table)
    ]


def _unfolded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A kept row as plain fields; nothing of one that was taken away."""
    if row.get("deleted_at"):
        return {}
    values = dict(row)
    form = json.loads(values.pop("fields", "{}"))
    for plural, one in (
        ("service_ids", "service_id"),
        ("group_ids", "group_id"),
        ("facilitator_ids", "facilitator_id"),
        ("duration", "duration_minutes"),
    ):
        if plural in form:
            form[one] = form.pop(plural)
    if "paused" in values:
        values["paused"] = len(json.loads(values["paused"]))
    return {**values, **form}


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
