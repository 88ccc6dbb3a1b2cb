"""Closing a month in a ten-year file beside the same in a one-year file.

    nice -n 15 .venv/bin/python -m benchmarks.closing FOLDER

Both files hold a house of the demo's size with every date divided over five services and every
earlier month closed. Timed is what the job does on the 10th (`close_due`: look what is due, read,
protect, store), in turn, and what is stored is taken out again. FOLDER takes the files.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from benchmarks.driftstal_house import Size, fill_house
from db.connection import HouseDb

SLOTS = 4  # dates a day: 28 weekly series, as the demo house has
RUNS = 25
SERVICES = 5


def house(path: Path, years: int) -> tuple[HouseDb, datetime]:
    """A file of `years` years from 2000 on, closed up to October of the last; the instant on which
    its last November is due."""
    last = 2000 + years - 1
    db = fill_house(path, Size(days=(date(last + 1, 1, 1) - date(2000, 1, 1)).days, slots=SLOTS))
    with db.write() as con:
        for number in range(2, 2 + SERVICES):
            con.execute(
                "INSERT INTO service (id, name, short, kind, color, is_origin, sort)"
                f" VALUES ({number}, 'S{number}', 'S{number}', 'service', '#5b6770', 1, {number})"
            )
        con.execute(
            "UPDATE activity_service SET service_id = 2 + activity_id % :n", {"n": SERVICES}
        )
        # most come from the service that organises, the others from the next one
        con.execute(
            "INSERT INTO attendance_service SELECT occurrence_id, 2 + occurrence_id % :n,"
            " total - total / 3 FROM attendance WHERE total > 0",
            {"n": SERVICES},
        )
        con.execute(
            "INSERT INTO attendance_service SELECT occurrence_id, 2 + (occurrence_id + 1) % :n,"
            " total / 4 FROM attendance WHERE total > 3",
            {"n": SERVICES},
        )
    from actions.closing import close_due

    close_due(db, now=datetime(last, 11, 15, tzinfo=UTC))
    return db, datetime(last, 12, 10, 6, tzinfo=UTC)


def timed(db: HouseDb, now: datetime) -> float:
    from actions.closing import close_due

    started = time.perf_counter()
    closed = close_due(db, now=now)
    taken = time.perf_counter() - started
    assert [str(one) for one in closed] == [f"{now.year}-11"]
    with db.write() as con:
        con.execute("DELETE FROM release WHERE period = :period", {"period": f"{now.year}-11"})
    return taken


def main() -> None:
    os.environ["HOUSE_TZ"] = "UTC"
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for years in (1, 10):
        path = folder / f"closing-{years}.db"
        path.unlink(missing_ok=True)
        files[years] = house(path, years)
    times: dict[int, list[float]] = {1: [], 10: []}
    for _ in range(RUNS):
        for years, (db, now) in files.items():
            times[years].append(timed(db, now))
    print("| file | median | quickest |\n|---|---|---|")
    for years, taken in times.items():
        print(f"| {years} years | {median(taken) * 1e3:.0f} ms | {min(taken) * 1e3:.0f} ms |")
    print(
        f"ratio: {median(times[10]) / median(times[1]):.2f}, {min(times[10]) / min(times[1]):.2f}"
    )


if __name__ == "__main__":
    main()
