"""`/kalender/h/<token>.ics`: how the address of a secret calendar answers, and what it leaves."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import secret_calendars
from calendars.serve import routes
from db.connection import HouseDb
from tests.conftest import ServerFactory
from tests.feed_cases import ANNE, HALL, NOW, QUIET, STAFF, day, mondays
from tests.feed_store import new_house, save
from tests.secret_case import COORDINATOR, add_staff, address_of
from tests.sources import ROOT
from tests.support import CLIENTS, free_port

ROOM = f"h/room/{QUIET}"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    made = new_house(house_path)
    with made.write() as con:
        add_staff(con)
        save(con, mondays(group_ids=(STAFF,), facilitator_ids=(ANNE,)))
    return made


@pytest.fixture
def client(db: HouseDb) -> TestClient:
    return TestClient(Starlette(routes=routes(db)), headers={"accept-encoding": "identity"})


def revoke(db: HouseDb) -> None:
    for one in secret_calendars.own(db, COORDINATOR):
        secret_calendars.revoke(db, COORDINATOR, one.id, now=NOW)


def test_a_secret_calendar_and_its_headers(db: HouseDb, client: TestClient) -> None:
    answer = client.get(address_of(db, ROOM))
    assert answer.status_code == 200 and "SUMMARY:NADA" in answer.text
    headers = dict(answer.headers)
    assert len(headers.pop("etag")) == 34
    assert headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="kalender.ics"',
        "content-length": str(len(answer.content)),
        "last-modified": "Wed, 18 Nov 2026 08:30:00 GMT",
        "cache-control": "private, no-cache",
        "vary": "Accept-Encoding",
        "x-robots-tag": "noindex",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


NAMES = {
    ROOM: "Stillerum",
    f"h/person/{ANNE}": "Mit skema: Anne-rolle",
    "h/group/5": "Medarbejdere",
}


@pytest.mark.parametrize(("slug", "name"), NAMES.items(), ids=["room", "person", "group"])
def test_what_a_secret_calendar_is_called(
    db: HouseDb, client: TestClient, slug: str, name: str
) -> None:
    assert f"\r\nX-WR-CALNAME:{name}\r\n" in client.get(address_of(db, slug)).text


def test_two_addresses_of_a_calendar_answer_alike(db: HouseDb, client: TestClient) -> None:
    first, second = (client.get(address_of(db, ROOM)) for _number in range(2))
    assert (first.content, first.headers) == (second.content, second.headers)


def test_conditions_head_and_gzip_are_as_in_a_public_calendar(
    db: HouseDb, client: TestClient
) -> None:
    path = address_of(db, ROOM)
    plain = client.get(path)
    zipped = client.get(path, headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip" and zipped.content == plain.content
    assert client.head(path).headers == plain.headers
    for name, value in (
        ("if-none-match", plain.headers["etag"]),
        ("if-none-match", zipped.headers["etag"]),
        ("if-modified-since", plain.headers["last-modified"]),
    ):
        answer = client.get(path, headers={name: value})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["cache-control"] == "private, no-cache"
    assert client.post(path).status_code == 405


def test_revoked_it_is_gone_and_unknown_it_never_was(db: HouseDb, client: TestClient) -> None:
    path, unknown = address_of(db, ROOM), secret_calendars.path_of(secret_calendars.new_token())
    assert client.get(path).status_code == 200
    never = client.get(unknown)
    assert (never.status_code, never.text) == (404, "Der er ingen kalender på denne adresse.\n")
    revoke(db)
    gone = client.get(path)
    assert gone.status_code == 410
    assert gone.text == "Denne kalender er lukket og kommer ikke igen. Du kan slette den.\n"
    for answer in (gone, never):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-robots-tag"] == "noindex" and "etag" not in answer.headers
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "set-cookie" not in answer.headers
    assert client.get(unknown).status_code == 404


def test_who_asks_again_with_an_old_etag_hears_that_it_is_gone(
    db: HouseDb, client: TestClient
) -> None:
    path = address_of(db, ROOM)
    etag = client.get(path).headers["etag"]
    revoke(db)
    assert client.get(path, headers={"if-none-match": etag}).status_code == 410
    assert client.get(path, headers={"if-none-match": "*"}).status_code == 410


def test_no_other_spelling_leads_to_a_secret_calendar(db: HouseDb, client: TestClient) -> None:
    token = address_of(db, ROOM).split("/")[-1].removesuffix(".ics")
    digest = hashlib.sha256(token.encode()).hexdigest()
    names = [ROOM, f"h/{digest}", f"#{digest}", digest, "h/group/5", "h", token, f"h/{token}/x"]
    paths = [f"/kalender/{way(name)}.ics" for name in names for way in (str, _escaped)]
    paths += [f"/kalender/h/{way}.ics" for way in (digest, token.swapcase(), token[:-1], "alle")]
    paths += [f"/kalender/h/{token}", "/kalender/h/.ics"]
    paths += ["/kalender/h/" + "a" * 5000 + ".ics", "/kalender/h/%ff%fe.ics"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def _escaped(text: str) -> str:
    return quote(text, safe="")


def test_the_first_fetch_after_an_edit_shows_it(db: HouseDb, client: TestClient) -> None:
    path = address_of(db, ROOM)
    assert "NADA" in client.get(path).text
    with db.write() as con:
        save(con, mondays(group_ids=(STAFF,), facilitator_ids=(ANNE,)).cancel(day("2026-11-30")))
    assert "AFLYST: NADA" in client.get(path).text


def test_an_edit_elsewhere_leaves_its_bytes_alone(db: HouseDb, client: TestClient) -> None:
    path = address_of(db, f"h/room/{HALL}")
    before = client.get(path)
    with db.write() as con:
        save(con, mondays(group_ids=(STAFF,), title="Andet navn"))
    after = client.get(path)
    assert (after.content, after.headers) == (before.content, before.headers)


def test_when_the_database_is_away_the_last_good_copy_is_served(
    db: HouseDb, client: TestClient
) -> None:
    path, revoked = address_of(db, ROOM), address_of(db, f"h/room/{HALL}")
    hall = next(one for one in secret_calendars.own(db, COORDINATOR) if one.calendar != ROOM)
    secret_calendars.revoke(db, COORDINATOR, hall.id, now=NOW)
    before = client.get(path)
    db.path.rename(db.path.with_suffix(".away"))
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, before.content)
    assert client.get(revoked).status_code == 410


def test_what_is_logged_when_the_database_is_away_names_no_address(
    db: HouseDb, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    path = address_of(db, ROOM)
    caplog.set_level(logging.DEBUG, logger="calendars.serve")
    db.path.rename(db.path.with_suffix(".away"))
    assert client.get(path).status_code == 503
    assert "last good copy" in caplog.text
    assert path.split("/")[-1][:20] not in caplog.text


# -- the real servers ----------------------------------------------------------------------------


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            assert answer.headers["set-cookie"] is None
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def prepared(db: HouseDb) -> dict[str, int]:
    """Paths of calendars and what each must answer."""
    gone = address_of(db, f"h/room/{HALL}")
    revoke(db)
    return {
        address_of(db, ROOM): 200,
        gone: 410,
        secret_calendars.path_of(secret_calendars.new_token()): 404,
        "/kalender/unge.ics": 200,
        "/kalender/findes-ikke.ics": 404,
    }


def silent(output: str, answers: dict[str, int]) -> None:
    for path in answers:
        for part in (path, path.split("/")[-1].removesuffix(".ics"), "/kalender"):
            assert part not in output, output


def test_the_house_keeps_no_log_of_who_fetched_what(db: HouseDb, server: ServerFactory) -> None:
    answers = prepared(db)
    running = server("--no-demo")
    assert {path: status(running.url + path) for path in answers} == answers
    assert status(f"{running.url}/healthz") == 200
    running.stop()
    silent(running.output, answers)


def test_the_server_of_calendars_alone_keeps_no_log_either(
    db: HouseDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = prepared(db)
    with _feeds_alone(db, tmp_path / "output", monkeypatch) as url:
        assert {path: status(url + path) for path in answers} == answers
    silent((tmp_path / "output").read_text("utf-8"), answers)


@contextlib.contextmanager
def _feeds_alone(db: HouseDb, output: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`manage.py feeds` with the database, until the block is left."""
    port = free_port()
    for name, value in (("HOUSE_DB", str(db.path)), ("PORT", str(port))):
        monkeypatch.setenv(name, value)
    url = f"http://127.0.0.1:{port}"
    with output.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "feeds"], cwd=ROOT, stdout=said, stderr=said
        )
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    if status(f"{url}/healthz") == 200:
                        break
                time.sleep(0.1)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def test_the_http_checker_finds_no_error(
    db: HouseDb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address_of(db, ROOM)
    with _feeds_alone(db, tmp_path / "output", monkeypatch) as url:
        result = subprocess.run(
            [sys.executable, str(CLIENTS / "httpcheck.py"), url + path, "1.1"],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert result.returncode == 0, result.stdout + result.stderr
