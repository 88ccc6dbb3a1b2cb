"""How fast calendars are: beside nginx and Radicale, after an edit, under staff's clicks.

    .venv/bin/python -m benchmarks.feeds [throughput] [fresh] [staff] [memory] [--quick]

Ratios in one run, servers measured in turn, medians of the rounds; without names all four. The
server has one core, the load another. Needs Debian's wrk, nginx and taskset; for Radicale
`pip install -r benchmarks/requirements.txt`, else it is left out. Takes about 12 minutes.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from pathlib import Path

from benchmarks import feed_fresh, feed_memory, feed_staff, feed_throughput

PARTS = {
    "throughput": feed_throughput.measure,
    "fresh": feed_fresh.measure,
    "staff": feed_staff.measure,
    "memory": feed_memory.measure,
}

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where everything lies that is measured, so that a busy disk is not."""


def main(asked: list[str]) -> None:
    quick = "--quick" in asked
    names = [name for name in asked if name in PARTS] or list(PARTS)
    for name in names:
        with tempfile.TemporaryDirectory(prefix="feeds-", dir=MEMORY) as folder:
            print(f"\n== {name}", flush=True)
            for line in PARTS[name](Path(folder), quick):
                print(line, flush=True)


if __name__ == "__main__":
    if importlib.util.find_spec("radicale") is None:
        print("Radicale is not installed: benchmarks/requirements.txt")
    main(sys.argv[1:])
