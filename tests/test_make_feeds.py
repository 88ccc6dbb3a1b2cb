"""`make feeds`: calendars and citizens' pages alone, from the same database, without Streamlit."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.house_case import NOW, UNGE, Case, a_house
from tests.sources import ROOT
from tests.support import free_port


@pytest.fixture
def feeds(house_path: Path) -> Iterator[tuple[str, Case, subprocess.Popen[str]]]:
    case = a_house(house_path)
    case.create(title="Mindfulness", group_ids=(1, UNGE))
    port = free_port()
    own = {k: v for k, v in os.environ.items() if not k.startswith("HOUSE_")}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "feeds"],
        cwd=ROOT,
        env=own | {"HOUSE_DB": str(house_path), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=60)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", case, process
    process.terminate()
    process.communicate(timeout=10)


def test_calendars_and_pages_are_there_and_nothing_of_the_staffs(
    feeds: tuple[str, Case, subprocess.Popen[str]],
) -> None:
    url, case, process = feeds
    there = ["/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/healthz", "/robots.txt"]
    there += ["/kalender/alle.ics", "/kalender/unge.ics", "/assets/house.css"]
    away = ["/log-ind", "/log-ud", "/vaert", "/personale/", "/personale/kalender"]
    assert {path: httpx.get(url + path, timeout=60).status_code for path in there} == dict.fromkeys(
        there, 200
    )
    assert {path: httpx.get(url + path, timeout=60).status_code for path in away} == dict.fromkeys(
        away, 404
    )
    assert "set-cookie" not in httpx.get(f"{url}/", timeout=60).headers
    # an edit from another process shows at the next fetch
    case.create(title="Nyt i huset", room_id=3, facilitator_ids=(), now=NOW)
    assert "Nyt i huset" in httpx.get(f"{url}/kalender/alle.ics", timeout=60).text
    loaded = Path(f"/proc/{process.pid}/maps").read_text()
    assert "pyarrow" not in loaded and "streamlit" not in loaded
    process.terminate()
    assert "/kalender/" not in (process.communicate(timeout=10)[0] or "")


def test_the_web_without_staff_loads_no_streamlit() -> None:
    code = "import sys, web; web.create(); print('streamlit' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
