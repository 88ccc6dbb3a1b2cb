"""The memory of the feed process over 200,000 requests of every kind."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.feed_house import MEASURED, filled
from benchmarks.feed_servers import LOAD_CORE, calendars

WARM = 10_000
"""Requests before the first figure: by then every calendar and page was built once."""
_SCRIPT = """
local etag = "%s"
local number = 0
function request()
  number = number + 1
  local kind = number %% 8
  if kind == 0 then return wrk.format("GET", "/kalender/alle.ics") end
  if number %% 128 == 1 then return wrk.format("GET", "/") end
  if kind == 2 then return wrk.format("GET", "/kalender/findes-ikke-" .. number .. ".ics") end
  if kind == 3 then
    return wrk.format("GET", "/kalender/maalt.ics?x=" .. number, {["If-None-Match"] = etag})
  end
  if kind == 4 then
    return wrk.format("GET", "/kalender/maalt.ics", {["If-None-Match"] = '"' .. number .. '"'})
  end
  return wrk.format("GET", "/kalender/maalt.ics", {["Accept-Encoding"] = "gzip"})
end
function done(summary) print("REQUESTS " .. summary.requests) end
"""


def measure(folder: Path, quick: bool) -> Iterator[str]:
    """Yields the lines of the result: resident memory after each ten thousand requests or so."""
    wanted = 20_000 if quick else 200_000
    with calendars(filled(folder / "house.db")) as server:
        script = folder / "mixed.lua"
        script.write_text(_SCRIPT % MEASURED)
        sizes: list[float] = []
        sent = 0
        while sent < wanted:
            wrk = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", "-c8", "-d5s", "-s", str(script)]
            done = subprocess.run(
                [*wrk, server.url],
                capture_output=True,
                text=True,
                check=True,
            )
            sent += int(done.stdout.partition("REQUESTS ")[2].split()[0])
            if sent < WARM:
                continue
            sizes.append(server.resident() / 1e6)
            if len(sizes) % 4 == 1:
                yield f"after {sent:7} requests {sizes[-1]:.1f} MB"
    first, last = sizes[0], sizes[-1]
    yield f"after {sent:7} requests {last:.1f} MB: {(last / first - 1) * 100:+.1f} % of the first"
    yield f"most {(max(sizes) / first - 1) * 100:+.1f} %"
