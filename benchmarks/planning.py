"""How much planning costs in a file of a century: the conflict check, and saving a series.

    nice .venv/bin/python -m benchmarks.planning FOLDER [runs]

Files are built in FOLDER once and kept. Runs alternate between the files; each figure is the median
of the processor time of this process. Saves are undone by hand between runs, so every one
writes the same rows. The week page has a script of its own, `benchmarks.planning_page`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from actions import planning
from actions.booking import desk
from benchmarks.planning_house import FREE_PERSON, FREE_ROOM, MONDAY, NOW, build
from db.connection import HouseDb, to_text
from db.schema import migrate
from domain.model import ActivityFields, Actor, RoleGrant
from domain.recurrence import wall_starts
from domain.schedule import new_date, slots

ZONE = ZoneInfo("Europe/Copenhagen")
SIZES = {"1,000": 1_000, "10,000": 10_000, "1,000,000": 1_000_000}
TITLE = "Morgengruppe"
BOSS = Actor(1, "Prøve", (RoleGrant("coordinator", None),))


def series(count: int) -> ActivityFields:
    """A series that collides with nothing: early, in a room and by somebody with a full week."""
    start = datetime.combine(MONDAY, datetime.min.time()).replace(hour=7)
    days = "MO" if count <= 52 else "MO,WE"
    return ActivityFields(
        title=TITLE,
        category_id=1,
        service_ids=(1,),
        group_ids=(1,),
        room_id=FREE_ROOM,
        local_start=start,
        duration=timedelta(minutes=45),
        rrule=f"FREQ=WEEKLY;BYDAY={days};COUNT={count}",
        facilitator_ids=(FREE_PERSON,),
    )


FIELDS = series(104)
ROWS = [
    (to_text(date.starts_at), to_text(date.ends_at))
    for wall in wall_starts(FIELDS.local_start, FIELDS.rrule, datetime(2100, 1, 1))
    for date in (new_date(FIELDS, wall, ZONE),)
]
_FREE_ID = 10_000_000


def check(db: HouseDb) -> None:
    """Everything that is judged before 52 dates are saved, the dates themselves too."""
    fields = series(52)
    with db.read() as con:
        at = desk(con, NOW)
        found = at.conflicts(slots(at.dates(fields).all, None, fields.title), fields, without=None)
    assert not found, found[0]


def save(db: HouseDb) -> None:
    """A whole save: rights, dates, conflicts, rows, feeds, change log, token."""
    planning.create(db, BOSS, series(104), now=NOW, publish=True, token=f"{time.monotonic_ns()}")


def bare(db: HouseDb) -> None:
    """The rows of that activity, its links, its dates and their people, bare, in one transaction.

    Everything is worked out beforehand; the dates go in by one `executemany`.
    """
    with db.write() as con:
        number = con.execute(
            "INSERT INTO activity (uid, neutral_uid, lineage, kind, title, category_id, room_id,"
            " local_start, duration_minutes, rrule, access, state, created_at, updated_at) VALUES"
            " ('bare', 'bare-n', 'bare', 'activity', :title, 1, 1, '2026-11-30T07:00', 45, :rule,"
            " 'drop-in', 'published', '2026-11-26T08:00:00Z', '2026-11-26T08:00:00Z') RETURNING id",
            {"title": TITLE, "rule": FIELDS.rrule},
        ).fetchone()["id"]
        for table in ("activity_service", "activity_group", "activity_facilitator"):
            con.execute(f"INSERT INTO {table} VALUES (?, 1)", (number,))
        con.executemany(
            "INSERT INTO occurrence (id, activity_id, original_start, starts_at, ends_at, room_id,"
            " state) VALUES (?, ?, ?, ?, ?, 1, 'planned')",
            [(_FREE_ID + at, number, start, start, end) for at, (start, end) in enumerate(ROWS)],
        )
        con.executemany(
            "INSERT INTO occurrence_facilitator VALUES (?, 1, ?)",
            [(_FREE_ID + at, start) for at, (start, _end) in enumerate(ROWS)],
        )


def remove(db: HouseDb) -> None:
    """Take out what a run wrote, unmeasured, so that every run finds the same file."""
    with db.write() as con:
        for number in [
            r["id"]
            for r in con.execute("SELECT id FROM activity WHERE title = :title", {"title": TITLE})
        ]:
            con.execute("DELETE FROM feed_entry WHERE activity_id = :id", {"id": number})
            con.execute("DELETE FROM activity WHERE id = :id", {"id": number})
        con.execute("DELETE FROM change")
        con.execute("DELETE FROM form_token")


def spent(act: Callable[[HouseDb], None], db: HouseDb) -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    began, at = time.process_time(), time.perf_counter()
    act(db)
    return time.process_time() - began, time.perf_counter() - at


def main(folder: Path, runs: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    houses = {}
    for name, dates in SIZES.items():
        path = folder / f"{dates}.db"
        houses[name] = HouseDb(path) if path.exists() else build(path, dates)
        migrate(path)
    cases = {
        **{("check 52", name): (check, houses[name]) for name in ("10,000", "1,000,000")},
        **{("bare 104", name): (bare, houses[name]) for name in ("1,000", "1,000,000")},
        **{("save 104", name): (save, houses[name]) for name in ("1,000", "1,000,000")},
    }
    figures: dict[tuple[str, str], list[tuple[float, float]]] = {key: [] for key in cases}
    for run in range(runs + 2):
        for key, (act, db) in cases.items():
            took = spent(act, db)
            if run > 1:  # the first two warm up
                figures[key].append(took)
            if act is not check:
                remove(db)
    mid = {
        key: tuple(median(one[at] for one in took) * 1000 for at in (0, 1))
        for key, took in figures.items()
    }
    for (what, size), (cpu, clock) in mid.items():
        print(f"{what:9} {size:>9} dates: processor {cpu:7.1f} ms  clock {clock:7.1f} ms")
    large, small = "1,000,000", "1,000"
    for words, one, other, most in (
        ("check, million / ten thousand", ("check 52", large), ("check 52", "10,000"), 3),
        ("save / bare, thousand", ("save 104", small), ("bare 104", small), 8),
        ("save / bare, million", ("save 104", large), ("bare 104", large), 8),
        ("save, million / thousand", ("save 104", large), ("save 104", small), 1.3),
    ):
        cpu, clock = (mid[one][at] / mid[other][at] for at in (0, 1))
        print(f"{words:30} processor {cpu:5.2f}  clock {clock:5.2f}  (at most {most})")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 25)
