"""Closing when things go wrong: killed, twice at once, away for months, clocks, changed plans."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from actions.closing import close_due
from db.figures import Release, released
from domain.periods import parse
from tests.closing_case import CLOSED, fill
from tests.house_case import SP, Case
from tests.sources import ROOT

THIRD = parse("2026-Q3")
AUGUST = datetime(2026, 8, 10, 6, tzinfo=UTC)

CHILD = """
import sys, time
from datetime import datetime
from pathlib import Path
from actions import closing
from db.connection import HouseDb

real, half = closing.insert_releases, sys.argv[3]

def stops(con, period, tables, now):
    if period != half:
        return real(con, period, tables, now)
    real(con, period, tables[:2], now)
    print("half", flush=True)
    time.sleep(60)

if half:
    closing.insert_releases = stops
sys.stdin.readline()
found = closing.close_due(HouseDb(Path(sys.argv[1])), now=datetime.fromisoformat(sys.argv[2]))
print(*found, flush=True)
"""


def child(case: Case, *, half: str = "") -> subprocess.Popen[str]:
    """Another process that closes what is due when it is sent a line."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(case.db.path), CLOSED.isoformat(), half],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def stored(case: Case, **which: Any) -> list[Release]:
    with case.db.read() as con:
        return released(con, **which)


def raw(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT * FROM release ORDER BY period, name")


@pytest.fixture
def full(case: Case) -> Case:
    fill(case)
    return case


@pytest.mark.parametrize("half", ["2026-08", "2026-Q3"])
def test_killed_while_it_stores(full: Case, half: str) -> None:
    """kill -9 with a part of the tables written: the file is whole, the rest is closed later."""
    process = child(full, half=half)
    assert process.stdin and process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "half\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert full.rows("PRAGMA integrity_check") == [("ok",)]
    before = raw(full)
    assert stored(full, period=parse(half)) == []
    closed = close_due(full.db, now=CLOSED, random=Random(1))
    assert THIRD in closed and parse(half) in closed
    assert [row for row in raw(full) if row in before] == before, "what was out is not changed"
    assert len(raw(full)) == 7


def test_two_processes_at_once_close_everything_once(full: Case) -> None:
    both = [child(full), child(full)]
    found = []
    for process in both:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        found += out.split()
    assert sorted(found) == ["2026-07", "2026-08", "2026-09", "2026-Q3"]
    assert len(raw(full)) == 7


def test_a_house_that_was_off_for_months_catches_up_in_order(full: Case) -> None:
    closed = close_due(full.db, now=datetime(2027, 4, 15, tzinfo=UTC), random=Random(1))
    assert [str(one) for one in closed] == [
        *("2026-07", "2026-08", "2026-09", "2026-Q3"),
        *("2026-10", "2026-11", "2026-12", "2026-Q4"),
        *("2027-01", "2027-02", "2027-03", "2027-Q1"),
    ]
    empty = [one for one in stored(full) if one.period.days.first.year == 2027]
    assert {(one.status, one.reason) for one in empty} == {("withheld", "no-visits")}


def test_a_clock_set_back_closes_nothing_and_changes_nothing(full: Case) -> None:
    close_due(full.db, now=CLOSED, random=Random(1))
    before = raw(full)
    for back in (timedelta(days=1), timedelta(days=70), timedelta(days=4000)):
        assert close_due(full.db, now=CLOSED - back, random=Random(2)) == ()
    assert raw(full) == before


def test_a_clock_set_back_between_month_and_quarter(full: Case) -> None:
    close_due(full.db, now=AUGUST, random=Random(1))
    assert close_due(full.db, now=AUGUST - timedelta(days=5), random=Random(2)) == ()
    closed = close_due(full.db, now=CLOSED, random=Random(1))
    assert [str(one) for one in closed] == ["2026-08", "2026-09", "2026-Q3"]


@pytest.mark.parametrize(
    ("statement", "rows"),
    [
        pytest.param(
            "UPDATE activity SET listing = 'hidden', feed = 'none' WHERE title = 'Gruppe'",
            {"1", "several"},
            id="hidden after it was counted",
        ),
        pytest.param(
            "UPDATE activity SET deleted_at = '2026-09-01T00:00:00Z' WHERE title = 'Gruppe'",
            {"1", "several"},
            id="put in the trash after it was counted",
        ),
        pytest.param(
            f"UPDATE service SET name = 'Nyt navn' WHERE id = {SP}",
            {"1", "2", "several"},
            id="a service renamed",
        ),
        pytest.param(
            f"UPDATE service SET retired_at = '2026-08-15T00:00:00Z' WHERE id = {SP}",
            {"1", "2", "several"},
            id="a service retired",
        ),
    ],
)
def test_what_is_changed_between_month_and_quarter(
    full: Case, statement: str, rows: set[str]
) -> None:
    """The month that is out stays as it was; the quarter tells only of what may be seen now, with
    the columns that its first month had."""
    close_due(full.db, now=AUGUST, random=Random(1))
    july = raw(full)
    with full.db.write() as con:
        con.execute(statement)
    close_due(full.db, now=CLOSED, random=Random(1))
    assert raw(full)[:1] == july
    [organiser] = stored(full, name="organiser")
    shown = {row.key for row in organiser.rows} | {key for key, _ in organiser.joined}
    assert shown - {"other"} == rows
    months = stored(full, name="month")
    assert {one.columns for one in months} == {organiser.columns}
