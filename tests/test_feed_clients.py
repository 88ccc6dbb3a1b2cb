"""Real calendar clients, subscribed over HTTP, show exactly the dates of the plan.

Every hard case at once, in full and neutrally, for readers at home and abroad; and after each
kind of change, at the next fetch. What they must show is worked out from the dates alone.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from calendars.serve import routes
from db.connection import HouseDb
from tests.feed_cases import (
    BIRK,
    DISCREET_SLUG,
    EVERYONE,
    HALL,
    NEW_YORK,
    NOW,
    Plan,
    built,
    day,
    house,
    plan,
    wall,
)
from tests.feed_hard_cases import hard_cases, truth
from tests.feed_store import new_house, save
from tests.support import EXPECTED_CLIENTS, free_port

Clients = Callable[..., subprocess.CompletedProcess[str]]
WINDOW = ("--window", "2026-08-30", "2027-12-01")
HOME = "Europe/Copenhagen"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    return new_house(house_path)


@pytest.fixture
def address(db: HouseDb) -> Iterator[str]:
    """The calendars of `db` on loopback."""
    port = free_port()
    config = uvicorn.Config(
        Starlette(routes=routes(db)), host="127.0.0.1", port=port, log_level="warning", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/kalender"
    server.should_exit = True
    thread.join()


def all_agree(
    clients: Clients, url: str, expected: list[dict[str, str]], folder: Path, zone: str = HOME
) -> None:
    """Every client is there and shows neither more, less nor other than `expected`."""
    wanted, answers = folder / "expected.json", folder / "answers.json"
    wanted.write_text(json.dumps(expected), "utf-8")
    result = clients(
        "run", url, *WINDOW, "--expected", str(wanted), "--tz", zone, "--json", str(answers)
    )
    assert result.returncode == 0, result.stdout + result.stderr
    rows = json.loads(answers.read_text("utf-8"))
    first, after = WINDOW[1:]
    live = sum(
        first <= row["start_utc"] < after and row["status"] != "CANCELLED" for row in expected
    )
    assert {row["client"]: row["n"] for row in rows} == dict.fromkeys(EXPECTED_CLIENTS, live)
    assert not any(row["missing"] or row["extra"] or row["differ"] for row in rows)


@pytest.mark.parametrize(
    ("neutral", "zone"),
    [
        (False, HOME),
        pytest.param(False, NEW_YORK, marks=pytest.mark.long),
        pytest.param(True, NEW_YORK, marks=pytest.mark.long),
    ],
    ids=["full-home", "full-abroad", "neutral-abroad"],
)
def test_every_client_shows_every_hard_case(
    clients: Clients, db: HouseDb, address: str, tmp_path: Path, neutral: bool, zone: str
) -> None:
    plans = hard_cases((BIRK if neutral else EVERYONE,))
    with db.write() as con:
        save(con, *plans)
    expected = truth(plans, house(), neutral=neutral)
    assert len(expected) > 300 and any(row["status"] == "CANCELLED" for row in expected)
    slug = DISCREET_SLUG if neutral else "alle"
    all_agree(clients, f"{address}/{slug}.ics", expected, tmp_path, zone)


def test_the_linter_finds_nothing_but_open_ends(
    clients: Clients, db: HouseDb, address: str
) -> None:
    """An open-ended rule is meant: it runs on past the horizon (contract, line 8)."""
    with db.write() as con:
        save(con, *hard_cases((EVERYONE, BIRK)))
    for slug in ("alle", DISCREET_SLUG):
        result = clients("lint", f"{address}/{slug}.ics")
        found = {
            line.split()[1] for line in result.stdout.splitlines() if line[2:4] in ("E ", "W ")
        }
        assert (result.returncode, found) == (0, {"rrule-endless"}), result.stdout


# -- a live subscription whose plan changes ------------------------------------------------------


def series(number: int = 1, until: str = "") -> Plan:
    rule = f"FREQ=WEEKLY;BYDAY=MO{until and ';UNTIL='}{until}"
    return plan(number, f"Nr {number}", wall(f"2026-11-02T{number + 7:02}:00"), 45, rule)


STOPPED = {"state": "cancelled", "cancelled_at": NOW}
CHANGED_PLANS: list[Plan] = [
    series(1).edit(title="Et nyt navn"),
    series(2).cancel(day("2026-11-30")),
    series(3).move(day("2026-11-30"), wall("2026-12-02T13:00")),
    series(4).move(day("2026-11-30"), wall("2026-12-07T21:00")),
    series(5).change(day("2026-11-30"), state="paused"),
    series(6).change(day("2026-11-30"), room_id=HALL),
    series(7).edit(**STOPPED),
    plan(12, "Nr 12", wall("2026-11-03T19:00"), 45, "FREQ=WEEKLY;BYDAY=TU"),
    series(8, until="20261130"),
    plan(9, "Nr 8", wall("2026-12-07T11:00"), 45, "FREQ=WEEKLY;BYDAY=MO"),
]
LEAVING_PLANS: list[Plan] = [series(10).edit(deleted_at=NOW), series(11).edit(feed="discreet")]


BACK_PLANS: list[Plan] = [series(10), series(11)]
"""What left is restored, and open again."""


def tombstones() -> list[dict[str, str]]:
    """What is left of those that left: a time, and that nothing is there any more."""
    return [
        {
            "uid": each.activity.uid,
            "start_utc": f"2026-11-23T{each.activity.id + 6:02}:00:00Z",
            "end_utc": f"2026-11-23T{each.activity.id + 6:02}:45:00Z",
            "summary": "Udgået",
            "status": "CANCELLED",
            "location": "",
        }
        for each in LEAVING_PLANS
    ]


def test_every_client_shows_every_change_at_its_next_fetch(
    clients: Clients, db: HouseDb, address: str, tmp_path: Path
) -> None:
    """All clients anew; khal also as a subscriber from before; and the stamps between the two."""
    before = [series(number) for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)]
    changed = truth(CHANGED_PLANS, house())
    stages: list[tuple[list[Plan], list[dict[str, str]]]] = [
        (before, []),
        (CHANGED_PLANS + LEAVING_PLANS, [*changed, *tombstones()]),
        (BACK_PLANS, [*changed, *truth(BACK_PLANS, house())]),
    ]
    known: Path | None = None
    for number, (plans, shown) in enumerate(stages):
        with db.write() as con:
            save(con, *plans, now=NOW + timedelta(minutes=number))
        fetched = tmp_path / f"{number}.ics"
        fetched.write_bytes(fetch(f"{address}/alle.ics"))
        if known is not None:
            all_agree(clients, f"{address}/alle.ics", shown, tmp_path)
            _as_subscriber(clients, known, fetched, shown, tmp_path)
        known = fetched


def _as_subscriber(
    clients: Clients, old: Path, new: Path, shown: list[dict[str, str]], folder: Path
) -> None:
    expected = folder / "after.json"
    after = {"window": WINDOW[1:], "occurrences": shown}
    expected.write_text(json.dumps(after), "utf-8")
    for arguments in (
        ("update", str(old), str(new), "--expected", str(expected)),
        ("diff", str(old), str(new)),
    ):
        result = clients(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        body: bytes = answer.read()
        return body


def test_a_feed_that_is_an_hour_off_would_be_noticed(clients: Clients, tmp_path: Path) -> None:
    """The check above can fail: the same plan published in UTC."""
    source = tmp_path / "utc.ics"
    source.write_bytes(built([series()], "alle").replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0200"))
    with pytest.raises(AssertionError):
        all_agree(clients, str(source), truth([series()], house()), tmp_path)
