"""Closing a period: reading the true counts by service once, and storing what is released.

The only bulk reading of `attendance_service`. It stands here, not in `db.figures`, because pages
may not import a module that writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection, to_text


@dataclass(frozen=True, slots=True)
class TrueCount:
    """A counted date with its true division. Confidential: for domain.protection only."""

    occurrence_id: int
    activity_id: int
    starts_at: str
    """UTC text."""
    total: int
    stamp: str
    """Changes with every correction, and when a count is deleted and made anew."""
    by_service: Mapping[int, int]
    """Per service id; the rest of the total is not known."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a closed month counted: per date its stamp and total (Driftstal, no service)."""

    dates: Mapping[int, tuple[str, int]]
    columns: tuple[tuple[str, str], ...]
    shown: tuple[int, ...] | None
    """The figures released, None when withheld."""


def true_counts(con: Connection, start: datetime, end: datetime) -> list[TrueCount]:
    """Every counted date that starts in [start, end) (UTC), by start."""
    span = {"start": to_text(start), "end": to_text(end)}
    divided: dict[int, dict[int, int]] = {}
    for row in con.execute(
        "SELECT s.occurrence_id, s.service_id, s.visits FROM occurrence o"
        " JOIN attendance_service s ON s.occurrence_id = o.id"
        " WHERE o.starts_at >= :start AND o.starts_at < :end",
        span,
    ):
        divided.setdefault(row["occurrence_id"], {})[row["service_id"]] = row["visits"]
    rows = con.execute(
        "SELECT o.id, o.activity_id, o.starts_at, t.total, t.recorded_at, t.version"
        " FROM occurrence o JOIN attendance t ON t.occurrence_id = o.id"
        " WHERE o.starts_at >= :start AND o.starts_at < :end ORDER BY o.starts_at, o.id",
        span,
    )
    return [
        TrueCount(
            row["id"],
            row["activity_id"],
            row["starts_at"],
            row["total"],
            f"{row['recorded_at']}/{row['version']}",
            divided.get(row["id"], {}),
        )
        for row in rows
    ]


def origins(con: Connection, since: datetime) -> tuple[tuple[str, str], ...]:
    """Services that visitors come from and that were not retired before `since`: id and name."""
    rows = con.execute(
        "SELECT id, name FROM service WHERE is_origin = 1"
        " AND (retired_at IS NULL OR retired_at >= :since) ORDER BY sort, id",
        {"since": to_text(since)},
    )
    return tuple((str(row["id"]), str(row["name"])) for row in rows)


def basis_of(con: Connection, period: str, name: str) -> Basis | None:
    """What the closed month `period` counted, None when it is open."""
    row = con.execute(
        "SELECT status, content FROM release WHERE period = :period AND name = :name",
        {"period": period, "name": name},
    ).fetchone()
    if row is None:
        return None
    content = json.loads(row["content"])
    return Basis(
        {int(key): (stamp, total) for key, (stamp, total) in content["basis"].items()},
        tuple((one["key"], one["label"]) for one in content["columns"]),
        tuple(content["rows"][0]["cells"]) if row["status"] == "released" else None,
    )


def insert_releases(
    con: Connection,
    period: str,
    tables: Sequence[tuple[str, str, Mapping[str, Any]]],
    now: datetime,
) -> None:
    """Store the tables (name, status, content) of a period; raises IntegrityError for a second
    release of the same, which must never be."""
    con.executemany(
        "INSERT INTO release (period, name, released_at, status, content)"
        " VALUES (:period, :name, :now, :status, :content)",
        [
            {
                "period": period,
                "name": name,
                "now": to_text(now),
                "status": status,
                "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
            }
            for name, status, content in tables
        ],
    )
