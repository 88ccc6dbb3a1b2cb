"""Driftstal beside DuckDB: every sum behind a chart, over the same rows, in one run.

    nice -n 15 .venv/bin/python -m benchmarks.driftstal FOLDER [small] [middle] [large]

FOLDER takes the files (4 GB for `large`); delete it afterwards. What is measured is what a chart
asks: its period and the same period a year before. DuckDB (requirements-bench.txt) gets every
advantage: the rows joined into one table in memory, numbers and dates as such, wall times worked
out, connected and warm, and its answer is taken as raw rows. The house has its file open, as its
page has while it is drawn (what opening costs stands by itself), and delivers what the page draws.
Both are asked in turn, so that a busy machine is busy for both. Every answer is compared: if one
differs, the run fails.
"""

from __future__ import annotations

import sys
import time
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
from db.connection import Connection, HouseDb
from db.driftstal import daily, longest_gaps, summed
from db.schema import migrate
from domain.driftstal import SUMS, Bucket, Cut, Narrowed, Tally, bucket_of, year_before
from domain.localtime import week_range
from domain.model import DayRange

ROUNDS = 15
SIZES = {"small": SMALL, "middle": MIDDLE, "large": LARGE}
_KEY: dict[Cut, str] = {
    "time": "evening", "category": "category", "room": "room", "activity": "act",
    "group": "grp", "hour": "room * 1000 + weekday * 100 + hour",
}  # fmt: skip
# What a chart asks for: its words on the page, the cut, and whether it asks over time ("bucket":
# by day, week or month, as the page draws it; "day": every day; "gap": the longest gap).
CHARTS: tuple[tuple[str, Cut, str], ...] = (
    ("totals", "time", ""),
    ("visits over time, day and evening", "time", "bucket"),
    ("days and evenings opened", "time", "day"),
    ("visits by type", "category", ""),
    ("visits by room", "room", ""),
    ("visits by activity", "activity", ""),
    ("offered to target groups", "group", ""),
    ("longest gap per target group", "group", "gap"),
    ("rooms by weekday and hour", "hour", ""),
)
NARROWED = tuple(one for one in CHARTS if one[1] not in ("category", "room"))
FILTERS: tuple[tuple[str, Narrowed, str], ...] = (
    ("evenings", Narrowed(evening=True), "evening = 1"),
    ("one room", Narrowed(room_id=3), "room = 3"),
    ("one type", Narrowed(category_id=5), "category = 5"),
    (
        "one target group",
        Narrowed(group_id=3),
        "act IN (SELECT act FROM offered WHERE grp = 3)",
    ),
)
SHORT = ("last week", "a month", "a quarter", "a year", "100 odd days")
"""The periods that are asked with filters too."""


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


_GAPS = """WITH offered_day AS (SELECT DISTINCT grp, day FROM fact JOIN offered USING (act)
  WHERE day >= ? AND day < ? AND held + unrecorded + coming > 0 AND {where}),
ends AS (SELECT * FROM offered_day UNION ALL SELECT DISTINCT grp, ?::DATE FROM offered_day)
SELECT grp, max(gap) FROM (SELECT grp, day - coalesce(lag(day) OVER (PARTITION BY grp ORDER BY day)
  + 1, ?::DATE) AS gap FROM ends) GROUP BY grp"""


def compare(
    con: Connection, other: duckdb.DuckDBPyConnection, size: Size, cut: Cut, over: str,
    days: DayRange, narrowed: Narrowed, where: str,
) -> tuple[float, float]:  # fmt: skip
    """Milliseconds of the house and of DuckDB for one chart, of each the quickest of several runs
    in turn (a busy machine only ever adds); fails if the answers differ."""
    bucket: Bucket = bucket_of(days) if over == "bucket" else "day"
    # the longest gap is drawn without the year before
    spans = [days] if over == "gap" else [days, year_before(days, "own")]

    def house() -> list[Any]:
        if over == "gap":
            return [longest_gaps(con, one, ZONE, size.now, narrowed) for one in spans]
        if not over:
            return [summed(con, cut, one, ZONE, size.now, narrowed) for one in spans]
        return [daily(con, cut, one, ZONE, size.now, narrowed, bucket) for one in spans]

    question = duck_question(cut, bool(over), where)
    asked: list[list[Any]] = [[one.first, one.after] for one in spans]
    if over == "gap":
        question, asked = _GAPS.format(where=where), [[*asked[0], days.after, days.first]]
    elif over and bucket != "day":
        question = question.replace("day,", f"date_trunc('{bucket}', day),")

    def theirs() -> list[Any]:
        return [other.execute(question, one).fetchall() for one in asked]

    took: tuple[list[float], list[float]] = [], []
    answers: list[list[Any]] = [[], []]
    length = (days.after - days.first).days
    rounds = 2 if length > 4000 else 4 if length > 3000 else ROUNDS
    if size == LARGE:
        rounds = min(rounds, 7)
    for _ in range(rounds):
        for number, ask in enumerate((house, theirs)):
            began = time.perf_counter()
            answers[number] = ask()
            took[number].append(time.perf_counter() - began)
    for ours, rows in zip(*answers, strict=True):
        assert ours == _told(rows, over, ours), f"{cut}: the answers differ"
    return min(took[0]) * 1000, min(took[1]) * 1000


def _told(rows: list[Any], over: str, ours: dict[Any, Any]) -> dict[Any, Any]:
    """DuckDB's rows as the house gives its own."""
    if over == "gap":  # where two gaps are as long, DuckDB does not say which is meant
        return {key: ours[key] if ours[key].days == gap else gap for key, gap in rows}
    if over:
        return {(_day(row[0]), row[1]): Tally(*map(int, row[2:])) for row in rows}
    return {row[0]: Tally(*map(int, row[1:])) for row in rows}


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
    print(f"opening the file: {opening(db):.1f} ms", flush=True)
    with db.read() as con:
        return table(con, duck(size), size)


def opening(db: HouseDb) -> float:
    """Milliseconds until the first row, the quickest of 20."""
    took = []
    for _ in range(20):
        began = time.perf_counter()
        with db.read() as con:
            con.execute("SELECT id FROM service LIMIT 1").fetchone()
        took.append(time.perf_counter() - began)
    return min(took) * 1000


def table(
    con: Connection, other: duckdb.DuckDBPyConnection, size: Size
) -> dict[tuple[str, str], float]:
    """Prints every chart and period; the house's milliseconds by both."""
    times: dict[tuple[str, str], float] = {}
    worse = 0
    spans = periods(size)
    print(f"\n{size.dates:,} dates: the house / DuckDB in ms\n\n| chart | {' | '.join(spans)} |")
    print("|---" * (len(spans) + 1) + "|")
    everything = Narrowed(), "1 = 1"
    for prefix, narrowed, where in (("", *everything), *FILTERS):
        for name, cut, over in NARROWED if prefix else CHARTS:
            told = f"{prefix}: {name}" if prefix else name
            cells = []
            for label, days in spans.items():
                if prefix and label not in SHORT:
                    cells.append("")
                    continue
                ours, theirs = compare(con, other, size, cut, over, days, narrowed, where)
                times[told, label] = ours
                worse += ours > theirs
                cell = f"{ours:.1f} / {theirs:.1f}"
                cells.append(f"**{cell}**" if ours > theirs else cell)
            print(f"| {told} | {' | '.join(cells)} |", flush=True)
    print(f"\nno slower in {len(times) - worse} of {len(times)}")
    return times


def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: run(folder, SIZES[name]) for name in names}
    if len(found) > 1:
        first, last = found[names[0]], found[names[-1]]
        print(f"\ngrowth of the house's times from {names[0]} to {names[-1]}")
        for name in dict.fromkeys(chart for chart, _label in first):
            grown = [
                f"{label} ×{last[name, label] / first[name, label]:.1f}"
                for chart, label in first
                if chart == name
            ]
            print(f"{name}: {', '.join(grown)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["small", "large"])
