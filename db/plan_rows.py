"""Templates, plans for a period and kept dates: rows that an undo writes back by their id."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal

from db.connection import Connection, Row, in_clause
from domain.model import ActivityFields

PlanTable = Literal["template", "plan_set", "closure_keep"]
PLAN_TABLES: tuple[PlanTable, ...] = ("template", "plan_set", "closure_keep")


@dataclass(frozen=True, slots=True)
class Template:
    """A usual activity of the house. Its fields' first day is only the day it was saved with."""

    id: int
    name: str
    fields: ActivityFields
    version: int


@dataclass(frozen=True, slots=True)
class PlanSet:
    """A plan for a period: what runs in it, and which dates pause for it."""

    id: int
    name: str
    first: date
    last: date
    """Local days, both included."""
    own: tuple[str, ...]
    """Lineages of the activities made for it."""
    paused: tuple[int, ...]
    """Ids of the dates that pause for it."""
    version: int


def templates(con: Connection) -> list[Template]:
    """Those that were not deleted, by name."""
    rows = con.execute("SELECT * FROM template WHERE deleted_at IS NULL ORDER BY name, id")
    return [_template(row) for row in rows]


def template(con: Connection, template_id: int) -> Template | None:
    row = con.execute(
        "SELECT * FROM template WHERE id = :id AND deleted_at IS NULL", {"id": template_id}
    ).fetchone()
    return _template(row) if row else None


def plan_sets(con: Connection) -> list[PlanSet]:
    """Those that stand, the latest period first."""
    rows = con.execute("SELECT * FROM plan_set WHERE deleted_at IS NULL ORDER BY first DESC, id")
    return [_plan_set(row) for row in rows]


def plan_set(con: Connection, set_id: int) -> PlanSet | None:
    return next((one for one in plan_sets(con) if one.id == set_id), None)


def kept_on(con: Connection, closure_id: int) -> dict[int, str]:
    """The dates that are held although it is closed, with the reason (staff only)."""
    rows = con.execute(
        "SELECT occurrence_id, reason FROM closure_keep"
        " WHERE closure_id = :id AND deleted_at IS NULL",
        {"id": closure_id},
    )
    return {row["occurrence_id"]: row["reason"] for row in rows}


def is_kept(con: Connection, closure_id: int, occurrence_id: int | None) -> bool:
    """Whether a date was decided to be held although it is closed."""
    found = con.execute(
        "SELECT 1 FROM closure_keep WHERE closure_id = :closure AND occurrence_id = :date"
        " AND deleted_at IS NULL",
        {"closure": closure_id, "date": occurrence_id},
    ).fetchone()
    return found is not None


def rows_of(
    con: Connection, wanted: Mapping[PlanTable, Collection[int]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows as they stand, by table; tables of which none is wanted are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, ids in wanted.items():
        params: dict[str, Any] = {}
        marks = in_clause("id", ids, params)
        if ids:
            rows = con.execute(f"SELECT * FROM {table} WHERE id IN ({marks})", params)
            found[table] = [dict(row) for row in rows]
    return found


def fields_text(form: ActivityFields) -> str:
    """A form as JSON: minutes, wall time as text, ids as lists."""
    values = {each.name: getattr(form, each.name) for each in fields(form)}
    values["local_start"] = f"{form.local_start:%Y-%m-%dT%H:%M}"
    values["duration"] = int(form.duration / timedelta(minutes=1))
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def fields_from(text: str) -> ActivityFields:
    """A form from its JSON. A field that came since has its default, one that went is left out."""
    values = json.loads(text)
    known = {each.name for each in fields(ActivityFields)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in known
    }
    kept["local_start"] = datetime.strptime(values["local_start"], "%Y-%m-%dT%H:%M")
    kept["duration"] = timedelta(minutes=values["duration"])
    return ActivityFields(**kept)


def _template(row: Row) -> Template:
    return Template(row["id"], row["name"], fields_from(row["fields"]), row["version"])


def _plan_set(row: Row) -> PlanSet:
    return PlanSet(
        id=row["id"],
        name=row["name"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        own=tuple(json.loads(row["own"])),
        paused=tuple(json.loads(row["paused"])),
        version=row["version"],
    )
