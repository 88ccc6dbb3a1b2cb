"""Summing Driftstal: exact, at once, no service in it, hidden activities in no total.

Past spans come from kept sums where they hold (`figure_span`): from those by one cut, or, where
the figures are narrowed or by activity, from the finer patterns. Everything else comes from the
dates by the index on their start. Only reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.connection import Connection, Row, to_instant
from db.driftstal_facts import SUMMED, from_dates, from_patterns, grouped
from domain.driftstal import Bucket, Cut, Narrowed, Tally
from domain.gaps import Gap, Offers, longest_gap, offers
from domain.localtime import local_day
from domain.model import DayRange
from domain.spans import LEVELS, Level, Piece, Stretch, cover, stretches

MOST_PIECES = 60
"""A period that its kept sums cut into more pieces is read from its dates as a whole."""
KEPT_CUTS: tuple[Cut, ...] = ("time", "category", "room", "group")
"""What is kept by day, month and year; by hour only months and years are, by activity nothing."""
_STARTS: dict[Bucket, str] = {
    "day": "{0}",
    "week": "date({0}, 'weekday 0', '-6 days')",
    "month": "strftime('%Y-%m-01', {0})",
}


@dataclass(frozen=True, slots=True)
class Question:
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
    pieces = _pieces(con, days, zone, "year")
    ask = _question(con, cut, pieces, zone, now, narrowed or Narrowed(), None)
    return {row["key"]: _tally(row) for row in con.execute(ask.sql, ask.params)}


def daily(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
    bucket: Bucket = "day",
) -> dict[tuple[date, int], Tally]:
    """The sums of a period by local day (or the first day of its week or month) and key, in order.

    A week's first day may stand before the period.
    """
    pieces = _pieces(con, days, zone, "month" if bucket == "month" else "day")
    ask = _question(con, cut, pieces, zone, now, narrowed or Narrowed(), bucket)
    rows = con.execute(f"{ask.sql} ORDER BY 1, 2", ask.params)
    return {(date.fromisoformat(row["start"]), row["key"]): _tally(row) for row in rows}


def longest_gaps(
    con: Connection,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
) -> dict[int, Gap]:
    """Per target group the longest run of days without an offer that was not cancelled.

    Groups that were offered nothing are left out.
    """
    narrowed = narrowed or Narrowed()
    found: dict[int, Offers] = {}
    for piece in _pieces(con, days, zone, "day" if narrowed.anything else "year"):
        for key, part in _offers_of(con, piece, zone, now, narrowed):
            found[key] = found[key] + part if key in found else part
    return {key: longest_gap(one, days) for key, one in found.items()}


def _offers_of(
    con: Connection, piece: Piece, zone: ZoneInfo, now: datetime, narrowed: Narrowed
) -> Iterable[tuple[int, Offers]]:
    """In the order of the days, for each group."""
    if piece.level in ("month", "year"):
        rows = con.execute(
            "SELECT group_id, first, after, gap_first, gap_after FROM figure_gap"
            " WHERE level = :level AND start >= :first AND start < :after ORDER BY start",
            {"level": piece.level, "first": f"{piece.first}", "after": f"{piece.after}"},
        )
        for key, *told in rows:
            first, after, gap_first, gap_after = map(date.fromisoformat, told)
            yield key, Offers(first, after, Gap(gap_first, gap_after))
        return
    ask = _question(con, "group", [piece], zone, now, narrowed, "day")
    days: dict[int, list[date]] = {}
    for row in con.execute(
        f"SELECT key, start FROM ({ask.sql}) WHERE held + unrecorded + coming > 0 ORDER BY 1, 2",
        ask.params,
    ):
        days.setdefault(row["key"], []).append(date.fromisoformat(row["start"]))
    for key, each in days.items():
        part = offers(each)
        if part is not None:
            yield key, part


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


def _pieces(con: Connection, days: DayRange, zone: ZoneInfo, coarsest: Level) -> list[Piece]:
    found = cover(days, kept_spans(con, days, zone, coarsest), coarsest)
    return found if len(found) <= MOST_PIECES else _whole(days)


def _question(
    con: Connection,
    cut: Cut,
    pieces: list[Piece],
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed,
    bucket: Bucket | None,
) -> Question:
    """A SELECT of start, key and the sums; without a bucket one row per key."""
    head = ""
    parts: list[str] = []
    params: dict[str, Any] = {"cut": cut}
    start = _STARTS[bucket] if bucket else None
    for number, one in enumerate(piece for piece in pieces if piece.level != "dates"):
        if not narrowed.anything and _is_kept(cut, one):
            first = start.format("start") if start else "''"
            parts.append(
                f"SELECT {first} AS start, key, {SUMMED} FROM figure WHERE cut = :cut"
                f" AND level = '{one.level}' AND start >= :first{number} AND start < :after{number}"
                f" GROUP BY {'1, 2' if start else '2'}"
            )
            params |= {f"first{number}": f"{one.first}", f"after{number}": f"{one.after}"}
        else:
            kept = from_patterns(one, narrowed, number)
            parts.append(grouped(cut, kept.table, start and start.format("f.day")))
            params |= kept.params
    open_parts = _stretches((one for one in pieces if one.level == "dates"), zone)
    if open_parts:
        read = from_dates(con, open_parts, now, narrowed)
        head = read.head
        params |= read.params
        parts.append(grouped(cut, read.table, start and start.format("f.day")))
    together = " UNION ALL ".join(parts)
    if len(parts) > 1:
        # neighbours may share a week or a key
        together = f"SELECT start, key, {SUMMED} FROM ({together}) GROUP BY 1, 2"
    return Question(head + together, params)


def _is_kept(cut: Cut, piece: Piece) -> bool:
    return cut in KEPT_CUTS or (cut == "hour" and piece.level in ("month", "year"))


def _stretches(pieces: Iterable[Piece], zone: ZoneInfo) -> list[Stretch]:
    return [part for one in pieces for part in stretches(DayRange(one.first, one.after), zone)]


def _tally(row: Row) -> Tally:
    return Tally(*row[2:])  # start, key and then the sums, in their order
