"""kill -9 in the middle of work: what was acknowledged is there, and the calendars are right."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions import attendance, dates, feeds, planning
from db.connection import HouseDb
from db.feeds import feed_rows, served
from domain.errors import HouseError
from tests.house_case import BIRK, NOW, UDE, UNGE, Case, a_house, nada

FEW, MANY = 6, 300


def work(case: Case, said: int, seed: int) -> None:
    """Plan, move, cancel and record for ever; each write is said once it is acknowledged."""
    chance = random.Random(seed)
    start = datetime(2026, 11, 18, 8)
    number = 0
    while True:
        number += 1
        title = f"{seed}-{number}"
        # on another day each time, and one in three today, to be recorded
        at = start if number % 3 == 0 else start + timedelta(days=1 + number % 40)
        fields = nada(
            title=title,
            local_start=at,
            room_id=UDE,
            facilitator_ids=(),
            group_ids=(UNGE, BIRK),
            rrule=None if number % 3 == 0 else "FREQ=DAILY;COUNT=3",
        )
        past = NOW - timedelta(days=9)
        planned = planning.create(case.db, case.boss, fields, now=past, publish=True)
        os.write(said, f"plan {title}\n".encode())
        one = case.dates(planned)[0]
        try:
            if number % 3 == 0:
                attendance.record(case.db, case.boss, one.id, total=number % 9, now=NOW)
                os.write(said, f"count {one.id} {number % 9}\n".encode())
            elif chance.random() < 0.5:
                dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=NOW)
                os.write(said, f"cancel {one.id}\n".encode())
            else:
                case.edit(planned, title=f"{title}x")
                os.write(said, f"plan {title}x\n".encode())
        except HouseError as error:
            os.write(said, f"error {error}\n".encode())


def killed(case: Case, seed: int) -> list[list[str]]:
    """What a process acknowledged before it was killed at a random moment."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            work(case, writing, seed)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(random.Random(seed).uniform(0.05, 0.9))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with os.fdopen(reading, "rb") as said:
        lines = said.read().decode().splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


def lost(path: Path, said: list[list[str]]) -> Iterator[list[str]]:
    """Of what was acknowledged, what is not in the file."""
    with closing(sqlite3.connect(path)) as con:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert con.execute("PRAGMA foreign_key_check").fetchall() == []
        titles = {row[0] for row in con.execute("SELECT title FROM activity")}
        titles |= {title.removesuffix("x") for title in titles}
        cancelled = {
            row[0] for row in con.execute("SELECT id FROM occurrence WHERE state <> 'planned'")
        }
        counts = dict(con.execute("SELECT occurrence_id, total FROM attendance"))
    for line in said:
        what, value = line[0], line[1]
        there = {
            "plan": value in titles,
            "cancel": what == "cancel" and int(value) in cancelled,
            "count": what == "count" and counts.get(int(value)) == int(line[-1]),
        }
        if what == "error" or not there[what]:
            yield line


def calendars(db: HouseDb) -> dict[str, list[tuple[str, str]]]:
    with db.read() as con:
        return {
            slug: sorted((one.uid, one.content) for one in served(con, slug))
            for slug in feed_rows(con)
        }


def begin(path: Path) -> Case:
    """A house whose calendars are written: a process may be killed before its first write."""
    case = a_house(path)
    with case.db.write() as con:
        feeds.refresh_all(con, now=NOW)
    return case


@pytest.mark.parametrize("runs", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.timeout(1800)
def test_nothing_that_was_acknowledged_is_lost(
    runs: int, house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    case = begin(house_path)
    acknowledged = 0
    for seed in range(runs):
        said = killed(case, seed)
        acknowledged += len(said)
        assert list(lost(house_path, said)) == [], f"run {seed}"
        before = calendars(case.db)
        with case.db.write() as con:
            feeds.refresh_all(con, now=NOW)
        assert calendars(case.db) == before, f"run {seed}: the calendars lagged behind"
        if seed % 20 == 19:  # a fresh file, so that the last runs are as quick as the first
            house_path = house_path.with_name(f"house{seed}.db")
            monkeypatch.setenv("HOUSE_DB", str(house_path))
            case = replace(case, db=begin(house_path).db)
    print(f"{runs} runs, {acknowledged} acknowledged writes, lost: 0")
    assert acknowledged > runs
