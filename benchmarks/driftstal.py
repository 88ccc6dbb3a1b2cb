"""Driftstal beside DuckDB: every sum behind a chart, over the same rows, in one run.

    nice -n 15 .venv/bin/python -m benchmarks.driftstal FOLDER [small] [middle] [large]

FOLDER takes the files (3 GB for `large`); delete it afterwards. DuckDB (requirements-bench.txt)
gets every advantage: the rows joined into one table in memory, numbers and dates as such, wall
times worked out, warm. The house opens its file for every question, as its pages do. Every answer
is compared: if one differs, the run fails.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from actions.driftstal import keep_sums
from benchmarks.driftstal_house import (
    ERA,
    GROUPS,
    LARGE,
    MIDDLE,
    SMALL,
    ZONE,
    Size,
    columns,
    fill_house,
)
from db.connection import HouseDb
from db.driftstal import daily, longest_gaps, summed
from db.schema import migrate
from domain.driftstal import SUMS, Bucket, Cut, Narrowed, Tally, bucket_of
from domain.localtime import week_range
from domain.model import DayRange

ROUNDS = 15
SIZES = {"small": SMALL, "middle": MIDDLE, "large": LARGE}
_KEY: dict[Cut, str] = {
    "time": "evening", "category": "category", "room": "room", "activity": "act",
    "group": "grp", "hour": "room * 1000 + weekday * 100 + hour",
}  # fmt: skip
# What a chart asks for: its words on the page, the cut, and whether it asks day by day.
CHARTS: tuple[tuple[str, Cut, bool], ...] = (
    ("totals; fates; notice; coverage; volunteer hours; places filled", "time", False),
    ("visits over time, day and evening", "time", True),
    ("visits by type", "category", False),
    ("visits by room", "room", False),
    ("visits by activity; courses; shared", "activity", False),
    ("offered to target groups", "group", False),
    ("longest gap per target group", "group", True),
    ("rooms by weekday and hour", "hour", False),
)

NARROWED: tuple[tuple[str, Cut, bool], ...] = (
    ("totals", "time", False),
    ("over time", "time", True),
    ("by activity", "activity", False),
    ("rooms by hour", "hour", False),
)


def duck(size: Size) -> duckdb.DuckDBPyConnection:
    """The same dates as one table in memory, sorted by day."""
    con = duckdb.connect()
    value = {name: text.replace(" / ", " // ") for name, text in columns(size).items()}
    cells = ", ".join(f"{text} AS {name}" for name, text in value.items())
    con.execute(
        f"""CREATE TABLE fact AS
WITH raw AS (SELECT d, k, {cells} FROM range({size.days}) AS x(d), range({size.slots}) AS y(k)),
seen AS (SELECT *, act % 14 + 1 AS category, CASE WHEN act % 3 > 0 THEN 16 END AS capacity,
  state = 'cancelled' AS gone FROM raw WHERE act % 20 <> 0)
SELECT DATE '2000-01-01' + d::INTEGER AS day, act::INTEGER AS act, category::INTEGER AS category,
  room::INTEGER AS room, begins::INTEGER AS begins, minutes::INTEGER AS minutes,
  (begins >= 960)::INTEGER AS evening,
  (isodow(DATE '2000-01-01' + d::INTEGER) - 1)::INTEGER AS weekday,
  (CASE WHEN gone THEN 0 ELSE coalesce(total, 0) END)::INTEGER AS visits,
  (CASE WHEN gone OR total IS NULL THEN 0 ELSE turned END)::INTEGER AS turned_away,
  (NOT gone AND total IS NOT NULL)::INTEGER AS held,
  (NOT gone AND total IS NULL)::INTEGER AS unrecorded, 0::INTEGER AS coming,
  (gone AND notice < 24)::INTEGER AS late,
  (gone AND notice >= 24 AND notice < 168)::INTEGER AS soon,
  (gone AND notice >= 168)::INTEGER AS early, 0::INTEGER AS afterwards,
  (CASE WHEN gone OR total IS NULL THEN 0 ELSE volunteer END)::INTEGER AS volunteer_minutes,
  (CASE WHEN gone OR total IS NULL THEN 0 ELSE coalesce(capacity, 0) END)::INTEGER AS seats,
  (CASE WHEN gone OR capacity IS NULL THEN 0 ELSE coalesce(total, 0) END)::INTEGER AS seated,
  (CASE WHEN gone THEN 0 ELSE minutes END)::INTEGER AS booked_minutes,
  (CASE WHEN gone OR total IS NULL THEN 0 ELSE minutes END)::INTEGER AS held_minutes
FROM seen ORDER BY day, begins"""
    )
    acts = (size.days // ERA + 1) * 7 * size.slots
    con.execute(
        f"CREATE TABLE offered AS SELECT n::INTEGER AS act, (n % {GROUPS} + 1)::INTEGER AS grp"
        f" FROM range(1, {acts + 1}) AS x(n) UNION SELECT n, n % 4 + 1"
        f" FROM range(1, {acts + 1}) AS x(n)"
    )
    return con


def duck_question(cut: Cut, by_day: bool, where: str = "1 = 1") -> str:
    source, sums = "fact", ", ".join(f"sum({name})" for name in SUMS)
    if cut == "group":
        source = "fact JOIN offered USING (act)"
    if cut == "hour":
        source = (
            "fact JOIN (SELECT hour::INTEGER AS hour FROM range(24) AS h(hour))"
            " ON hour * 60 < begins + minutes AND hour * 60 + 60 > begins"
        )
        inside = "least(begins + minutes, hour * 60 + 60) - greatest(begins, hour * 60)"
        sums = ", ".join(
            f"sum(CASE WHEN {name} > 0 THEN {inside} ELSE 0 END)"
            if name.endswith("d_minutes")
            else "0"
            for name in SUMS
        )
        where += " AND booked_minutes > 0"
    start = "day, " if by_day else ""
    by = "1, 2" if by_day else "1"
    return (
        f"SELECT {start}{_KEY[cut]}, {sums} FROM {source}"
        f" WHERE day >= ? AND day < ? AND {where} GROUP BY {by}"
    )


def periods(size: Size) -> dict[str, DayRange]:
    this = week_range(size.now.date()).first
    year = size.after.year - 1
    return {
        "last week": DayRange(this - timedelta(days=7), this),
        "a month": DayRange(date(year, 11, 1), date(year, 12, 1)),
        "a quarter": DayRange(date(year, 7, 1), date(year, 10, 1)),
        "a year": DayRange(date(year, 1, 1), date(year + 1, 1, 1)),
        "100 odd days": DayRange(date(year, 2, 11), date(year, 5, 22)),
        "ten years": DayRange(date(year - 9, 1, 1), date(year + 1, 1, 1)),
        "everything": DayRange(date(2000, 1, 1), size.after),
    }


def timed(ask: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Seconds of the quickest of several runs (a busy machine only ever adds), and the answer."""
    answer, took = None, []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - began)
    return min(took), answer


_GAPS = """WITH offered_day AS (SELECT DISTINCT grp, day FROM fact JOIN offered USING (act)
  WHERE day >= ? AND day < ? AND held + unrecorded + coming > 0 AND {where}),
ends AS (SELECT * FROM offered_day UNION ALL SELECT DISTINCT grp, ?::DATE FROM offered_day)
SELECT grp, max(gap) FROM (SELECT grp, day - coalesce(lag(day) OVER (PARTITION BY grp ORDER BY day)
  + 1, ?::DATE) AS gap FROM ends) GROUP BY grp"""


def compare(
    db: HouseDb, other: duckdb.DuckDBPyConnection, size: Size, cut: Cut, by_day: bool,
    days: DayRange, narrowed: Narrowed, where: str,
) -> tuple[float, float]:  # fmt: skip
    """Milliseconds of the house and of DuckDB for one question; fails if the answers differ."""

    # time is drawn by day, week or month
    bucket: Bucket = bucket_of(days)
    gaps = cut == "group" and by_day

    def house() -> Any:
        with db.read() as con:
            if gaps:
                found = longest_gaps(con, days, ZONE, size.now, narrowed)
                return {(key, gap.days) for key, gap in found.items()}
            if not by_day:
                return summed(con, cut, days, ZONE, size.now, narrowed)
            return daily(con, cut, days, ZONE, size.now, narrowed, bucket)

    question = duck_question(cut, by_day, where)
    asked: list[Any] = [days.first, days.after]
    if gaps:
        question, asked = _GAPS.format(where=where), [*asked, days.after, days.first]
    elif by_day:
        question = question.replace("day,", f"date_trunc('{bucket}', day),")

    def theirs() -> Any:
        return other.execute(question, asked).fetchall()

    rounds = 3 if (days.after - days.first).days > 4000 else ROUNDS
    ours_took, ours = timed(house, rounds)
    theirs_took, rows = timed(theirs, rounds)
    wide = 2 if by_day else 1
    if gaps:
        assert ours == set(rows), "gap: the answers differ"
        return ours_took * 1000, theirs_took * 1000
    found = {
        (_day(row[0]), row[1]) if by_day else row[0]: Tally(*map(int, row[wide:])) for row in rows
    }
    assert ours == found, f"{cut}: the answers differ"
    return ours_took * 1000, theirs_took * 1000


def _day(value: Any) -> date:
    return value if type(value) is date else value.date()


def run(folder: Path, size: Size) -> dict[tuple[str, str], float]:
    path = folder / f"house-{size.dates}.db"
    began = time.perf_counter()
    if not path.exists():
        fill_house(path, size)
        print(f"\nmade in {time.perf_counter() - began:.0f} s, {path.stat().st_size >> 20} MB")
    migrate(path)
    db = HouseDb(path)
    began = time.perf_counter()
    kept = keep_sums(db, now=size.now, zone=ZONE)
    took, megabytes = time.perf_counter() - began, path.stat().st_size >> 20
    print(f"sums of {kept:,} days kept in {took:.0f} s, {megabytes} MB", flush=True)
    other = duck(size)
    print(f"\n{size.dates:,} dates: the house / DuckDB in ms, and their ratio")
    times: dict[tuple[str, str], float] = {}
    spans = periods(size)
    for name, cut, by_day in CHARTS:
        line = f"  {name:66}"
        for label, days in spans.items():
            ours, theirs = compare(db, other, size, cut, by_day, days, Narrowed(), "1 = 1")
            times[name, label] = ours
            line += f" | {label} {ours:.1f}/{theirs:.1f} {ours / theirs:.2f}"
        print(line, flush=True)
    print("  with filters")
    for name, narrowed, where in (
        ("evenings", Narrowed(evening=True), "evening = 1"),
        ("one room", Narrowed(room_id=3), "room = 3"),
        ("one type", Narrowed(category_id=5), "category = 5"),
        ("one target group", Narrowed(group_id=3),
         "act IN (SELECT act FROM offered WHERE grp = 3)"),
    ):  # fmt: skip
        for what, cut, by_day in NARROWED:
            line = f"  {name + ': ' + what:66}"
            for label in ("last week", "a month", "a quarter", "a year", "100 odd days"):
                ours, theirs = compare(db, other, size, cut, by_day, spans[label], narrowed, where)
                times[f"{name}: {what}", label] = ours
                line += f" | {label} {ours:.1f}/{theirs:.1f} {ours / theirs:.2f}"
            print(line, flush=True)
    return times


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: run(folder, SIZES[name]) for name in names}
    if len(found) > 1:
        first, last = found[names[0]], found[names[-1]]
        print(f"\ngrowth of the house's times from {names[0]} to {names[-1]}")
        for key, ours in first.items():
            print(f"  {key[0]:66} {key[1]:14} x{last[key] / ours:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["small", "large"])
