"""Somebody else's web server on loopback, for the tests that fetch calendars."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import fetching
from actions import outside
from db import writes_house
from db.outside import Kept, outside_calendars
from domain.model import Actor, RoleGrant, Service
from domain.outside import OutsideCalendar
from fetching import Gate
from tests.house_case import ALLE, NOW, Case

HOST = "kalender.example"
URL = f"http://{HOST}/plan.ics"

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Elsewhere:
    """What the server does with a path, and what it was asked."""

    port: int
    pages: dict[str, Answering] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def gate(self, seconds: float = 20.0) -> Gate:
        """Lets the house through to this server, whatever the name."""

        def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
            return [("127.0.0.1", self.port)]

        return Gate(resolver=resolver, loopback=True, seconds=seconds)

    def give(self, body: bytes, path: str = "/plan.ics", status: int = 200, **headers: str) -> None:
        """Answer `path` with these bytes; `ETag="x"` becomes a header."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            to.send_response(status)
            for name, value in headers.items():
                to.send_header(name.replace("_", "-"), value)
            to.send_header("Content-Length", str(len(body)))
            to.end_headers()
            to.wfile.write(body)

        self.pages[path] = answer

    @property
    def headers(self) -> dict[str, str]:
        """Of the last request, names in small letters."""
        return self.asked[-1][1]


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """A server of its own thread on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            there.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            self.close_connection = True
            page = there.pages.get(self.path)
            try:
                if page is None:
                    self.send_error(404)
                else:
                    page(self)
            except OSError:
                pass  # whoever asked has gone

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    there = Elsewhere(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


ADMIN = Actor(2, "Admin", (RoleGrant("admin", None),))
HOURS = timedelta(hours=1)


def add_service(case: Case) -> int:
    """The partner's service; its id."""
    with case.db.write() as con:
        one = Service(0, "Frivilligcentret", "FRI", "partner", "#4a4f9c", False)
        return writes_house.save(con, one, NOW)


def add_partner(case: Case, service: int, **more: object) -> int:
    """A partner's calendar at URL for everybody, open to citizens; its id."""
    one = OutsideCalendar(0, "partner", URL, service, listing="open", group_ids=(ALLE,))
    return outside.save(case.db, ADMIN, replace(one, **more), now=NOW)  # type: ignore[arg-type]


def add_busy(case: Case, *, facilitator_id: int | None = None, room_id: int | None = None) -> int:
    """A busy calendar at URL of a person or a room; its id."""
    one = OutsideCalendar(0, "busy", URL, facilitator_id=facilitator_id, room_id=room_id)
    return outside.save(case.db, ADMIN, one, now=NOW)


def run(case: Case, there: Elsewhere, now: datetime = NOW) -> list[tuple[int, str]]:
    """What the job does at `now`."""
    return fetching.run(case.db, now, gate=there.gate())


def kept(case: Case) -> Kept:
    with case.db.read() as con:
        return outside_calendars(con)[0]


def titles(case: Case) -> list[str]:
    return [str(row[0]) for row in case.rows("SELECT title FROM partner_date ORDER BY starts_at")]
