"""The small house in a real database, and what its feeds hold there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from actions import feeds
from db.connection import Connection, HouseDb, to_text
from db.feeds import FeedRow, StoredEntry, feed_rows, served
from db.schema import migrate
from domain.feedentry import Component, load
from domain.model import House
from tests.feed_cases import NOW, Plan, house


def new_house(path: Path, of: House | None = None) -> HouseDb:
    """A migrated database with the small house and no activity in it."""
    migrate(path)
    with HouseDb(path).write() as con:
        store_house(con, of or house())
        feeds.refresh_all(con, now=NOW)
    return HouseDb(path)


def save(con: Connection, *plans: Plan, now: datetime = NOW) -> None:
    """What a writing action does: write, then refresh."""
    for each in plans:
        store_plan(con, each)
    feeds.refresh(con, [each.activity.id for each in plans], now=now)


def regroup(con: Connection, group_id: int, mode: str, *, now: datetime) -> None:
    """What the set-up does when a group's calendar is changed."""
    con.execute(
        "UPDATE target_group SET calendar = :mode, neutral_name = 'Gruppe Ask' WHERE id = :id",
        {"mode": mode, "id": group_id},
    )
    feeds.refresh_all(con, now=now)


def held(con: Connection, slug: str = "alle") -> dict[str, StoredEntry]:
    return {entry.uid: entry for entry in served(con, slug)}


def first(entry: StoredEntry) -> Component:
    return load(entry.content)


def state(con: Connection, slug: str = "alle") -> FeedRow:
    return feed_rows(con)[slug]


def store_house(con: Connection, of: House) -> None:
    """Write the house's own rows by plain inserts."""
    _insert(
        con, "site", [{"id": s.id, "name": s.name, "address": s.address} for s in of.sites.values()]
    )
    _insert(
        con, "room", [_row(r, "id site_id name capacity kind exclusive") for r in of.rooms.values()]
    )
    _insert(
        con,
        "service",
        [_row(s, "id name short kind color is_origin phone") for s in of.services.values()],
    )
    _insert(
        con,
        "target_group",
        [
            _row(g, "id slug name public_name neutral_name calendar is_everyone sort")
            for g in of.groups.values()
        ],
    )
    _insert(
        con,
        "category",
        [_row(c, "id name icon sentence treatment") for c in of.categories.values()],
    )
    _insert(
        con, "facilitator", [_row(f, "id name kind exclusive") for f in of.facilitators.values()]
    )
    _insert(con, "setting", [{"key": k, "value": v} for k, v in of.settings.items()])


def store_plan(con: Connection, each: Plan) -> None:
    """Write an activity and its dates, in place of what was there."""
    activity, fields = each.activity, each.fields
    con.execute("DELETE FROM activity WHERE id = :id", {"id": activity.id})
    own = _row(
        activity, "id uid neutral_uid busy_uid lineage treatment state version cancel_reason"
    )
    plain = (
        "kind title neutral_title description public_note category_id room_id rrule capacity access"
        " signup_phone sign_up_until price_dkk step_free interpreter rusfri childcare relatives"
        " course listing feed legal_basis"
    )
    row = own | _row(fields, plain)
    row["local_start"] = f"{fields.local_start:%Y-%m-%dT%H:%M}"
    row["duration_minutes"] = int(fields.duration.total_seconds() // 60)
    for name in ("created_at", "updated_at", "cancelled_at", "deleted_at"):
        value = getattr(activity, name)
        row[name] = to_text(value) if value else None
    _insert(con, "activity", [row])
    for table, column, ids in (
        ("activity_service", "service_id", fields.service_ids),
        ("activity_group", "group_id", fields.group_ids),
        ("activity_facilitator", "facilitator_id", fields.facilitator_ids),
    ):
        _insert(con, table, [{"activity_id": activity.id, column: other} for other in ids])
    dates = []
    for one in each.dates:
        names = "id activity_id room_id state title note cancel_reason is_exception moved_uid"
        made = _row(one, f"{names} moved_neutral_uid version")
        for name in ("original_start", "starts_at", "ends_at", "cancelled_at"):
            value = getattr(one, name)
            made[name] = to_text(value) if value else None
        dates.append(made)
    _insert(con, "occurrence", dates)
    people = [
        {"occurrence_id": one.id, "facilitator_id": who, "starts_at": to_text(one.starts_at)}
        for one in each.dates
        for who in one.facilitator_ids
    ]
    _insert(con, "occurrence_facilitator", people)


def _row(value: object, names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names.split()}


def _insert(con: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        marks = ", ".join(f":{name}" for name in names)
        con.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
