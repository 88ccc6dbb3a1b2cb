"""Writing activities and their dates. Rules are checked in `actions/` before any of this runs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from db.connection import Connection, to_text
from domain.model import Activity, ActivityFields, ActivityState, Occurrence

_COLUMNS = (
    *("kind", "title", "neutral_title", "description", "public_note", "category_id", "room_id"),
    *("local_start", "duration_minutes", "rrule", "capacity", "access", "signup_phone"),
    *("sign_up_until", "price_dkk", "step_free", "interpreter", "rusfri", "childcare"),
    *("relatives", "course", "listing", "feed", "legal_basis", "treatment"),
    *("first_time", "nameless", "volunteer_task", "other_language", "other_title", "other_text"),
)


def new_uid() -> str:
    """A random identity that says nothing about time, title or feed (feed contract, line 12)."""
    return str(uuid.uuid4())


def insert_activity(
    con: Connection,
    fields: ActivityFields,
    *,
    treatment: bool,
    state: ActivityState,
    now: datetime,
    lineage: str | None = None,
    taken: int = 0,
) -> int:
    """A new activity with UIDs of its own and its links; returns its id."""
    uid = new_uid()
    values = _values(fields, treatment) | {
        "uid": uid,
        "neutral_uid": new_uid(),
        "lineage": lineage or uid,
        "state": state,
        "taken": taken,
        "created_at": to_text(now),
        "updated_at": to_text(now),
    }
    row = con.execute(
        f"INSERT INTO activity ({', '.join(values)})"
        f" VALUES ({', '.join(':' + name for name in values)}) RETURNING id",
        values,
    ).fetchone()
    _write_links(con, row["id"], fields)
    return int(row["id"])


def update_fields(
    con: Connection, activity_id: int, fields: ActivityFields, *, treatment: bool, now: datetime
) -> None:
    """Write the fields and links of an activity and raise its version."""
    values = _values(fields, treatment)
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    con.execute(
        f"UPDATE activity SET {assignments}, version = version + 1, updated_at = :now"
        " WHERE id = :id",
        values | {"now": to_text(now), "id": activity_id},
    )
    _write_links(con, activity_id, fields)


def set_state(
    con: Connection,
    activity: Activity,
    *,
    now: datetime,
    state: ActivityState,
    cancelled_at: datetime | None = None,
    cancel_reason: str = "",
    public_note: str | None = None,
    deleted_at: datetime | None = None,
) -> None:
    """Publish, cancel, delete to the trash or bring back: state and stamps, version raised."""
    con.execute(
        "UPDATE activity SET state = :state, cancelled_at = :cancelled_at,"
        " cancel_reason = :reason, public_note = :note, deleted_at = :deleted_at,"
        " version = version + 1, updated_at = :now WHERE id = :id",
        {
            "state": state,
            "cancelled_at": to_text(cancelled_at) if cancelled_at else None,
            "reason": cancel_reason,
            "note": activity.fields.public_note if public_note is None else public_note,
            "deleted_at": to_text(deleted_at) if deleted_at else None,
            "now": to_text(now),
            "id": activity.id,
        },
    )


def set_taken(con: Connection, activity_id: int, taken: int, now: datetime) -> None:
    """How many places of a course are taken; its version rises."""
    con.execute(
        "UPDATE activity SET taken = :taken, version = version + 1, updated_at = :now"
        " WHERE id = :id",
        {"taken": taken, "now": to_text(now), "id": activity_id},
    )


def insert_dates(con: Connection, activity_id: int, dates: Iterable[Occurrence]) -> None:
    """New dates of an activity; the ids of the given values are ignored."""
    for date in dates:
        values = _date_values(date) | {"activity_id": activity_id}
        row = con.execute(
            f"INSERT INTO occurrence ({', '.join(values)})"
            f" VALUES ({', '.join(':' + name for name in values)}) RETURNING id",
            values,
        ).fetchone()
        _write_people(con, row["id"], date)


def update_date(con: Connection, date: Occurrence) -> None:
    """Write one date, its people too, and raise its version."""
    values = _date_values(date)
    values.pop("version")
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    con.execute(
        f"UPDATE occurrence SET {assignments}, version = version + 1 WHERE id = :id",
        values | {"id": date.id},
    )
    _rewrite_people(con, date.id, date)


def delete_dates(con: Connection, ids: Iterable[int]) -> None:
    """Remove dates that a changed rule no longer gives; never ones with attendance (no cascade)."""
    con.executemany("DELETE FROM occurrence WHERE id = :id", [{"id": one} for one in ids])


def hand_over_dates(con: Connection, ids: Iterable[int], activity_id: int) -> None:
    """Give dates to the second half of a split series, with their exceptions and own UIDs."""
    con.executemany(
        "UPDATE occurrence SET activity_id = :activity, version = version + 1 WHERE id = :id",
        [{"activity": activity_id, "id": one} for one in ids],
    )


def set_close_out(con: Connection, occurrence_id: int, close_out: str | None) -> None:
    """Mark a date as held, nobody came, cancelled, or not recorded (None)."""
    con.execute(
        "UPDATE occurrence SET close_out = :value, version = version + 1 WHERE id = :id",
        {"value": close_out, "id": occurrence_id},
    )


def _values(fields: ActivityFields, treatment: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(fields, name)
        for name in _COLUMNS
        if name not in ("local_start", "duration_minutes", "treatment")
    }
    hidden = treatment or fields.kind == "reservation"
    return values | {
        "local_start": f"{fields.local_start:%Y-%m-%dT%H:%M}",
        "duration_minutes": int(fields.duration / timedelta(minutes=1)),
        "treatment": treatment,
        "listing": "hidden" if hidden or fields.access == "internal" else fields.listing,
        "feed": "none" if hidden else fields.feed,
    }


def _write_links(con: Connection, activity_id: int, fields: ActivityFields) -> None:
    for table, column, ids in (
        ("activity_service", "service_id", fields.service_ids),
        ("activity_group", "group_id", fields.group_ids),
        ("activity_facilitator", "facilitator_id", fields.facilitator_ids),
    ):
        con.execute(f"DELETE FROM {table} WHERE activity_id = :id", {"id": activity_id})
        con.executemany(
            f"INSERT INTO {table} (activity_id, {column}) VALUES (:id, :other)",
            [{"id": activity_id, "other": other} for other in dict.fromkeys(ids)],
        )


def _date_values(date: Occurrence) -> dict[str, Any]:
    return {
        "original_start": to_text(date.original_start),
        "starts_at": to_text(date.starts_at),
        "ends_at": to_text(date.ends_at),
        "room_id": date.room_id,
        "missing": json.dumps(list(date.missing_ids)),
        "state": date.state,
        "title": date.title,
        "note": date.note,
        "cancel_reason": date.cancel_reason,
        "is_exception": date.is_exception,
        "moved_uid": date.moved_uid,
        "moved_neutral_uid": date.moved_neutral_uid,
        "close_out": date.close_out,
        "cancelled_at": to_text(date.cancelled_at) if date.cancelled_at else None,
        "version": date.version,
    }


def _rewrite_people(con: Connection, occurrence_id: int, date: Occurrence) -> None:
    con.execute(
        "DELETE FROM occurrence_facilitator WHERE occurrence_id = :id", {"id": occurrence_id}
    )
    _write_people(con, occurrence_id, date)


def _write_people(con: Connection, occurrence_id: int, date: Occurrence) -> None:
    con.executemany(
        "INSERT INTO occurrence_facilitator (occurrence_id, facilitator_id, starts_at)"
        " VALUES (:id, :person, :starts_at)",
        [
            {"id": occurrence_id, "person": person, "starts_at": to_text(date.starts_at)}
            for person in dict.fromkeys(date.facilitator_ids)
        ],
    )
