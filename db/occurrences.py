"""Reading dates: by time, by activity, and what they collide with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from db.activities import activities_by_id
from db.connection import Connection, Row, in_clause, maybe_instant, to_instant, to_text
from domain.conflicts import Slot
from domain.model import MAX_DURATION, DatedActivity, Occurrence

SHOWN_STATES = ("planned", "cancelled")


def between(
    con: Connection,
    start: datetime,
    end: datetime,
    *,
    states: Collection[str] = SHOWN_STATES,
    activity_states: Collection[str] = ("published",),
    kinds: Collection[str] = ("activity",),
) -> list[DatedActivity]:
    """Dates that overlap [start, end) (UTC), by start and title; never of deleted activities.

    A cancelled activity's dates are cancelled too: `activity_states` "published" brings them.
    """
    wanted = set(activity_states)
    if "published" in wanted:
        wanted.add("cancelled")
    params: dict[str, Any] = {
        "earliest": to_text(start - MAX_DURATION),
        "start": to_text(start),
        "end": to_text(end),
    }
    rows = con.execute(
        "SELECT o.* FROM occurrence o JOIN activity a ON a.id = o.activity_id"
        " WHERE o.starts_at >= :earliest AND o.starts_at < :end AND o.ends_at > :start"
        f" AND o.state IN ({in_clause('state', states, params)})"
        f" AND a.state IN ({in_clause('astate', wanted, params)})"
        f" AND a.kind IN ({in_clause('kind', kinds, params)})"
        " AND a.deleted_at IS NULL ORDER BY o.starts_at, a.title, o.id",
        params,
    ).fetchall()
    return _dated(con, rows)


def of_activity(con: Connection, activity_id: int) -> list[Occurrence]:
    """All dates of an activity by their original start, whatever their state."""
    rows = con.execute(
        "SELECT * FROM occurrence WHERE activity_id = :id ORDER BY original_start",
        {"id": activity_id},
    ).fetchall()
    return _occurrences(con, rows)


def coming(con: Connection, activity_ids: Collection[int], now: datetime) -> list[DatedActivity]:
    """Dates of the given activities that have not ended yet, by start."""
    params: dict[str, Any] = {"now": to_text(now)}
    rows = con.execute(
        f"SELECT * FROM occurrence WHERE activity_id IN ({in_clause('id', activity_ids, params)})"
        " AND ends_at > :now AND state <> 'paused' ORDER BY starts_at",
        params,
    ).fetchall()
    return _dated(con, rows)


def dated(con: Connection, occurrence_id: int) -> DatedActivity | None:
    """One date with its activity."""
    rows = con.execute("SELECT * FROM occurrence WHERE id = :id", {"id": occurrence_id}).fetchall()
    found = _dated(con, rows)
    return found[0] if found else None


def unrecorded(
    con: Connection, before: datetime, *, since: datetime | None = None, limit: int = 200
) -> list[DatedActivity]:
    """Planned dates that began before `before` (UTC) and were not closed out, oldest first.

    Only of activities whose visitors are counted.
    """
    rows = con.execute(
        "SELECT o.* FROM occurrence o JOIN activity a ON a.id = o.activity_id"
        " WHERE o.starts_at < :before AND o.starts_at >= :since AND o.close_out IS NULL"
        " AND o.state = 'planned' AND a.state IN ('published', 'cancelled')"
        " AND a.kind = 'activity' AND a.deleted_at IS NULL"
        # domain.discretion.is_counted, said in SQL so that the limit counts what is shown
        " AND a.access <> 'internal' AND a.treatment = 0"
        " ORDER BY o.starts_at, o.id LIMIT :limit",
        {"before": to_text(before), "since": to_text(since) if since else "", "limit": limit},
    ).fetchall()
    return _dated(con, rows)


def missing(con: Connection, now: datetime) -> list[DatedActivity]:
    """Coming dates that somebody cannot run and for which nobody was found yet, by start."""
    rows = con.execute(
        "SELECT o.* FROM occurrence o JOIN activity a ON a.id = o.activity_id"
        " WHERE o.missing <> '[]' AND o.state = 'planned' AND o.ends_at > :now"
        " AND a.deleted_at IS NULL AND a.state <> 'cancelled' ORDER BY o.starts_at, o.id",
        {"now": to_text(now)},
    ).fetchall()
    return _dated(con, rows)


def slot_of(dated_activity: DatedActivity) -> Slot:
    """A saved date as conflicts see it."""
    date = dated_activity.occurrence
    return Slot(
        date.starts_at,
        date.ends_at,
        date.room_id,
        date.facilitator_ids,
        date.activity_id,
        date.id,
        dated_activity.title,
    )


def _dated(con: Connection, rows: Sequence[Row]) -> list[DatedActivity]:
    activities = activities_by_id(con, {row["activity_id"] for row in rows})
    return [DatedActivity(one, activities[one.activity_id]) for one in _occurrences(con, rows)]


def _occurrences(con: Connection, rows: Sequence[Row]) -> list[Occurrence]:
    people: dict[int, list[int]] = defaultdict(list)
    for chunk in _chunks([row["id"] for row in rows]):
        params: dict[str, Any] = {}
        for row in con.execute(
            "SELECT occurrence_id, facilitator_id FROM occurrence_facilitator"
            f" WHERE occurrence_id IN ({in_clause('id', chunk, params)}) ORDER BY facilitator_id",
            params,
        ):
            people[row["occurrence_id"]].append(row["facilitator_id"])
    return [_occurrence(row, tuple(people.get(row["id"], ()))) for row in rows]


def _chunks(ids: list[int], size: int = 5000) -> Iterable[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _occurrence(row: Row, people: tuple[int, ...]) -> Occurrence:
    return Occurrence(
        id=row["id"],
        activity_id=row["activity_id"],
        original_start=to_instant(row["original_start"]),
        starts_at=to_instant(row["starts_at"]),
        ends_at=to_instant(row["ends_at"]),
        room_id=row["room_id"],
        state=row["state"],
        facilitator_ids=people,
        missing_ids=() if row["missing"] == "[]" else tuple(json.loads(row["missing"])),
        title=row["title"],
        note=row["note"],
        cancel_reason=row["cancel_reason"],
        is_exception=bool(row["is_exception"]),
        moved_uid=row["moved_uid"],
        moved_neutral_uid=row["moved_neutral_uid"],
        close_out=row["close_out"],
        cancelled_at=maybe_instant(row["cancelled_at"]),
        version=row["version"],
    )
