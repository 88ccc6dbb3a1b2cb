"""Dates of the plan as rows with the sums of Driftstal, and the SELECT that adds them up.

A pattern is what weekly dates have in common: activity, room, weekday, beginning and length. Only
reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.activities import activities_by_id
from db.connection import Connection, to_text
from db.house import load_house
from domain.discretion import board_view, is_counted
from domain.driftstal import SUMS, Cut, Narrowed
from domain.figures import EVENING_FROM
from domain.spans import Stretch

# "+o.activity_id": else SQLite reads the whole past of each activity instead of the days
_FACTS = """
WITH stretch (start, after, shift) AS (VALUES {stretches}),
begun AS (
  SELECT o.id, o.activity_id, coalesce(o.room_id, 0) AS room_id, o.starts_at, a.capacity,
    a.category_id, o.close_out, t.total, t.turned_away, t.volunteer_minutes,
    datetime(o.starts_at, s.shift || ' minutes') AS wall,
    CAST(round((julianday(o.ends_at) - julianday(o.starts_at)) * 1440) AS INTEGER) AS minutes,
    o.state = 'cancelled' OR coalesce(o.close_out, '') = 'cancelled'
      OR (a.state = 'cancelled' AND o.starts_at >= coalesce(a.cancelled_at, a.updated_at))
      AS cancelled,
    (julianday(o.starts_at) - julianday(coalesce(o.cancelled_at,
      CASE WHEN a.state = 'cancelled' THEN a.cancelled_at END))) * 24 AS notice
  FROM stretch s CROSS JOIN occurrence o
  JOIN activity a ON a.id = o.activity_id
  LEFT JOIN attendance t ON t.occurrence_id = o.id
  WHERE o.starts_at >= s.start AND o.starts_at < s.after AND o.state <> 'paused'
    AND +o.activity_id IN ({seen})),
told AS (
  SELECT id, activity_id, room_id, category_id, capacity, minutes, starts_at, cancelled, notice,
    close_out, turned_away, volunteer_minutes,
    CASE WHEN cancelled THEN NULL ELSE total END AS total, substr(wall, 1, 10) AS day,
    CAST(substr(wall, 12, 2) AS INTEGER) * 60 + CAST(substr(wall, 15, 2) AS INTEGER) AS at,
    (CAST(strftime('%w', wall) AS INTEGER) + 6) % 7 AS weekday
  FROM begun),
fact AS (
  SELECT day, activity_id, category_id, room_id, weekday, at, minutes,
    coalesce(total, 0) AS visits,
    CASE WHEN total IS NULL THEN 0 ELSE turned_away END AS turned_away,
    CASE WHEN total IS NULL THEN 0 ELSE 1 END AS held,
    CASE WHEN total IS NULL AND NOT cancelled AND starts_at <= :now THEN 1 ELSE 0 END
      AS unrecorded,
    CASE WHEN total IS NULL AND NOT cancelled AND starts_at > :now THEN 1 ELSE 0 END AS coming,
    CASE WHEN cancelled AND notice < 24 THEN 1 ELSE 0 END AS late,
    CASE WHEN cancelled AND notice >= 24 AND notice < 168 THEN 1 ELSE 0 END AS soon,
    CASE WHEN cancelled AND notice >= 168 THEN 1 ELSE 0 END AS early,
    CASE WHEN cancelled AND notice IS NULL THEN 1 ELSE 0 END AS afterwards,
    CASE WHEN total IS NULL THEN 0 ELSE volunteer_minutes END AS volunteer_minutes,
    CASE WHEN total IS NULL THEN 0 ELSE coalesce(capacity, 0) END AS seats,
    CASE WHEN total IS NULL OR capacity IS NULL THEN 0 ELSE total END AS seated,
    CASE WHEN cancelled THEN 0 ELSE minutes END AS booked_minutes,
    CASE WHEN total IS NULL THEN 0 ELSE minutes END AS held_minutes
  FROM told WHERE {narrowed})
"""
"""The dates of some stretches, each with its sums: what `domain.figures.fate` says, as columns."""

_WITHIN = "max(0, min(f.at + f.minutes, h.hour * 60 + 60) - max(f.at, h.hour * 60))"
"""Minutes of a date in a clock hour; a date counts to midnight, with the day it began on."""
_HOURS = " UNION ALL ".join(f"SELECT {hour} AS hour" for hour in range(24))
SUMMED = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
_BY_HOUR = ", ".join(
    f"sum(f.{name} / f.minutes * {_WITHIN}) AS {name}"
    if name.endswith("d_minutes")
    else f"0 AS {name}"
    for name in SUMS
)
_KEYS: dict[Cut, str] = {
    "time": "f.at >= {evening}",
    "category": "f.category_id",
    "room": "f.room_id",
    "activity": "f.activity_id",
}
PATTERN = ("activity_id", "room_id", "weekday", "at", "minutes", "category_id")
"""What a pattern is, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something with the columns day, PATTERN and SUMS: what goes before SELECT, and its name."""

    head: str
    table: str
    params: dict[str, Any]


def from_dates(
    con: Connection, parts: Sequence[Stretch], now: datetime, narrowed: Narrowed
) -> Source:
    """The visible dates of these stretches, one row each."""
    seen = _seen(con, parts, narrowed)
    values = ", ".join(
        f"('{to_text(one.start)}', '{to_text(one.after)}', {one.shift})" for one in parts
    )
    wanted, params = _wanted(narrowed)
    sql = _FACTS.format(
        stretches=values,
        seen=", ".join(map(str, seen)) or "NULL",
        narrowed=" AND ".join(wanted),
    )
    return Source(sql, "fact", params | {"now": to_text(now)})


def _wanted(narrowed: Narrowed) -> tuple[list[str], dict[str, Any]]:
    """What can be asked of a row alone, as conditions and their parameters."""
    wanted = ["1 = 1"]
    if narrowed.room_id is not None:
        wanted.append("room_id = :room")
    if narrowed.weekday is not None:
        wanted.append("weekday = :weekday")
    if narrowed.evening is not None:
        wanted.append(f"at {'>=' if narrowed.evening else '<'} {EVENING_FROM * 60}")
    return wanted, {"room": narrowed.room_id, "weekday": narrowed.weekday}


def grouped(cut: Cut, table: str, start: str | None = None) -> str:
    """The SELECT that sums a source by a cut; the columns are start, key and the sums.

    `start`: the expression of `f.day` that stands there and is grouped by too; None: "".
    """
    first, by = (start, "1, 2") if start else ("''", "2")
    if cut == "hour":
        key = "f.room_id * 1000 + f.weekday * 100 + h.hour"
        return (
            f"SELECT {first} AS start, {key} AS key, {_BY_HOUR} FROM {table} f JOIN ({_HOURS}) h"
            f" ON h.hour * 60 < f.at + f.minutes AND h.hour * 60 + 60 > f.at"
            f" WHERE f.booked_minutes > 0 GROUP BY {by}"
        )
    if cut == "group":
        return (
            f"SELECT {first} AS start, g.group_id AS key, {SUMMED} FROM {table} f"
            f" JOIN activity_group g ON g.activity_id = f.activity_id GROUP BY {by}"
        )
    key = _KEYS[cut].format(evening=EVENING_FROM * 60)
    return f"SELECT {first} AS start, {key} AS key, {SUMMED} FROM {table} f GROUP BY {by}"


_LOOKED_AT = ("treatment", "access", "kind", "state", "listing")
"""With `deleted_at` and the groups all that decides whether figures may tell of an activity."""


def _seen(con: Connection, parts: Sequence[Stretch], narrowed: Narrowed) -> list[int]:
    """The wanted activities with dates in these stretches that figures may tell of.

    The rule is asked once for all that are alike in what it looks at.
    """
    wanted = ["1 = 1"]
    params: dict[str, Any] = {"group": narrowed.group_id, "category": narrowed.category_id}
    if narrowed.group_id is not None:
        wanted.append("id IN (SELECT activity_id FROM activity_group WHERE group_id = :group)")
    if narrowed.category_id is not None:
        wanted.append("category_id = :category")
    there = []
    for number, one in enumerate(parts):
        there.append(
            f"SELECT activity_id FROM occurrence WHERE starts_at >= :start{number}"
            f" AND starts_at < :after{number}"
        )
        params |= {f"start{number}": to_text(one.start), f"after{number}": to_text(one.after)}
    rows = con.execute(
        f"SELECT id, {', '.join(_LOOKED_AT)}, deleted_at IS NULL AS here,"
        " (SELECT group_concat(group_id) FROM activity_group WHERE activity_id = id) AS groups"
        f" FROM activity WHERE id IN ({' UNION '.join(there)}) AND {' AND '.join(wanted)}",
        params,
    ).fetchall()
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        alike.setdefault(tuple(row)[1:], []).append(row["id"])
    groups = load_house(con).groups
    found: list[int] = []
    for ids in alike.values():
        [first] = activities_by_id(con, ids[:1]).values()
        if is_counted(first) and board_view(first, groups) != "absent":
            found += ids
    return found
