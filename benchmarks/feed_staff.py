"""A calendar at 20 requests a second while 20 members of staff click once a second."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from actions import accounts
from benchmarks.feed_house import MEASURED, ROOT, environment, filled
from benchmarks.feed_servers import LOAD_CORE, SERVER_CORE, Running, calendars, whole_house
from db.connection import HouseDb

SESSIONS, PER_SECOND = 20, 20


def measure(folder: Path, quick: bool) -> Iterator[str]:
    """Yields the lines of the result. The house has one core, `make feeds` and the load the other.

    Idle and busy follow each other on the same servers, twice; the figures of both are joined.
    """
    seconds = 8 if quick else 40
    house = filled(folder / "house.db")
    tokens = _signed_in(HouseDb(house))
    with whole_house(house, SERVER_CORE) as one, calendars(house, LOAD_CORE) as beside:
        quiet: dict[str, list[float]] = {"beside": [], "one process": []}
        busy: dict[str, list[float]] = {"beside": [], "one process": []}
        clicks = []
        for _ in range(2):
            for name, server in (("beside", beside), ("one process", one)):
                quiet[name] += latencies(server, seconds)
                staff = _clicking(one, tokens, seconds + 6)
                time.sleep(4)  # until all sessions are there
                busy[name] += latencies(server, seconds)
                clicks.append(staff.communicate(timeout=120)[0].split())
    for number, middle, longest in clicks:
        yield f"staff: {number} pages drawn, median {middle} s, longest {longest} s"
    for name, title in (("beside", "make feeds beside"), ("one process", "in the one process")):
        idle, under = _p99(quiet[name]), _p99(busy[name])
        yield (
            f"{title}: p99 idle {idle * 1000:.1f} ms, under clicks {under * 1000:.1f} ms, "
            f"{under / idle:.1f} times; "
            f"medians {_mid(quiet[name]):.1f} and {_mid(busy[name]):.1f} ms"
        )


def latencies(server: Running, seconds: float) -> list[float]:
    """How long each of PER_SECOND requests took, from the moment it was due (open loop)."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    address, headers = f"/kalender/{MEASURED}.ics", {"Accept-Encoding": "gzip"}
    took = []
    began = time.perf_counter()
    for number in range(int(seconds * PER_SECOND)):
        due = began + number / PER_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - due)
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
    connection.close()
    return took


def _signed_in(db: HouseDb) -> list[str]:
    """A session of its own for each, all of the demo's coordinator."""
    return [
        accounts.use_link(db, accounts.demo_links(db)["coordinator"], accounts.Answers())
        for _ in range(SESSIONS)
    ]


def _clicking(house: Running, tokens: list[str], seconds: float) -> subprocess.Popen[str]:
    name = accounts.cookie_name(False)
    command = [sys.executable, "-m", "benchmarks.staff_clicks", house.url, name, f"{seconds:g}"]
    return subprocess.Popen(
        ["taskset", "-c", LOAD_CORE, *command, *tokens],
        cwd=ROOT,
        env=environment(Path("unused")),
        stdout=subprocess.PIPE,
        text=True,
    )


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


def _mid(took: list[float]) -> float:
    return sorted(took)[len(took) // 2] * 1000
