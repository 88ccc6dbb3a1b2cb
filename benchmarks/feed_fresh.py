"""From commit of an edit to the next correct answer, in a house of 500 and of 10,000 series."""

from __future__ import annotations

import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from actions import feeds
from benchmarks.feed_house import FIRST_ID, MEASURED, filled
from benchmarks.feed_servers import Running, calendars
from db.connection import HouseDb


def measure(folder: Path, quick: bool) -> Iterator[str]:
    """Yields the lines of the result. The edit is made in this process, the feed served in its own.

    Renaming one activity: the row, and what every action does for feeds, in one transaction.
    """
    sizes = (500, 2000 if quick else 10_000)
    taken: dict[int, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        houses = {
            size: (
                HouseDb(filled(folder / f"{size}.db", in_feed=500, in_all=size)),
                stack.enter_context(calendars(folder / f"{size}.db")),
            )
            for size in sizes
        }
        for number in range(5 if quick else 40):
            for size, (db, server) in houses.items():
                taken[size].append(_edited(db, server, f"Gåtur nr. {number}"))
    for size in sizes:
        mid, worst = median(taken[size]) * 1000, max(taken[size]) * 1000
        yield f"house of {size:6} series: median {mid:.1f} ms, longest {worst:.1f} ms"
    yield f"{median(taken[sizes[1]]) / median(taken[sizes[0]]):.2f} times (medians)"


def _edited(db: HouseDb, server: Running, title: str) -> float:
    """Seconds from the end of the commit to the end of the first answer, which must be right."""
    with db.write() as con:
        con.execute(
            "UPDATE activity SET title = :title WHERE id = :id",
            {
                "title": title,
                "id": FIRST_ID,
            },
        )
        feeds.refresh(con, [FIRST_ID], now=datetime.now(UTC))
    began = time.perf_counter()
    with urllib.request.urlopen(f"{server.url}/kalender/{MEASURED}.ics") as answer:
        body = answer.read()
    took = time.perf_counter() - began
    if title.encode() not in body:
        raise RuntimeError("the first answer after the commit is not right")
    return took
