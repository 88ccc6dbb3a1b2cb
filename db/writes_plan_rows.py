"""Writing templates, plans for a period and kept dates."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from db.connection import Connection, to_text
from db.plan_rows import PlanTable, fields_text
from domain.model import ActivityFields

_Values = Mapping[str, Any]


def save_template(
    con: Connection, template_id: int, name: str, fields: ActivityFields, now: datetime
) -> int:
    """A new one for id 0, else the row with that id; returns its id."""
    values = {"name": name, "fields": fields_text(fields)}
    if not template_id:
        return _insert(con, "template", values, now)
    _update(con, "template", template_id, values, now)
    return template_id


def insert_plan_set(
    con: Connection,
    *,
    name: str,
    first: date,
    last: date,
    own: Collection[str],
    paused: Collection[int],
    now: datetime,
) -> int:
    """`first` and `last` are local days, both included."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    lists = {"own": json.dumps(list(own)), "paused": json.dumps(list(paused))}
    return _insert(con, "plan_set", {"name": name, **days, **lists}, now)


def rename_plan_set(con: Connection, set_id: int, name: str, now: datetime) -> None:
    _update(con, "plan_set", set_id, {"name": name}, now)


def keep_on_closure(
    con: Connection, closure_id: int, occurrence_id: int, reason: str, now: datetime
) -> int:
    """Note that a date is held although it is closed."""
    values = {"closure_id": closure_id, "occurrence_id": occurrence_id, "reason": reason}
    return _insert(con, "closure_keep", values, now)


def take_away(con: Connection, table: PlanTable, row_id: int, now: datetime) -> None:
    """Delete a row so that an undo can bring it back."""
    _update(con, table, row_id, {"deleted_at": to_text(now)}, now)


def write_back(con: Connection, table: PlanTable, row: _Values, now: datetime) -> None:
    """A row as the change log kept it; its version only rises."""
    values = {name: value for name, value in row.items() if name not in _OWN}
    _update(con, table, row["id"], values, now)


_OWN = ("id", "version", "updated_at")


def _insert(con: Connection, table: PlanTable, values: _Values, now: datetime) -> int:
    values = {**values, "updated_at": to_text(now)}
    row = con.execute(
        f"INSERT INTO {table} ({', '.join(values)})"
        f" VALUES ({', '.join(':' + name for name in values)}) RETURNING id",
        values,
    ).fetchone()
    return int(row["id"])


def _update(con: Connection, table: PlanTable, row_id: int, values: _Values, now: datetime) -> None:
    marks = ", ".join(f"{name} = :{name}" for name in values)
    con.execute(
        f"UPDATE {table} SET {marks}, updated_at = :now, version = version + 1 WHERE id = :id",
        {**values, "now": to_text(now), "id": row_id},
    )
