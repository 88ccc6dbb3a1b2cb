"""calendars.serve: how a calendar's address behaves, in the process and over a real socket."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from calendars.serve import routes
from db.connection import HouseDb
from tests.feed_cases import BIRK, DISCREET_SLUG, EVERYONE, NOW, YOUNG, mondays
from tests.feed_hard_cases import hard_cases
from tests.feed_store import new_house, save
from tests.support import CLIENTS, free_port

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


def test_line_25_a_calendar_and_its_headers(client: TestClient) -> None:
    answer = client.get(ALLE)
    assert answer.status_code == 200
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n") and "SUMMARY:NADA" in answer.text
    headers = dict(answer.headers)
    etag = headers.pop("etag")
    assert etag.startswith('"') and len(etag) == 34
    assert headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-disposition": 'inline; filename="alle.ics"',
        "content-length": str(len(answer.content)),
        "last-modified": "Wed, 18 Nov 2026 08:30:01 GMT",
        "cache-control": "public, no-cache",
        "vary": "Accept-Encoding",
        "x-robots-tag": "noindex",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


@pytest.mark.parametrize(
    ("slug", "status"),
    [
        ("alle", 200),
        ("unge", 200),
        (DISCREET_SLUG, 200),
        ("pitstop", 404),
        ("medarbejdere", 404),
        ("socialpsykiatri", 404),
        ("findes-ikke", 404),
        ("ALLE", 404),
        ("alle.ics", 404),
        ("%2e%2e", 404),
        ("a" * 5000, 404),
    ],
)
def test_only_public_calendars_have_an_address(client: TestClient, slug: str, status: int) -> None:
    answer = client.get(f"/kalender/{slug}.ics")
    assert answer.status_code == status


def test_a_closed_and_an_unknown_calendar_answer_alike(client: TestClient) -> None:
    answers = [
        client.request(method, f"/kalender/{slug}.ics")
        for method in ("GET", "HEAD")
        for slug in ("pitstop", "medarbejdere", "findes-ikke")
    ]
    assert len({(str(a.headers), a.text) for a in answers[:3]}) == 1
    assert len({(str(a.headers), a.text) for a in answers[3:]}) == 1
    assert answers[0].text == "Der er ingen kalender på denne adresse.\n"
    assert answers[0].headers["content-type"] == "text/plain; charset=utf-8"
    assert answers[0].headers == answers[3].headers


def test_line_27_head_is_get_without_the_body(client: TestClient) -> None:
    got, head = client.get(ALLE), client.head(ALLE)
    assert (head.status_code, head.content, head.headers) == (200, b"", got.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"])
def test_a_calendar_can_only_be_read(client: TestClient, method: str) -> None:
    answer = client.request(method, ALLE)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "set-cookie" not in answer.headers


OTHER = '"no-such-tag"'
CONDITIONS = [
    ("its tag", {"if-none-match": "{etag}"}, 304),
    ("its weak tag", {"if-none-match": "W/{etag}"}, 304),
    ("a list", {"if-none-match": f"{OTHER}, {{etag}}"}, 304),
    ("any", {"if-none-match": "*"}, 304),
    ("another tag", {"if-none-match": OTHER}, 200),
    ("no quotes", {"if-none-match": "abc"}, 200),
    ("empty tag", {"if-none-match": ""}, 200),
    ("the compressed tag", {"if-none-match": "{gz}"}, 304),
    ("another tag, new date", {"if-none-match": OTHER, "if-modified-since": "{later}"}, 200),
    ("its tag, old date", {"if-none-match": "{etag}", "if-modified-since": "{earlier}"}, 304),
    ("its date", {"if-modified-since": "{date}"}, 304),
    ("a later date", {"if-modified-since": "{later}"}, 304),
    ("an earlier date", {"if-modified-since": "{earlier}"}, 200),
    ("no date", {"if-modified-since": "i går"}, 200),
    ("a huge date", {"if-modified-since": "Thu, 01 Jan 99999 00:00:00 GMT"}, 200),
]


@pytest.mark.parametrize(
    ("headers", "status"), [case[1:] for case in CONDITIONS], ids=[case[0] for case in CONDITIONS]
)
def test_line_26_conditions(client: TestClient, headers: dict[str, str], status: int) -> None:
    plain = client.get(ALLE)
    changed = parsedate_to_datetime(plain.headers["last-modified"])
    values = {
        "etag": plain.headers["etag"],
        "gz": client.get(ALLE, headers={"accept-encoding": "gzip"}).headers["etag"],
        "date": plain.headers["last-modified"],
        "later": format_datetime(changed + MINUTE, usegmt=True),
        "earlier": format_datetime(changed - MINUTE, usegmt=True),
    }
    asked = [(name.encode(), value.format(**values).encode()) for name, value in headers.items()]
    for method in ("GET", "HEAD"):
        answer = client.request(method, ALLE, headers=asked)
        assert answer.status_code == status
        if status == 304:
            assert answer.content == b"" and "content-length" not in answer.headers
            assert answer.headers["etag"] in (values["etag"], values["gz"])
            assert answer.headers["cache-control"] == "public, no-cache"
            assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepts", "compressed"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("GZIP;q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("identity", False),
        ("", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("x-gzip-like", False),
        ("gzip;q=junk", False),
    ],
)
def test_line_27_gzip_only_when_asked_for(
    client: TestClient, accepts: str, compressed: bool
) -> None:
    plain = client.get(ALLE)
    with client.stream("GET", ALLE, headers={"accept-encoding": accepts}) as answer:
        raw = b"".join(answer.iter_raw())
        assert (answer.headers.get("content-encoding") == "gzip") is compressed
        assert (gzip.decompress(raw) if compressed else raw) == plain.content
        assert (answer.headers["etag"] != plain.headers["etag"]) is compressed
        assert answer.headers["content-length"] == str(len(raw))


# -- over a real socket --------------------------------------------------------------------------


@pytest.fixture
def address(db: HouseDb) -> Iterator[str]:
    """The calendars on loopback, changed an hour ago by the machine's own clock."""
    real = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    with db.write() as con:
        con.execute("UPDATE feed SET changed_at = '2020-01-01T00:00:00Z'")
        con.execute("UPDATE feed_entry SET last_modified = '2020-01-01T00:00:00Z'")
        save(con, *hard_cases((EVERYONE, YOUNG, BIRK)), now=min(real, NOW))
    robots = Route("/robots.txt", lambda _request: PlainTextResponse("User-agent: *\nAllow: /\n"))
    app = Starlette(routes=[*routes(db), robots])
    port = free_port()
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


@pytest.mark.parametrize("slug", ["alle", "unge", DISCREET_SLUG])
def test_the_http_checker_finds_no_error(address: str, slug: str) -> None:
    result = subprocess.run(
        [sys.executable, str(CLIENTS / "httpcheck.py"), f"{address}/kalender/{slug}.ics", "1.1"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    warnings = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("  W ")]
    assert warnings == [], result.stdout


def test_line_24_a_fetch_sets_no_cookie_and_needs_no_user_agent(address: str) -> None:
    with urllib.request.urlopen(f"{address}{ALLE}") as answer:
        assert answer.headers["set-cookie"] is None
        assert answer.read().startswith(b"BEGIN:VCALENDAR\r\n")
