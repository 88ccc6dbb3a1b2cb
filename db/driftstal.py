"""Summing Driftstal: exact, at once, no service in it, hidden activities in no total.

Past spans come from kept sums where they hold (`figure_span`): from those by one cut, or, where
the figures are narrowed, by activity or by hour, from the packs. Everything else comes from the
dates by the index on their start. Only reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from db.connection import Connection
from db.driftstal_facts import SUMMED, from_dates, grouped
from db.driftstal_kept import KEPT_CUTS, first_day, pieces
from db.driftstal_packs import days_by_group, narrow, offered, read_packs, sum_rows
from domain.driftstal import SUMS, Bucket, Cut, Narrowed, Tally
from domain.gaps import Gap, Offers, longest_gap, offers
from domain.model import DayRange
from domain.spans import Level, Piece, Stretch, stretches

_STARTS: dict[Bucket, str] = {
    "day": "{0}",
    "week": "date({0}, 'weekday 0', '-6 days')",
    "month": "strftime('%Y-%m-01', {0})",
}
Sums = dict[tuple[int, int], Tally]
"""By the day (ordinal) that a bucket begins, 0 without a bucket, and by key."""


def summed(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed | None = None,
) -> dict[int, Tally]:
    """The sums of a period by the keys of a cut. `now` is an aware instant."""
    found = _sums(con, cut, days, zone, now, narrowed or Narrowed(), None)
    return {key: one for (_start, key), one in found.items()}


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
    found = _sums(con, cut, days, zone, now, narrowed or Narrowed(), bucket)
    return {(date.fromordinal(start), key): found[start, key] for start, key in sorted(found)}


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
    for piece in pieces(con, days, zone, "day" if narrowed.anything else "year"):
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
    for key, ordinals in _offered_days(con, piece, zone, now, narrowed).items():
        part = offers(map(date.fromordinal, ordinals))
        if part is not None:
            yield key, part


def _offered_days(
    con: Connection, piece: Piece, zone: ZoneInfo, now: datetime, narrowed: Narrowed
) -> dict[int, list[int]]:
    """Per target group the days (ordinals, in order) on which something was offered."""
    found: dict[int, list[int]] = {}
    if piece.level == "day" and narrowed.anything:
        rows, starts = read_packs(con, [piece], "day")
        wanted = np.flatnonzero(narrow(con, rows, narrowed) & offered(rows))
        return days_by_group(con, rows[wanted], starts[wanted])
    part = _kept if piece.level == "day" else _from_dates
    sums = part(con, "group", [piece], zone, now, narrowed, "day")
    for (start, key), one in sorted(sums.items()):
        if one.held + one.unrecorded + one.coming:
            found.setdefault(key, []).append(start)
    return found


def _sums(
    con: Connection,
    cut: Cut,
    days: DayRange,
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed,
    bucket: Bucket | None,
) -> Sums:
    coarsest: Level = "year" if bucket is None else "month" if bucket == "month" else "day"
    found: Sums = {}
    cut_up = pieces(con, days, zone, coarsest)
    for part, some in (
        (_kept, [one for one in cut_up if one.level != "dates"]),
        (_from_dates, [one for one in cut_up if one.level == "dates"]),
    ):
        if not some:
            continue
        sums = part(con, cut, some, zone, now, narrowed, bucket)
        if not found:
            found = sums
            continue
        for place, one in sums.items():  # neighbours may share a week or a key
            found[place] = found[place] + one if place in found else one
    return found


def _kept(
    con: Connection,
    cut: Cut,
    some: Sequence[Piece],
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed,
    bucket: Bucket | None,
) -> Sums:
    """From kept sums: by one cut, or from the packs."""
    if cut not in KEPT_CUTS or narrowed.anything:
        rows, starts = read_packs(con, some, bucket)
        if narrowed.anything:
            wanted = narrow(con, rows, narrowed)
            rows, starts = rows[wanted], starts[wanted]
        return sum_rows(con, rows, starts, cut)
    start = _STARTS[bucket].format("start") if bucket else "''"
    params: dict[str, Any] = {"cut": cut}
    parts = []
    for number, one in enumerate(some):
        parts.append(
            f"SELECT {start} AS start, key, {', '.join(SUMS)} FROM figure WHERE cut = :cut"
            f" AND level = '{one.level}' AND start >= :first{number} AND start < :after{number}"
        )
        params |= {f"first{number}": f"{one.first}", f"after{number}": f"{one.after}"}
    sql = f"SELECT start, key, {SUMMED} FROM ({' UNION ALL '.join(parts)}) GROUP BY 1, 2"
    return _tallies(con, sql, params)


def _from_dates(
    con: Connection,
    cut: Cut,
    some: Sequence[Piece],
    zone: ZoneInfo,
    now: datetime,
    narrowed: Narrowed,
    bucket: Bucket | None,
) -> Sums:
    parts = _stretches(some, zone, first_day(con, zone))
    if not parts:
        return {}
    read = from_dates(con, parts, now, narrowed)
    start = _STARTS[bucket].format("f.day") if bucket else None
    return _tallies(con, read.head + grouped(cut, read.table, start), read.params)


def _tallies(con: Connection, sql: str, params: dict[str, Any]) -> Sums:
    """A SELECT of start, key and the sums in their order."""
    return {
        (date.fromisoformat(row[0]).toordinal() if row[0] else 0, row[1]): Tally._make(row[2:])
        for row in con.execute(sql, params)
    }


def _stretches(some: Iterable[Piece], zone: ZoneInfo, first: date | None) -> list[Stretch]:
    """From the first day of the plan on: years before it are not walked through day by day."""
    return [
        part
        for one in some
        if first is not None and one.after > first
        for part in stretches(DayRange(max(one.first, first), one.after), zone)
    ]
