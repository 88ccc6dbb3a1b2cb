"""Fetching calendars from outside: how much it takes, how long, and what it gives away."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler

import pytest

import fetching
from fetching import FetchFailed, Gate, fetch
from tests.ics_case import ics, once
from tests.outside_case import URL, Elsewhere, elsewhere

PLAN = ics(once())


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


def failure(address: str, gate: Gate) -> str:
    with pytest.raises(FetchFailed) as error:
        fetch(address, gate=gate)
    return error.value.code


def never(host: str, port: int) -> Sequence[tuple[str, int]]:
    raise AssertionError("an address that may not be asked was looked up")


# -- what it takes -----------------------------------------------------------------------------


def test_conditions_are_sent_and_304_means_unchanged(there: Elsewhere) -> None:
    there.give(PLAN, ETag='"v1"', Last_Modified="Mon, 16 Nov 2026 08:00:00 GMT")
    first = fetch(URL, gate=there.gate())
    assert (first.etag, first.last_modified) == ('"v1"', "Mon, 16 Nov 2026 08:00:00 GMT")
    there.give(b"", status=304)
    again = fetch(URL, etag=first.etag, last_modified=first.last_modified, gate=there.gate())
    assert again.body is None
    assert there.headers["if-none-match"] == '"v1"'
    assert there.headers["if-modified-since"] == "Mon, 16 Nov 2026 08:00:00 GMT"


def test_what_is_asked_tells_nothing_of_the_house(
    there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    there.give(b"", "/plan.ics", 302, Location="/b", Set_Cookie="a=b")
    there.give(PLAN, "/b")
    fetch(URL, gate=there.gate())
    assert set(there.headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert there.headers["user-agent"] == fetching.USER_AGENT


STATUSES = [400, 401, 403, 404, 410, 429, 500, 503, 204, 206]


@pytest.mark.parametrize("status", STATUSES)
def test_any_other_status_is_a_failure(there: Elsewhere, status: int) -> None:
    there.give(PLAN if status not in (204,) else b"", status=status)
    with pytest.raises(FetchFailed) as error:
        fetch(URL, gate=there.gate())
    assert (error.value.code, error.value.status) == ("status", status)


def test_gzip_is_read(there: Elsewhere) -> None:
    there.give(gzip.compress(PLAN), Content_Encoding="gzip")
    assert fetch(URL, gate=there.gate()).body == PLAN


BODIES = {
    "huge": (b"x" * 5_000_001, {}, "too-large"),
    "gzip-bomb": (gzip.compress(bytes(50_000_000)), {"Content_Encoding": "gzip"}, "too-large"),
    "not-gzip": (PLAN, {"Content_Encoding": "gzip"}, "encoding"),
    "cut-gzip": (gzip.compress(PLAN)[:-20], {"Content_Encoding": "gzip"}, "cut-off"),
    "another-packing": (PLAN, {"Content_Encoding": "br"}, "encoding"),
    "twice-packed": (PLAN, {"Content_Encoding": "gzip, gzip"}, "encoding"),
}


@pytest.mark.parametrize(("body", "headers", "code"), BODIES.values(), ids=BODIES.keys())
def test_size_and_packing_are_limited(
    there: Elsewhere, body: bytes, headers: dict[str, str], code: str
) -> None:
    there.give(body, "/plan.ics", 200, **headers)
    assert failure(URL, there.gate()) == code


def test_an_endless_answer_ends(there: Elsewhere) -> None:
    def endless(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while True:
            to.wfile.write(b"X" * 65_536)

    there.pages["/plan.ics"] = endless
    assert failure(URL, there.gate()) == "too-large"


@pytest.mark.parametrize("begun", [False, True], ids=["no-answer", "drop-by-drop"])
def test_a_slow_answer_is_given_up_as_a_whole(there: Elsewhere, begun: bool) -> None:
    done = threading.Event()

    def slow(to: BaseHTTPRequestHandler) -> None:
        if begun:
            to.send_response(200)
            to.end_headers()
        while not done.wait(0.05):
            if begun:
                to.wfile.write(b" ")
                to.wfile.flush()

    there.pages["/plan.ics"] = slow
    try:
        assert failure(URL, there.gate(seconds=0.5)) == "timeout"
    finally:
        done.set()


def test_an_answer_that_breaks_off_is_a_failure(there: Elsewhere) -> None:
    def broken(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Length", "1000")
        to.end_headers()
        to.wfile.write(b"BEGIN:VCALENDAR")

    there.pages["/plan.ics"] = broken
    assert failure(URL, there.gate()) == "cut-off"


def test_nobody_at_the_address_is_told() -> None:
    with elsewhere() as gone:
        gate = gone.gate()
    assert failure(URL, gate) == "no-connection"
