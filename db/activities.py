"""Reading activities with what belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from db.connection import Connection, Row, in_clause, maybe_instant, to_instant, to_text
from domain.model import Activity, ActivityFields

Links = dict[int, tuple[int, ...]]


def activity(con: Connection, activity_id: int) -> Activity | None:
    """One activity, deleted ones too."""
    return activities_by_id(con, [activity_id]).get(activity_id)


def activity_by_uid(con: Connection, uid: str) -> Activity | None:
    """The activity of a full (not neutral) UID."""
    row = con.execute("SELECT id FROM activity WHERE uid = :uid", {"uid": uid}).fetchone()
    return activity(con, row["id"]) if row else None


def activities_by_id(con: Connection, ids: Collection[int]) -> dict[int, Activity]:
    """Several activities; ids that do not exist are left out."""
    params: dict[str, Any] = {}
    wanted = in_clause("id", ids, params)
    rows = con.execute(f"SELECT * FROM activity WHERE id IN ({wanted})", params).fetchall()
    return _with_links(con, rows, f"activity_id IN ({wanted})", params)


def all_activities(con: Connection, *, deleted: bool = False) -> list[Activity]:
    """Every activity (reservations too), by title; those in the trash only if `deleted`."""
    which = "1 = 1" if deleted else "deleted_at IS NULL"
    rows = con.execute(f"SELECT * FROM activity WHERE {which} ORDER BY title, id").fetchall()
    return list(_with_links(con, rows, "1 = 1", {}).values())


def trashed(con: Connection, most: int) -> list[Activity]:
    """What is in the trash, reservations too; the last deleted first, at most `most`."""
    rows = con.execute(
        "SELECT id, deleted_at FROM activity WHERE deleted_at IS NOT NULL"
        " ORDER BY deleted_at DESC, id DESC LIMIT :most",
        {"most": most},
    ).fetchall()
    found = activities_by_id(con, [row["id"] for row in rows])
    return [found[row["id"]] for row in rows]


def drafts(con: Connection) -> list[Activity]:
    """Drafts that are not in the trash, by title."""
    rows = con.execute(
        "SELECT id FROM activity WHERE state = 'draft' AND deleted_at IS NULL"
    ).fetchall()
    found = activities_by_id(con, [row["id"] for row in rows]).values()
    return sorted(found, key=lambda one: (one.fields.title, one.id))


def parts_of(con: Connection, lineage: str) -> list[Activity]:
    """The parts of a split series, oldest first, without those in the trash."""
    rows = con.execute(
        "SELECT id FROM activity WHERE lineage = :lineage AND deleted_at IS NULL",
        {"lineage": lineage},
    ).fetchall()
    found = activities_by_id(con, [row["id"] for row in rows]).values()
    return sorted(found, key=lambda one: one.fields.local_start)


def with_dates(con: Connection, start: datetime, end: datetime) -> list[Activity]:
    """Activities with a date that overlaps [start, end) (UTC), and the other parts of their series.

    Drafts and what is in the trash are left out.
    """
    rows = con.execute(
        "SELECT * FROM activity WHERE deleted_at IS NULL AND state <> 'draft' AND lineage IN"
        " (SELECT a.lineage FROM activity a JOIN occurrence o ON o.activity_id = a.id"
        " WHERE o.starts_at < :end AND o.ends_at > :start) ORDER BY id",
        {"start": to_text(start), "end": to_text(end)},
    ).fetchall()
    return list(_with_links(con, rows, "1 = 1", {}).values())


def open_ended(con: Connection) -> list[Activity]:
    """Series whose dates have to be written further as time passes."""
    rows = con.execute(
        "SELECT * FROM activity WHERE rrule IS NOT NULL AND rrule NOT LIKE '%COUNT=%'"
        " AND deleted_at IS NULL AND state <> 'cancelled'"
    ).fetchall()
    return list(_with_links(con, rows, "1 = 1", {}).values())


def _with_links(
    con: Connection, rows: Iterable[Row], where: str, params: dict[str, Any]
) -> dict[int, Activity]:
    services = _links(con, "activity_service", "service_id", where, params)
    groups = _links(con, "activity_group", "group_id", where, params)
    people = _links(con, "activity_facilitator", "facilitator_id", where, params)
    return {
        row["id"]: _activity(
            row,
            services.get(row["id"], ()),
            groups.get(row["id"], ()),
            people.get(row["id"], ()),
        )
        for row in rows
    }


def _links(con: Connection, table: str, column: str, where: str, params: dict[str, Any]) -> Links:
    found: dict[int, list[int]] = defaultdict(list)
    for row in con.execute(
        f"SELECT activity_id, {column} AS other FROM {table} WHERE {where} ORDER BY {column}",
        params,
    ):
        found[row["activity_id"]].append(row["other"])
    return {key: tuple(value) for key, value in found.items()}


def _activity(
    row: Row, services: tuple[int, ...], groups: tuple[int, ...], people: tuple[int, ...]
) -> Activity:
    fields = ActivityFields(
        title=row["title"],
        category_id=row["category_id"],
        service_ids=services,
        group_ids=groups,
        room_id=row["room_id"],
        local_start=datetime.fromisoformat(row["local_start"]),
        duration=timedelta(minutes=row["duration_minutes"]),
        rrule=row["rrule"],
        facilitator_ids=people,
        capacity=row["capacity"],
        access=row["access"],
        neutral_title=row["neutral_title"],
        description=row["description"],
        signup_phone=row["signup_phone"],
        sign_up_until=row["sign_up_until"],
        price_dkk=row["price_dkk"],
        step_free=bool(row["step_free"]),
        interpreter=bool(row["interpreter"]),
        rusfri=bool(row["rusfri"]),
        childcare=bool(row["childcare"]),
        relatives=bool(row["relatives"]),
        listing=row["listing"],
        feed=row["feed"],
        legal_basis=row["legal_basis"],
        public_note=row["public_note"],
        course=bool(row["course"]),
        kind=row["kind"],
        first_time=row["first_time"],
        nameless=bool(row["nameless"]),
        volunteer_task=row["volunteer_task"],
        other_language=row["other_language"],
        other_title=row["other_title"],
        other_text=row["other_text"],
    )
    return Activity(
        id=row["id"],
        uid=row["uid"],
        neutral_uid=row["neutral_uid"],
        lineage=row["lineage"],
        fields=fields,
        treatment=bool(row["treatment"]),
        state=row["state"],
        version=row["version"],
        created_at=to_instant(row["created_at"]),
        updated_at=to_instant(row["updated_at"]),
        cancelled_at=maybe_instant(row["cancelled_at"]),
        cancel_reason=row["cancel_reason"],
        deleted_at=maybe_instant(row["deleted_at"]),
        busy_uid=row["busy_uid"],
        taken=row["taken"],
    )
