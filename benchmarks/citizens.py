"""The week page of a full house from our cache, beside nginx serving the same bytes.

    .venv/bin/python -m benchmarks.citizens [--quick]

Ratios in one run, both servers in turn, medians of the rounds; the server has one core, the load
another. Then the time from an edit to the first answer that shows it. Needs Debian's wrk, nginx
and taskset. Takes about a minute.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from actions import demo
from benchmarks.feed_house import ROOT, environment
from benchmarks.feed_servers import Loaded, Running, calendars, load, nginx
from benchmarks.feeds import MEMORY
from db import writes_house
from db.connection import HouseDb
from db.schema import migrate
from domain.localtime import week_text

LEAST = 0.15
"""Of nginx, says the issue."""


def measure(folder: Path, quick: bool) -> Iterator[str]:
    """Yields the lines of the result."""
    rounds, seconds = (3, 1.0) if quick else (7, 3.0)
    house = folder / "house.db"
    migrate(house)
    now = datetime.now(UTC).replace(microsecond=0)
    demo.fill(HouseDb(house), now=now)
    address = f"/uge/{week_text(now.date())}"
    out = folder / "out"
    publish = [sys.executable, "manage.py", "publish", str(out)]
    subprocess.run(publish, cwd=ROOT, env=environment(house), check=True, capture_output=True)
    with ExitStack() as stack:
        ours = stack.enter_context(calendars(house))
        theirs = stack.enter_context(nginx(folder, out))
        yield f"the page: {len(fetched(ours, address))} bytes, compressed by both"
        found: dict[str, list[Loaded]] = {"ours": [], "nginx": []}
        for _ in range(rounds):
            for name, server in (("ours", ours), ("nginx", theirs)):
                one = load(server, address, folder, seconds, Accept_Encoding="gzip")
                found[name].append(one)
        for name, all_of_it in found.items():
            speed = median(one.per_second for one in all_of_it)
            cost = median(one.cpu_us for one in all_of_it)
            statuses = sorted({status for one in all_of_it for status in one.statuses})
            yield f"{name:6} {speed:10.1f} /s  {cost:8.1f} us of a core each  {statuses}"
        pairs = zip(found["ours"], found["nginx"], strict=True)
        ratio = median(one.per_second / other.per_second for one, other in pairs)
        by_cost = median(one.cpu_us for one in found["nginx"]) / median(
            one.cpu_us for one in found["ours"]
        )
        yield f"{ratio:.3f} of nginx ({by_cost:.3f} by processor time); at least {LEAST}"
        yield from edited(ours, house, address)


def edited(ours: Running, house: Path, address: str) -> Iterator[str]:
    """An edit clears the cache: the very next answer shows it."""
    waits = []
    for number in range(10):
        fetched(ours, address)
        text = f"Besked nummer {number}."
        with HouseDb(house).write() as con:
            writes_house.set_setting(con, "message.text", text)
            writes_house.set_setting(con, "message.until", "2099-12-31")
        began = time.perf_counter()
        assert text.encode() in fetched(ours, address), "an old page was served"
        waits.append(time.perf_counter() - began)
    yield f"the first page after an edit shows it, 10 of 10; median {median(waits) * 1e3:.0f} ms"


def fetched(server: Running, address: str) -> bytes:
    with urllib.request.urlopen(f"{server.url}{address}") as answer:
        found: bytes = answer.read()
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="citizens-", dir=MEMORY) as place:
        for line in measure(Path(place), "--quick" in sys.argv):
            print(line, flush=True)
