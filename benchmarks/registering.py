"""What saving a count costs, beside one bare insert, and whether twenty years in the file matter.

    .venv/bin/python -m benchmarks.registering [saves]

Two files: one month and twenty years of dates (about forty a week, recorded but
the last day's).
In each, in turn and in the same run: one INSERT in a transaction of its own by the same connection
settings, and `actions.attendance.record` as the host's form calls it (rights, token, count,
close-out, change log). Ratios of medians; the target is 3 and 1.2.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from actions import attendance
from db.connection import HouseDb, to_text
from domain.model import Actor, RoleGrant
from tests.house_case import UDE, a_house, nada

NOW = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
A_WEEK = 40
FILES = {"one month": 4, "twenty years": 20 * 52}
"""Weeks of dates before today."""


def filled(path: Path, weeks: int, today: int) -> tuple[HouseDb, list[int]]:
    """A house with `weeks` of recorded dates, and `today` open ones of this morning: their ids."""
    case = a_house(path)
    activity = case.create(nada(room_id=UDE, facilitator_ids=()), now=NOW)
    with case.db.write() as con:
        con.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, total INTEGER, at TEXT)")
        rows = []
        for number in range(weeks * A_WEEK):
            start = NOW - timedelta(weeks=weeks) + timedelta(minutes=number * 252)
            rows.append((activity, start, "held"))
        for number in range(today):
            rows.append((activity, NOW - timedelta(hours=3, seconds=number), None))
        con.executemany(
            "INSERT INTO occurrence (activity_id, original_start, starts_at, ends_at, state,"
            " room_id, close_out) VALUES (?, ?, ?, ?, 'planned', 3, ?)",
            [
                (one, to_text(at), to_text(at), to_text(at + timedelta(hours=1)), out)
                for one, at, out in rows
            ],
        )
        con.execute(
            "INSERT INTO attendance (occurrence_id, total, recorded_at)"
            " SELECT id, 7, starts_at FROM occurrence WHERE close_out = 'held'"
        )
        con.execute(
            "INSERT INTO change (at, staff_id, action, summary, touched, before, after)"
            " SELECT starts_at, 1, 'attendance.held', 'NADA', '[]', '{}', '{}'"
            " FROM occurrence WHERE close_out = 'held'"
        )
        ids = [row[0] for row in con.execute("SELECT id FROM occurrence WHERE close_out IS NULL")]
    return case.db, ids[-today:]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def bare(db: HouseDb) -> None:
    with db.write() as con:
        con.execute("INSERT INTO bare (total, at) VALUES (7, '2026-11-18T12:30:00Z')")


def main(saves: int) -> None:
    host = Actor(2, "Vært", (RoleGrant("host", None),))
    with tempfile.TemporaryDirectory() as folder:
        houses = {
            name: filled(Path(folder) / f"{weeks}.db", weeks, saves + 10)
            for name, weeks in FILES.items()
        }
        inserts: dict[str, list[float]] = {name: [] for name in houses}
        records: dict[str, list[float]] = {name: [] for name in houses}
        for number in range(saves + 10):
            for name, (db, ids) in houses.items():
                insert = seconds(lambda db=db: bare(db))  # type: ignore[misc]
                form = {"version": 1, "now": NOW, "token": secrets.token_urlsafe(16)}
                record = seconds(
                    lambda db=db, one=ids[number], form=form: attendance.record(  # type: ignore[misc]
                        db, host, one, total=7, ask_room=True, **form
                    )
                )
                if number >= 10:
                    inserts[name].append(insert)
                    records[name].append(record)
        print(f"{saves} saves each, in turn; medians")
        for name in houses:
            one, whole = median(inserts[name]), median(records[name])
            print(
                f"{name:13} bare insert {one * 1000:6.2f} ms   registering {whole * 1000:6.2f} ms"
                f"   ratio {whole / one:.2f}"
            )
        month, years = (median(records[name]) for name in FILES)
        print(f"twenty years beside one month: {years / month:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
