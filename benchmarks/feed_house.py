"""A demo house with a calendar of a given number of series, and as many others as wanted."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from actions import feeds
from db import writes_house
from db.connection import HouseDb
from domain.model import TargetGroup
from tests.feed_cases import plan
from tests.feed_store import store_plan

ROOT = Path(__file__).resolve().parent.parent
MEASURED, OTHERS = "maalt", "andre"
"""The slugs of the calendar that is fetched, and of the one that holds the rest."""
FIRST_ID = 10_000
_CHUNK = 500


def environment(path: Path, port: int = 8501, **more: str) -> dict[str, str]:
    """What a house in `path` is started with; nothing of the caller's own house."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HOUSE_")}
    url = f"http://127.0.0.1:{port}"
    return own | {"HOUSE_DB": str(path), "HOUSE_URL": url, "PORT": str(port)} | more


def filled(path: Path, in_feed: int = 500, in_all: int = 500) -> Path:
    """The demo house and `in_all` series, `in_feed` of them in the calendar MEASURED.

    Each is weekly, four times, from one of the coming 250 days on.
    """
    done = [sys.executable, "manage.py", "demo"]
    subprocess.run(done, cwd=ROOT, env=environment(path), check=True, stdout=subprocess.DEVNULL)
    db = HouseDb(path)
    now = datetime.now().astimezone().replace(microsecond=0)
    today = now.replace(tzinfo=None, hour=0, minute=0, second=0)
    with db.write() as con:
        groups = [
            writes_house.save(con, TargetGroup(0, slug, slug, slug.title(), "", "open"), now)
            for slug in (MEASURED, OTHERS)
        ]
        for number in range(in_all):
            start = today + timedelta(days=1 + number % 250, hours=8 + number % 10)
            store_plan(
                con,
                plan(
                    FIRST_ID + number,
                    f"Gåtur {number} i byen",
                    start,
                    rrule="FREQ=WEEKLY;COUNT=4",
                    group_ids=(groups[number >= in_feed],),
                    description="Vi mødes foran huset og går en tur. Alle kan være med.",
                ),
            )
    for first in range(FIRST_ID, FIRST_ID + in_all, _CHUNK):
        with db.write() as con:
            feeds.refresh(con, range(first, min(first + _CHUNK, FIRST_ID + in_all)), now=now)
    return path
