"""A house with very many dates, in the house's own file and, row for row the same, in DuckDB.

Both are made by the same arithmetic; `driftstal.py` compares every answer, so the rows are the
same or the run fails.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from db.connection import Connection, HouseDb
from db.schema import migrate

ZONE = ZoneInfo("Africa/Abidjan")
"""UTC all year: DuckDB gets wall times for nothing."""
ERA = 3653
"""Days that a weekly series runs: ten years."""
ROOMS, CATEGORIES, GROUPS = 24, 14, 9


@dataclass(frozen=True)
class Size:
    """`days` from 2000 on with `slots` dates each, in 24 rooms."""

    days: int
    slots: int

    @property
    def dates(self) -> int:
        return self.days * self.slots

    @property
    def after(self) -> date:
        return date(2000, 1, 1) + timedelta(days=self.days)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.after, datetime.min.time(), UTC) + timedelta(hours=6)


SMALL = Size(days=7_305, slots=27)  # 20 years; 197,235
MIDDLE = Size(days=7_305, slots=137)  # 20 years; 1,000,785
LARGE = Size(days=36_525, slots=274)  # 100 years; 10,007,850

# d: the day's number, k: the slot of that day, n: a number of the date that looks random
_ACT = "((d / {era}) * 7 + d % 7) * {slots} + k + 1"
_N = "((d * 40503 + k * 2654435 + (d * k) % 977 * 31) % 10007)"
_AT = "(480 + (k * 7 % 13) * 60 + (k % 2) * 30)"  # minutes after midnight: 8.00 to 20.30
_MINUTES = "(45 + (k % 4) * 15)"
_STATE = "CASE WHEN {n} % 100 < 3 THEN 'cancelled' ELSE 'planned' END"
_TOTAL = "CASE WHEN {n} % 100 >= 10 THEN {n} % 17 END"  # NULL: cancelled, or not recorded
_NOTICE = "({n} % 300)"  # hours


def columns(size: Size) -> dict[str, str]:
    """The SQL of each value of a date, in what SQLite and DuckDB (with // for /) share."""
    return {
        "act": _ACT.format(era=ERA, slots=size.slots),
        "begins": _AT,
        "minutes": _MINUTES,
        "state": _STATE.format(n=_N),
        "total": _TOTAL.format(n=_N),
        "turned": f"CASE WHEN {_N} % 17 = 16 THEN {_N} % 3 ELSE 0 END",
        "volunteer": f"CASE WHEN {_N} % 5 = 0 THEN 60 ELSE 0 END",
        "notice": _NOTICE.format(n=_N),
        "room": f"(k % {ROOMS} + 1)",
    }


def fill_house(path: Path, size: Size) -> HouseDb:
    """The file with every date, its triggers and indexes as they were, and no kept sums yet."""
    migrate(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as con:
        con.row_factory = sqlite3.Row
        # made once and thrown away: no journal, no checks of ours, a cache that holds an index
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -3000000",
                       "ignore_check_constraints = ON"):  # fmt: skip
            con.execute(f"PRAGMA {pragma}")
        con.execute("BEGIN")
        later = con.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE (type = 'trigger' AND name LIKE"
            " 'figure%') OR (type = 'index' AND tbl_name = 'occurrence' AND sql IS NOT NULL)"
        ).fetchall()
        for one in later:
            con.execute(f"DROP {one['type']} {one['name']}")
        _fill_names(con)
        _fill_activities(con, size)
        _fill_dates(con, size)
        for one in later:
            con.execute(one["sql"])
        con.execute("COMMIT")
        con.execute("PRAGMA journal_mode = WAL")
    return HouseDb(path)


def _fill_names(con: Connection) -> None:
    con.execute("INSERT INTO site (id, name, address) VALUES (1, 'Huset', 'Eksempelvej 1')")
    con.execute(
        "INSERT INTO service (id, name, short, kind, color, is_origin)"
        " VALUES (1, 'Fælles hus', 'HUS', 'house', '#5b6770', 0)"
    )
    for number in range(1, ROOMS + 1):
        con.execute(
            f"INSERT INTO room (id, site_id, name, capacity) VALUES ({number}, 1, 'R{number}', 20)"
        )
    for number in range(1, CATEGORIES + 1):
        con.execute(f"INSERT INTO category (id, name) VALUES ({number}, 'C{number}')")
    for number in range(1, GROUPS + 1):
        con.execute(
            "INSERT INTO target_group (id, slug, name, public_name, calendar)"
            f" VALUES ({number}, 'g{number}', 'G{number}', 'G{number}', 'open')"
        )


def _fill_activities(con: Connection, size: Size) -> None:
    """A weekly series per slot, weekday and ten years; every 20th is hidden."""
    count = (size.days // ERA + 1) * 7 * size.slots
    con.execute(
        f"""WITH RECURSIVE i (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < {count})
INSERT INTO activity (id, uid, neutral_uid, lineage, kind, title, category_id, room_id,
  local_start, duration_minutes, rrule, capacity, access, listing, state, created_at, updated_at)
SELECT n, 'u' || n, 'n' || n, 'u' || n, 'activity', 'A' || n, n % {CATEGORIES} + 1, 1,
  '2000-01-01T08:00', 60, 'FREQ=WEEKLY', CASE WHEN n % 3 > 0 THEN 16 END, 'drop-in',
  CASE WHEN n % 20 = 0 THEN 'hidden' ELSE 'open' END, 'published', '2000-01-01T00:00:00Z',
  '2000-01-01T00:00:00Z' FROM i"""
    )
    con.execute("INSERT INTO activity_service SELECT id, 1 FROM activity")
    con.execute(
        f"INSERT INTO activity_group SELECT id, id % {GROUPS} + 1 FROM activity UNION"
        f" SELECT id, id % 4 + 1 FROM activity"
    )


def _fill_dates(con: Connection, size: Size) -> None:
    """Days and clock times are written once and put together, not worked out ten million times."""
    value = columns(size)
    con.execute("CREATE TEMP TABLE days (d INTEGER PRIMARY KEY, day TEXT)")
    con.execute("CREATE TEMP TABLE slots (k INTEGER PRIMARY KEY, start TEXT, finish TEXT)")
    con.execute(
        f"""WITH RECURSIVE i (n) AS
  (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < {size.days})
INSERT INTO days SELECT n, date('2000-01-01', n || ' days') FROM i"""
    )
    clock = "strftime('T%H:%M:%SZ', '2000-01-01', {0} || ' minutes')"
    con.execute(
        f"""WITH RECURSIVE i (k) AS
  (SELECT 0 UNION ALL SELECT k + 1 FROM i WHERE k + 1 < {size.slots})
INSERT INTO slots SELECT k, {clock.format(value["begins"])},
  {clock.format(f"({value['begins']} + {value['minutes']})")} FROM i"""
    )
    told = (
        "strftime('%Y-%m-%dT%H:%M:%SZ', day,"
        f" ({value['begins']} - {value['notice']} * 60) || ' minutes')"
    )
    con.execute(
        f"""INSERT INTO occurrence (id, activity_id, original_start, starts_at, ends_at, room_id,
  state, cancelled_at, close_out)
SELECT d * {size.slots} + k + 1, {value["act"]}, day || start, day || start, day || finish,
  {value["room"]}, {value["state"]}, CASE WHEN {value["state"]} = 'cancelled' THEN {told} END,
  CASE WHEN {value["total"]} > 0 THEN 'held' WHEN {value["total"]} = 0 THEN 'nobody' END
FROM days CROSS JOIN slots"""
    )
    con.execute(
        f"""INSERT INTO attendance (occurrence_id, total, turned_away, volunteers,
  volunteer_minutes, recorded_at)
SELECT d * {size.slots} + k + 1, {value["total"]}, {value["turned"]}, 1, {value["volunteer"]},
  '2000-01-01T00:00:00Z'
FROM days CROSS JOIN slots WHERE {value["total"]} IS NOT NULL"""
    )
    con.execute("DROP TABLE days")
    con.execute("DROP TABLE slots")
