"""Writing the house itself: one row of services, groups, rooms, people, closures, settings."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import datetime

from db.connection import Connection, to_text
from domain.errors import InvalidField, InvalidInput
from domain.model import Category, Closure, Facilitator, Room, Service, Site, TargetGroup

Thing = Site | Room | Service | TargetGroup | Category | Facilitator | Closure
TABLES: dict[type[Thing], str] = {
    Site: "site",
    Room: "room",
    Service: "service",
    TargetGroup: "target_group",
    Category: "category",
    Facilitator: "facilitator",
    Closure: "closure",
}


def save(con: Connection, thing: Thing, now: datetime) -> int:
    """Insert (id 0) or update one row; `retired` becomes the time it was retired.

    Raises InvalidInput ("name" or "slug": taken) when another row has it.
    """
    try:
        return _save(con, thing, now)
    except sqlite3.IntegrityError as error:
        if "UNIQUE" not in str(error):
            raise
        field = "slug" if ".slug" in str(error) else "name"
        raise InvalidInput((InvalidField(field, "taken"),)) from error


def _save(con: Connection, thing: Thing, now: datetime) -> int:
    values = {
        key: to_text(value) if isinstance(value, datetime) else value
        for key, value in asdict(thing).items()
        if key not in ("id", "retired")
    }
    if hasattr(thing, "retired"):
        values["retired_at"] = to_text(now) if thing.retired else None
    table = TABLES[type(thing)]
    if thing.id:
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        con.execute(f"UPDATE {table} SET {assignments} WHERE id = :id", values | {"id": thing.id})
        return thing.id
    row = con.execute(
        f"INSERT INTO {table} ({', '.join(values)})"
        f" VALUES ({', '.join(':' + name for name in values)}) RETURNING id",
        values,
    ).fetchone()
    return int(row["id"])


def delete_closure(con: Connection, closure_id: int) -> None:
    con.execute("DELETE FROM closure WHERE id = :id", {"id": closure_id})


def set_setting(con: Connection, key: str, value: str) -> None:
    con.execute(
        "INSERT INTO setting (key, value) VALUES (:key, :value)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"key": key, "value": value},
    )
