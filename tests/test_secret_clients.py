"""Secret calendars byte by byte, by a reader, and as real calendar clients show them.

After a wanted change: GOLDEN=write pytest tests/test_secret_clients.py, and read the difference.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
import uvicorn
from starlette.applications import Starlette

from calendars.build import Stamped, calendar
from calendars.serve import routes
from db.connection import HouseDb, to_text
from domain.feedentry import closing_note
from domain.localtime import to_local
from tests.feed_cases import ANNE, CHANGED, HALL, NEW_YORK, NOW, QUIET, ZONE
from tests.feed_store import new_house, save
from tests.secret_case import add_staff, address_of, secret_ics, secret_plans, secret_truth
from tests.support import free_port
from tests.test_feed_clients import HOME, Clients, all_agree

GOLDEN = Path(__file__).parent / "golden"
FROM, TO = datetime(2026, 8, 30, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
ROOM, OTHER, MINE, GROUP = f"h/room/{QUIET}", f"h/room/{HALL}", f"h/person/{ANNE}", "h/group/5"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


# -- golden files --------------------------------------------------------------------------------


def closed(name: str, *, discreet: bool) -> bytes:
    closed_local = to_local(NOW, ZONE)
    note = closing_note(closed_local, discreet=discreet, house_url="https://huset.example")
    return calendar(name, [Stamped("5d2f", note, 0, CHANGED)], ZONE)


KINDS: dict[str, Callable[[], bytes]] = {
    "hemmelig-medarbejdere": lambda: secret_ics(secret_plans()[-11:], GROUP),
    "hemmelig-lokale": lambda: secret_ics(secret_plans()[-11:], ROOM),
    "hemmelig-mit-skema": lambda: secret_ics(secret_plans()[-11:], MINE),
    "lukket": lambda: closed("Unge", discreet=False),
    "lukket-diskret": lambda: closed("Gruppe Birk", discreet=True),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_are_pinned(kind: str) -> None:
    path, raw = GOLDEN / f"{kind}.ics", KINDS[kind]()
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(raw)
    assert raw == path.read_bytes()


# -- read back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [ROOM, OTHER, MINE, GROUP], ids=["room", "other", "mine", "group"])
def test_a_reader_finds_the_dates_and_no_other(slug: str) -> None:
    plans = secret_plans()
    read = icalendar.Calendar.from_ical(secret_ics(plans, slug))
    found = sorted(
        (
            to_text(one["DTSTART"].dt),
            to_text(one["DTEND"].dt),
            str(one["UID"]),
            str(one["SUMMARY"]),
            str(one["STATUS"]),
            str(one.get("LOCATION", "")),
        )
        for one in recurring_ical_events.of(read).between(FROM, TO)
    )
    names = ("start_utc", "end_utc", "uid", "summary", "status", "location")
    expected = sorted(
        tuple(row[name] for name in names)
        for row in secret_truth(plans, slug)
        if to_text(FROM) <= row["start_utc"] < to_text(TO)
    )
    assert len(expected) > 60
    assert found == expected


# -- real clients --------------------------------------------------------------------------------


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    made = new_house(house_path)
    with made.write() as con:
        add_staff(con)
        save(con, *secret_plans())
    return made


@pytest.fixture
def address(db: HouseDb) -> Iterator[str]:
    """The calendars of `db` on loopback."""
    port = free_port()
    app = Starlette(routes=routes(db))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(
    ("slug", "zone"),
    [
        pytest.param(ROOM, HOME, marks=pytest.mark.long),
        pytest.param(MINE, NEW_YORK, marks=pytest.mark.long),
    ],
    ids=["room-home", "mine-abroad"],
)
def test_every_client_shows_every_hard_case(
    clients: Clients, db: HouseDb, address: str, tmp_path: Path, slug: str, zone: str
) -> None:
    expected = secret_truth(secret_plans(), slug)
    assert {row["summary"] for row in expected} >= {"Optaget", "AFLYST: Optaget", "Gruppe", "NADA"}
    all_agree(clients, f"{address}{address_of(db, slug)}", expected, tmp_path, zone)


def test_the_linter_finds_nothing_but_open_ends(
    clients: Clients, db: HouseDb, address: str
) -> None:
    for slug in (ROOM, MINE, GROUP):
        result = clients("lint", f"{address}{address_of(db, slug)}")
        found = {
            line.split()[1] for line in result.stdout.splitlines() if line[2:4] in ("E ", "W ")
        }
        assert (result.returncode, found) == (0, {"rrule-endless"}), result.stdout


@pytest.mark.parametrize("kind", ["lukket", "lukket-diskret"])
def test_the_linter_finds_nothing_in_a_closed_calendar(
    clients: Clients, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "lukket.ics"
    path.write_bytes(KINDS[kind]())
    result = clients("lint", str(path))
    found = [line for line in result.stdout.splitlines() if line[2:4] in ("E ", "W ")]
    assert (result.returncode, found) == (0, []), result.stdout
