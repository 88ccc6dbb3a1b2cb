"""Keeping the sums of Driftstal for past days, and joining them to months and years."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from db.connection import Connection, in_clause
from db.driftstal_facts import PATTERN, SUMMED, from_dates
from db.driftstal_kept import KEPT_CUTS, kept_spans
from db.driftstal_packs import (
    LAST_BIT,
    Numbers,
    Rows,
    joined,
    no_rows,
    pack,
    read_packs,
    sum_rows,
)
from domain.driftstal import SUMS, Narrowed
from domain.gaps import Gap, Offers, on_day
from domain.model import DayRange
from domain.spans import Level, Piece, span_at, stretches

_COLUMNS = f"cut, level, start, key, {', '.join(SUMS)}"
_PATTERN = ", ".join(PATTERN)
_WITHIN = "level = :level AND start >= :first AND start < :after"


def keep_days(con: Connection, days: DayRange, zone: ZoneInfo, now: datetime) -> None:
    """Sum the past local days of a period anew, as packs and by every cut, from its dates."""
    read = from_dates(con, stretches(days, zone), now, Narrowed())
    found = con.execute(
        f"{read.head} SELECT day, {_PATTERN}, {SUMMED} FROM fact GROUP BY day, {_PATTERN}",
        read.params,
    ).fetchall()
    bits = _group_bits(con, {row["activity_id"] for row in found})
    place = 1 + len(PATTERN)
    told = [(*row[1:place], bits.get(row[1], 0), *row[place:]) for row in found]
    rows = np.array(told, np.int32) if told else no_rows()
    starts = np.array([date.fromisoformat(row[0]).toordinal() for row in found], np.int64)
    day = days.first
    while day < days.after:
        low, high = np.searchsorted(starts, (day.toordinal(), day.toordinal() + 1))
        _keep(con, "day", day, zone, rows[low:high])
        day += timedelta(days=1)
    _keep_cuts(con, "day", days, rows, starts)


def _group_bits(con: Connection, activity_ids: set[int]) -> dict[int, int]:
    """The target groups of activities as `groups` of a pack holds them."""
    found: dict[int, int] = {}
    ids = sorted(activity_ids)
    for first in range(0, len(ids), 500):
        params: dict[str, int] = {}
        wanted = in_clause("id", ids[first : first + 500], params)
        for activity_id, group_id in con.execute(
            "SELECT activity_id, group_id FROM activity_group"
            f" WHERE activity_id IN ({wanted})", params
        ):  # fmt: skip
            bit = 1 << group_id if 1 <= group_id <= LAST_BIT else 1
            found[activity_id] = found.get(activity_id, 0) | bit
    return found


def join_up(con: Connection, level: Level, first: date, zone: ZoneInfo) -> None:
    """Sum a month from its days, or a year from its months, which must all be kept.

    Does nothing where one is missing.
    """
    lower: Level = "day" if level == "month" else "month"
    span = span_at(level, first)
    kept = kept_spans(con, span, zone, lower)[lower]
    part = span.first
    while part < span.after:
        if part not in kept:
            return
        part = span_at(lower, part).after
    rows, _starts = read_packs(con, [Piece(lower, span.first, span.after)])
    _keep_gaps(con, level, span, lower)
    rows = joined(rows)
    _keep(con, level, span.first, zone, rows)
    _keep_cuts(con, level, span, rows, np.full(len(rows), span.first.toordinal(), np.int64))


def _keep_gaps(con: Connection, level: Level, span: DayRange, lower: Level) -> None:
    """Join what was offered to each group, from the days of a month or the months of a year."""
    bounds = {"level": lower, "first": f"{span.first}", "after": f"{span.after}"}
    found: dict[int, Offers] = {}
    if lower == "day":
        rows = con.execute(
            f"SELECT key, start FROM figure WHERE cut = 'group' AND {_WITHIN}"
            " AND held + unrecorded + coming > 0 ORDER BY start",
            bounds,
        )
        parts = [(key, on_day(date.fromisoformat(start))) for key, start in rows]
    else:
        rows = con.execute(
            "SELECT group_id, first, after, gap_first, gap_after FROM figure_gap"
            f" WHERE {_WITHIN} ORDER BY start",
            bounds,
        )
        parts = []
        for key, *told in rows:
            first, after, gap_first, gap_after = map(date.fromisoformat, told)
            parts.append((key, Offers(first, after, Gap(gap_first, gap_after))))
    for key, part in parts:
        found[key] = found[key] + part if key in found else part
    con.execute(
        "DELETE FROM figure_gap WHERE level = :level AND start = :start",
        {"level": level, "start": f"{span.first}"},
    )
    con.executemany(
        "INSERT INTO figure_gap VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (level, f"{span.first}", key, *map(str, (one.first, one.after)),
             *map(str, (one.gap.first, one.gap.after)))
            for key, one in found.items()
        ],
    )  # fmt: skip


def _keep_cuts(con: Connection, level: Level, days: DayRange, rows: Rows, starts: Numbers) -> None:
    """The sums of some spans of a level by every cut that is kept."""
    bounds = {"level": level, "first": f"{days.first}", "after": f"{days.after}"}
    for cut in KEPT_CUTS:
        con.execute(f"DELETE FROM figure WHERE cut = :cut AND {_WITHIN}", bounds | {"cut": cut})
        con.executemany(
            f"INSERT INTO figure ({_COLUMNS}) VALUES (?, ?, ?, ?{', ?' * len(SUMS)})",
            [
                (cut, level, f"{date.fromordinal(start)}", key, *one)
                for (start, key), one in sum_rows(con, rows, starts, cut).items()
            ],
        )


def _keep(con: Connection, level: Level, start: date, zone: ZoneInfo, rows: Rows) -> None:
    """The pack of one span, and that its kept sums hold."""
    here = {"level": level, "start": f"{start}"}
    con.execute(
        "INSERT INTO figure_pack (level, start, content) VALUES (:level, :start, :content)"
        " ON CONFLICT (level, start) DO UPDATE SET content = excluded.content",
        here | {"content": pack(rows)},
    )
    con.execute(
        "INSERT INTO figure_span (level, start, zone) VALUES (:level, :start, :zone)"
        " ON CONFLICT (level, start) DO UPDATE SET zone = excluded.zone",
        here | {"zone": zone.key},
    )
