"""Lighthouse on every kind of citizens' page, with a phone's profile.

    .venv/bin/python -m benchmarks.citizens_lighthouse [ADDRESS ...]

Lighthouse 12.8.2 (13 needs a newer Node than Debian's) is installed by npm beside its package.json
the first time. Needs Chromium. A demo house is started for it; takes some minutes.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Collection
from pathlib import Path

from tests.support import Server, chromium

HERE = Path(__file__).parent / "lighthouse"
PAGES: tuple[str, ...] = (
    "/",
    "/i-dag",
    "/uge/2026-W47",
    "/hjaelp",
    "/abonner",
    "/frivillig",
    "/tilgaengelighed",
)
PAGES += ("/?tid=aften", "/ar/", "/ar/uge/2026-W47", "/ur/", "/let/")
"""Every kind of page that is meant to be found; one activity more is looked up. The screen in the
lobby and what is only mentioned say `noindex`, so Lighthouse's SEO is not for them."""
RUNS = 3
LEAST = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 98}
"""What the issue asks of each page."""


def install() -> None:
    """By npm, once. Raises CalledProcessError."""
    if not (HERE / "node_modules" / "lighthouse").is_dir():
        command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--no-package-lock"]
        subprocess.run(command, cwd=HERE, check=True)


def some_activity(house: str) -> str:
    """The address of an activity that is open."""
    with urllib.request.urlopen(f"{house}/api/aktiviteter.json") as answer:
        found = json.load(answer)["activities"]
    return f"/aktivitet/{found[0]['uid']}"


def scores(url: str, asked: Collection[str] = LEAST) -> tuple[dict[str, int], list[str]]:
    """A page's scores (0 to 100) in what is asked, by default all, and what cost points."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = ["node", str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"), url]
        command += ["--quiet", "--output=json", f"--output-path={out}"]
        command += [f"--only-categories={','.join(asked)}"]
        command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        env = {**os.environ, "CHROME_PATH": chromium() or ""}
        subprocess.run(command, check=True, env=env, capture_output=True, timeout=300)
        report = json.loads(out.read_text(encoding="utf-8"))
    found = {name: round(100 * report["categories"][name]["score"]) for name in asked}
    wrong = []
    for name in asked:
        for part in report["categories"][name]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                wrong.append(f"{part['id']}: {audit['title']} {audit.get('displayValue', '')}")
    return found, wrong


def measured(url: str) -> tuple[dict[str, int], list[str], list[int]]:
    """The middle of RUNS runs by performance, and the performance of each: another program on the
    machine costs it points.

    A run in which Lighthouse itself gives up is made again, three times at most.
    """
    done: list[tuple[dict[str, int], list[str]]] = []
    failed = 0
    while len(done) < RUNS:
        try:
            done.append(scores(url))
        except subprocess.SubprocessError:
            failed += 1
            if failed > 3:
                raise
    every = [found["performance"] for found, _wrong in done]
    middle = statistics.median_low(every)
    found, wrong = next(one for one in done if one[0]["performance"] == middle)
    return found, wrong, every


def main(asked: list[str]) -> int:
    """Print a line to the page; 1 where one misses what is asked."""
    install()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        house = Server(Path(folder) / "house.db")
        house.wait()
        try:
            for address in asked or (*PAGES, some_activity(house.url)):
                before = os.getloadavg()[0]
                found, wrong, every = measured(f"{house.url}{address}")
                short = any(found[name] < least for name, least in LEAST.items())
                missed += short
                told = "  ".join(f"{name} {found[name]}" for name in LEAST)
                told += f"  (performance {every}, load before {before:.1f})"
                print(f"{address:22} {told}", *wrong, sep="\n    " if wrong else "", flush=True)
        finally:
            house.stop()
    return int(missed > 0)


if __name__ == "__main__":
    if shutil.which("npm") is None or chromium() is None:
        sys.exit("npm and Chromium are needed")
    sys.exit(main(sys.argv[1:]))
