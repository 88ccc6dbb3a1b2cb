"""calendars.serve: the first fetch after a commit shows it; in trouble the last copy is served."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from calendars.serve import routes
from db.connection import HouseDb
from tests.feed_cases import BIRK, DISCREET_SLUG, EVERYONE, NOW, YOUNG, mondays, plan, wall
from tests.feed_store import new_house, regroup, save
from tests.sources import ROOT

MINUTE = timedelta(minutes=1)
ALLE = "/kalender/alle.ics"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    made = new_house(house_path)
    with made.write() as con:
        save(con, mondays(group_ids=(EVERYONE, YOUNG, BIRK)), now=NOW)
    return made


@pytest.fixture
def client(db: HouseDb) -> TestClient:
    return TestClient(Starlette(routes=routes(db)), headers={"accept-encoding": "identity"})


def test_the_first_fetch_after_a_commit_shows_it(db: HouseDb, client: TestClient) -> None:
    before = client.get(ALLE)
    with db.write() as con:
        save(con, mondays(group_ids=(EVERYONE,), title="NADA med te"), now=NOW + MINUTE)
        assert client.get(ALLE).content == before.content
    after = client.get(ALLE, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200 and "NADA med te" in after.text
    assert after.headers["last-modified"] > before.headers["last-modified"]


def test_an_edit_in_another_process_shows_at_once(db: HouseDb, client: TestClient) -> None:
    assert "NADA" in client.get(ALLE).text
    code = (
        "import sys; from pathlib import Path; from db.connection import HouseDb\n"
        "from tests.feed_cases import *; from tests.feed_store import save\n"
        "with HouseDb(Path(sys.argv[1])).write() as con:\n"
        "    save(con, mondays(title='Fra en anden proces'), now=NOW)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(db.path)], check=True, cwd=ROOT)
    assert "Fra en anden proces" in client.get(ALLE).text


def test_an_edit_elsewhere_leaves_the_other_calendars_bytes(
    db: HouseDb, client: TestClient
) -> None:
    before = client.get(f"/kalender/{DISCREET_SLUG}.ics")
    with db.write() as con:
        save(con, plan(5, "Kor", wall("2026-11-25T19:00"), group_ids=(YOUNG,)), now=NOW + MINUTE)
    after = client.get(f"/kalender/{DISCREET_SLUG}.ics")
    assert (after.content, after.headers) == (before.content, before.headers)


def test_a_calendar_that_closes_says_so_at_once(db: HouseDb, client: TestClient) -> None:
    assert "NADA" in client.get("/kalender/unge.ics").text
    with db.write() as con:
        regroup(con, YOUNG, "none", now=NOW + MINUTE)
    text = client.get("/kalender/unge.ics").text
    assert "NADA" not in text and "Denne kalender er lukket" in text


def test_a_calendar_that_turns_discreet_shows_nothing_of_before(
    db: HouseDb, client: TestClient
) -> None:
    assert "NADA" in client.get("/kalender/unge.ics").text
    with db.write() as con:
        regroup(con, YOUNG, "discreet", now=NOW + MINUTE)
    text = client.get("/kalender/unge.ics").text
    assert "NADA" not in text and "X-WR-CALNAME:Gruppe Ask" in text


def test_a_restored_database_file_is_noticed(
    db: HouseDb, client: TestClient, tmp_path: Path
) -> None:
    assert "NADA" in client.get(ALLE).text
    other = new_house(tmp_path / "backup.db")
    with other.write() as con:
        save(con, mondays(title="Fra en sikkerhedskopi"))
    for leftover in ("-wal", "-shm"):
        db.path.with_name(db.path.name + leftover).unlink(missing_ok=True)
    other.path.replace(db.path)
    assert "Fra en sikkerhedskopi" in client.get(ALLE).text


# -- trouble -------------------------------------------------------------------------------------


def test_line_29_without_the_file_the_last_good_copy_is_served(
    db: HouseDb, client: TestClient
) -> None:
    before = client.get(ALLE)
    db.path.rename(db.path.with_suffix(".away"))
    again = client.get(ALLE)
    assert (again.status_code, again.content) == (200, before.content)
    assert client.get(ALLE, headers={"if-none-match": before.headers["etag"]}).status_code == 304
    assert client.get("/kalender/pitstop.ics").status_code == 404
    assert client.get("/kalender/unge.ics").status_code == 503
    db.path.with_suffix(".away").rename(db.path)
    assert client.get("/kalender/unge.ics").status_code == 200


def test_a_file_that_is_no_database_any_more(db: HouseDb, client: TestClient) -> None:
    before = client.get(ALLE)
    junk = db.path.with_suffix(".junk")
    junk.write_bytes(b"not a database at all " * 500)
    junk.replace(db.path)
    assert client.get(ALLE).content == before.content


def test_with_nothing_to_serve_it_says_so(tmp_path: Path) -> None:
    client = TestClient(Starlette(routes=routes(HouseDb(tmp_path / "missing.db"))))
    answer = client.get(ALLE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.text.startswith("Kalenderen kan ikke læses lige nu.")
    assert not (tmp_path / "missing.db").exists()


def test_a_writer_that_holds_the_lock_delays_nobody(db: HouseDb, client: TestClient) -> None:
    with db.write() as con:
        save(con, mondays(title="Endnu ikke gemt"), now=NOW + MINUTE)
        began = time.monotonic()
        for slug in ("alle", "unge", DISCREET_SLUG):
            assert client.get(f"/kalender/{slug}.ics").status_code == 200
        assert time.monotonic() - began < 2
        assert "Endnu ikke gemt" not in client.get(ALLE).text


def test_many_readers_while_it_is_edited_see_whole_versions_in_order(db: HouseDb) -> None:
    """Every answer is one committed state, and no reader ever goes back to an older one."""
    app = Starlette(routes=routes(db))
    trouble: list[str] = []
    done = threading.Event()

    def read() -> None:
        with TestClient(app) as reader:
            seen = -1
            while not done.is_set():
                text = reader.get(ALLE).text
                titles = {line for line in text.split("\r\n") if line.startswith("SUMMARY:Nr ")}
                if len(titles) > 1:
                    trouble.append(f"two states at once: {titles}")
                number = int(titles.pop().removeprefix("SUMMARY:Nr ")) if titles else -1
                if number < seen:
                    trouble.append(f"{number} after {seen}")
                seen = number

    readers = [threading.Thread(target=read) for _ in range(4)]
    for each in readers:
        each.start()
    for number in range(25):
        with db.write() as con:
            one = mondays(title=f"Nr {number}")
            two = plan(2, f"Nr {number}", wall("2026-11-25T19:00"))
            save(con, one, two, now=NOW + number * MINUTE)
    done.set()
    for each in readers:
        each.join()
    assert trouble == []
