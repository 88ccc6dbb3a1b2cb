"""Summing Driftstal: exact, at once, no service in it, hidden activities in no total.

Past spans come from kept sums where they hold (`figure_span`), everything else from the dates by
the index on their start. Only reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.activities import activities_by_id
from db.connection import Connection, Row, to_instant, to_text
from db.house import load_house
from domain.discretion import board_view, is_counted
from domain.driftstal import SUMS, Cut, Narrowed, Tally
from domain.figures import EVENING_FROM
from domain.localtime import local_day
from domain.model import DayRange
from domain.spans import LEVELS, Level, Piece, Stretch, cover, stretches

MOST_PIECES = 60
"""A period that its kept sums cut into more pieces is read from its dates as a whole."""
_IDS_AT_ONCE = 5000

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
    CASE WHEN at >= {evening} THEN 1 ELSE 0 END AS evening,
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
_SUMMED = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
_BY_HOUR = ", ".join(
    f"sum(CASE WHEN f.{name} > 0 THEN {_WITHIN} ELSE 0 END) AS {name}"
    if name.endswith("d_minutes")
    else f"0 AS {name}"
    for name in SUMS
)
_KEYS: dict[Cut, str] = {
    "time": "evening",
    "category": "category_id",
    "room": "room_id",
    "activity": "activity_id",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """A WITH clause that ends in the table `fact`, and its parameters."""

    sql: str
    params: dict[str, Any]


def summed(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
) -> dict[int, Tally]:
    """The sums of a period by the keys of a cut. `now` is an aware instant."""
    ask = _question(con, cut, days, zone, now, narrowed or Narrowed(), by_day=None)
    return {row["key"]: _tally(row) for row in con.execute(ask.sql, ask.params)}


def daily(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
    coarsest: Level = "day",
) -> dict[tuple[date, int], Tally]:
    """The sums of a period by local day and key, in the order of the days.

    With `coarsest` "month", whole months may stand as one, under their first day: enough for who
    shows months.
    """
    ask = _question(con, cut, days, zone, now, narrowed or Narrowed(), by_day=coarsest)
    rows = con.execute(f"{ask.sql} ORDER BY 1, 2", ask.params)
    return {(date.fromisoformat(row["start"]), row["key"]): _tally(row) for row in rows}


def offered_days(
    con: Connection,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
) -> dict[int, list[date]]:
    """Per target group the local days with an offer to it that was not cancelled, in order."""
    ask = _question(con, "group", days, zone, now, narrowed or Narrowed(), by_day="day")
    found: dict[int, list[date]] = {}
    for row in con.execute(
        f"SELECT key, start FROM ({ask.sql}) WHERE held + unrecorded + coming > 0 ORDER BY 1, 2",
        ask.params,
    ):
        found.setdefault(row["key"], []).append(date.fromisoformat(row["start"]))
    return found


def kept_spans(
    con: Connection, days: DayRange, zone: ZoneInfo, coarsest: Level = "year"
) -> dict[Level, set[date]]:
    """The spans in a period whose kept sums hold in this time zone, by their first day.

    A finer level is asked only where no coarser one covers, so that a century of years costs a
    hundred rows and not 36,525 days.
    """
    kept: dict[Level, set[date]] = {level: set() for level in LEVELS}
    for level in LEVELS[LEVELS.index(coarsest) :]:
        found = cover(days, kept, coarsest) if any(kept.values()) else _whole(days)
        for hole in [one for one in found if one.level == "dates"]:
            rows = con.execute(
                "SELECT start FROM figure_span WHERE level = :level AND start >= :first"
                " AND start < :after AND zone = :zone",
                {
                    "level": level,
                    "first": f"{hole.first}",
                    "after": f"{hole.after}",
                    "zone": zone.key,
                },
            )
            kept[level] |= {date.fromisoformat(row["start"]) for row in rows}
    return kept


def _whole(days: DayRange) -> list[Piece]:
    return [Piece("dates", days.first, days.after)]


def first_day(con: Connection, zone: ZoneInfo) -> date | None:
    """The local day of the oldest date of the plan, None for an empty plan."""
    row = con.execute("SELECT min(starts_at) AS first FROM occurrence").fetchone()
    return local_day(to_instant(row["first"]), zone) if row["first"] else None


def facts(
    con: Connection,
    parts: Sequence[Stretch],
    now: datetime,
    narrowed: Narrowed,
) -> Facts:
    """The visible dates of these stretches as a table `fact`."""
    params: dict[str, Any] = {"now": to_text(now)}
    seen = _seen(con, parts, narrowed)
    values = ", ".join(
        f"('{to_text(one.start)}', '{to_text(one.after)}', {one.shift})" for one in parts
    )
    wanted = ["1 = 1"]
    if narrowed.room_id is not None:
        wanted.append("room_id = :room")
        params["room"] = narrowed.room_id
    if narrowed.weekday is not None:
        wanted.append("weekday = :weekday")
        params["weekday"] = narrowed.weekday
    if narrowed.evening is not None:
        wanted.append(f"at {'>=' if narrowed.evening else '<'} {EVENING_FROM * 60}")
    sql = _FACTS.format(
        stretches=values,
        seen=", ".join(map(str, seen)) or "NULL",
        evening=EVENING_FROM * 60,
        narrowed=" AND ".join(wanted),
    )
    return Facts(sql, params)


def grouped(cut: Cut, *, by_day: bool) -> str:
    """The SELECT that sums `fact` by a cut; the columns are start, key and the sums."""
    start = "f.day" if by_day else "''"
    by = "1, 2" if by_day else "2"
    if cut == "hour":
        key = "f.room_id * 1000 + f.weekday * 100 + h.hour"
        return (
            f"SELECT {start} AS start, {key} AS key, {_BY_HOUR} FROM fact f JOIN ({_HOURS}) h"
            f" ON h.hour * 60 < f.at + f.minutes AND h.hour * 60 + 60 > f.at"
            f" WHERE f.booked_minutes > 0 GROUP BY {by}"
        )
    if cut == "group":
        return (
            f"SELECT {start} AS start, g.group_id AS key, {_SUMMED} FROM fact f"
            f" JOIN activity_group g ON g.activity_id = f.activity_id GROUP BY {by}"
        )
    return f"SELECT {start} AS start, f.{_KEYS[cut]} AS key, {_SUMMED} FROM fact f GROUP BY {by}"


def _question(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed,
    *,
    by_day: Level | None,
) -> Facts:
    """A SELECT of start, key and the sums; with `by_day` None one row per key."""
    pieces = _whole(days)
    if not narrowed.anything:
        coarsest: Level = by_day or "year"
        found = cover(days, kept_spans(con, days, zone, coarsest), coarsest)
        pieces = found if len(found) <= MOST_PIECES else pieces
    parts: list[str] = []
    params: dict[str, Any] = {"cut": cut}
    head = f"start, key, {', '.join(SUMS)}" if by_day else f"'' AS start, key, {_SUMMED}"
    for number, one in enumerate(piece for piece in pieces if piece.level != "dates"):
        parts.append(
            f"SELECT {head} FROM figure WHERE cut = :cut AND level = '{one.level}'"
            f" AND start >= :first{number} AND start < :after{number}"
            + ("" if by_day else " GROUP BY key")
        )
        params |= {f"first{number}": f"{one.first}", f"after{number}": f"{one.after}"}
    with_facts = ""
    open_parts = _stretches((one for one in pieces if one.level == "dates"), zone)
    if open_parts:
        read = facts(con, open_parts, now, narrowed)
        with_facts = read.sql
        params |= read.params
        parts.append(grouped(cut, by_day=by_day is not None))
    together = " UNION ALL ".join(parts)
    if len(parts) > 1 and not by_day:
        together = f"SELECT '' AS start, key, {_SUMMED} FROM ({together}) GROUP BY key"
    return Facts(with_facts + together, params)


def _stretches(pieces: Iterable[Piece], zone: ZoneInfo) -> list[Stretch]:
    return [part for one in pieces for part in stretches(DayRange(one.first, one.after), zone)]


def _seen(con: Connection, parts: Sequence[Stretch], narrowed: Narrowed) -> list[int]:
    """The wanted activities with dates in these stretches that figures may tell of."""
    ids: set[int] = set()
    for one in parts:
        rows = con.execute(
            "SELECT DISTINCT activity_id FROM occurrence"
            " WHERE starts_at >= :start AND starts_at < :after",
            {"start": to_text(one.start), "after": to_text(one.after)},
        )
        ids |= {row["activity_id"] for row in rows}
    groups = load_house(con).groups
    found: list[int] = []
    ordered = sorted(ids)
    for at in range(0, len(ordered), _IDS_AT_ONCE):
        for each in activities_by_id(con, ordered[at : at + _IDS_AT_ONCE]).values():
            fields = each.fields
            if not is_counted(each) or board_view(each, groups) == "absent":
                continue
            if narrowed.group_id is not None and narrowed.group_id not in fields.group_ids:
                continue
            if narrowed.category_id is not None and fields.category_id != narrowed.category_id:
                continue
            found.append(each.id)
    return found


def _tally(row: Row) -> Tally:
    return Tally(*row[2:])  # start, key and then the sums, in their order
