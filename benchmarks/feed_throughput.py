"""A calendar of 500 events: ours, asking the database each time, beside nginx and Radicale."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.feed_house import MEASURED, ROOT, environment, filled
from benchmarks.feed_servers import Loaded, Running, calendars, load, nginx, radicale

ADDRESS = f"/kalender/{MEASURED}.ics"
COLLECTION = "/huset/maalt/"
MANY = 7


def measure(folder: Path, quick: bool) -> Iterator[str]:
    """Yields the lines of the result."""
    rounds, seconds = (3, 1.0) if quick else (MANY, 3.0)
    house = filled(folder / "house.db")
    out = folder / "out"
    publish = [sys.executable, "manage.py", "publish", str(out)]
    subprocess.run(publish, cwd=ROOT, env=environment(house), check=True)
    with ExitStack() as stack:
        ours = stack.enter_context(calendars(house))
        theirs = stack.enter_context(nginx(folder, out))
        plain, _etag = fetched(ours)
        yield f"the calendar: {plain.count(b'BEGIN:VEVENT')} events, {len(plain)} bytes"
        asked = {
            f"{name} {kind}": (server, ADDRESS, headers)
            for name, server in (("ours", ours), ("nginx", theirs))
            for kind, headers in kinds(server).items()
        }
        if importlib.util.find_spec("radicale") is not None:
            other = stack.enter_context(radicale(folder / "radicale"))
            put(other, plain)
            asked["radicale 200"] = (other, COLLECTION, {"Authorization": AUTH})
        results: dict[str, list[Loaded]] = defaultdict(list)
        for _ in range(rounds):
            for name, (server, path, headers) in asked.items():
                results[name].append(load(server, path, folder, seconds, **headers))
    yield from told(results)


def kinds(server: Running) -> dict[str, dict[str, str]]:
    """The two requests: a whole answer with gzip, and 304 for who has it already."""
    _body, etag = fetched(server, "gzip")
    return {
        "200 gzip": {"Accept-Encoding": "gzip"},
        "304": {"Accept-Encoding": "gzip", "If-None-Match": etag},
    }


def fetched(server: Running, accepts: str = "identity") -> tuple[bytes, str]:
    request = urllib.request.Request(f"{server.url}{ADDRESS}", headers={"Accept-Encoding": accepts})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), answer.headers["ETag"]


AUTH = "Basic aHVzZXQ6"  # any name: Radicale runs without sign-in


def put(server: Running, calendar: bytes) -> None:
    request = urllib.request.Request(
        f"{server.url}{COLLECTION}",
        data=calendar,
        method="PUT",
        headers={"Content-Type": "text/calendar; charset=utf-8", "Authorization": AUTH},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201


def told(results: dict[str, list[Loaded]]) -> Iterator[str]:
    speed = {name: median(one.per_second for one in found) for name, found in results.items()}
    cost = {name: median(one.cpu_us for one in found) for name, found in results.items()}
    for name, found in results.items():
        statuses = sorted({status for one in found for status in one.statuses})
        yield f"{name:16} {speed[name]:10.1f} /s  {cost[name]:9.1f} us of a core each  {statuses}"
    for kind in ("200 gzip", "304"):
        ratios = [
            ours.per_second / theirs.per_second
            for ours, theirs in zip(results[f"ours {kind}"], results[f"nginx {kind}"], strict=True)
        ]
        by_cost = cost[f"nginx {kind}"] / cost[f"ours {kind}"]
        yield f"{kind}: {median(ratios):.3f} of nginx ({by_cost:.3f} by processor time)"
    if "radicale 200" in results:
        # on a busy machine Radicale may finish nothing within a round, so by processor time
        yield f"{cost['radicale 200'] / cost['ours 200 gzip']:.0f} times Radicale by processor time"
