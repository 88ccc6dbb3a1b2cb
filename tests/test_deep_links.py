"""No address below /personale/ gives anything away to who may not see it, on a fresh process.

Streamlit runs a page file directly when a deep link comes before its navigation script has run
(style.md). So each server here is new, and a deep link is the first thing its staff app is asked.
Every address is asked over the websocket as a browser asks it, by name and by the hash of the
file, and what comes back is searched as bytes; a browser then looks at the pages themselves.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from actions import accounts
from db.connection import HouseDb
from tests.sources import ROOT
from tests.staff_case import STAFF
from tests.support import Server

FILES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
PAGES = [stem for stem in FILES if not stem.startswith("_")]
ODD = ["", "pages/kalender", "kalender.py", "../kalender", "hemmelig", "I_DAG", "kalender/"]

# role -> the pages it may open; every other address must refuse it
MAY: dict[str, set[str]] = {
    "nobody": set(),
    "vært": {"kalendere"},
    "leder": {"i_dag", "kalender", "kalendere", "statistik"},
    "koordinator": {
        *("i_dag", "kalender", "kalendere", "fremmoede", "statistik", "historik", "hent"),
    },
    "administrator": {"i_dag", "kalender", "kalendere", "opsaetning", "historik"},
}
REFUSED = ("Log ind først", "Siden hører ikke til din rolle")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo house, filled once."""
    first = Server(tmp_path_factory.mktemp("deep") / "house.db")
    first.wait()
    first.stop()
    return first.house


@pytest.fixture
def fresh(filled: Path, tmp_path: Path) -> Iterator[Server]:
    """A process whose staff app has answered nothing yet."""
    with closing(sqlite3.connect(filled)) as con:
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(filled, tmp_path / "house.db")
    server = Server(tmp_path / "house.db")
    server.wait()
    yield server
    server.stop()


def secrets(house: Path) -> list[str]:
    """Words that stand only in the house's tables: activities, rooms, groups, people, accounts."""
    with closing(sqlite3.connect(house)) as con:
        rows = con.execute(
            "SELECT title FROM activity UNION SELECT name FROM room UNION SELECT name FROM service"
            " UNION SELECT name FROM facilitator UNION SELECT neutral_name FROM target_group"
            " UNION SELECT username FROM staff"
        )
        return [row[0] for row in rows if len(row[0]) > 3]


def session(server: Server, role: str) -> str:
    """A Cookie header; signing in here asks the staff app nothing."""
    if role == "nobody":
        return ""
    token = accounts.use_link(HouseDb(server.house), server.links[role].rpartition("/")[2])
    return f"{accounts.COOKIE}={token}"


def answer(server: Server, cookie: str, *, name: str = "", page_hash: str = "") -> bytes:
    """Everything the staff app sends to a browser that arrives at one address."""
    wanted = BackMsg()
    wanted.rerun_script.page_name = name
    wanted.rerun_script.page_script_hash = page_hash
    wanted.rerun_script.context_info.url = f"{server.url}{STAFF}{name}"
    said = b""
    with connect(
        f"{server.url.replace('http', 'ws', 1)}{STAFF}_stcore/stream",
        additional_headers={"Cookie": cookie},
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server.url),
    ) as socket:
        socket.send(wanted.SerializeToString())
        while True:
            data = socket.recv(timeout=30)
            assert isinstance(data, bytes)
            said += data
            if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
                return said


def ways(every: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Every way to ask for a page, with the page it leads to; what leads nowhere: the first.

    Of the pieces of pages one in `every`.
    """
    pieces = [stem for stem in FILES if stem not in PAGES][::every]
    for stem in [*PAGES, *pieces, *ODD]:
        yield (stem if stem in PAGES else "i_dag"), {"name": stem}
    for stem in [*PAGES, *pieces]:
        yield (stem if stem in PAGES else "i_dag"), {"page_hash": calc_hash(stem)}
        yield "i_dag", {"page_hash": calc_hash(str(ROOT / "pages" / f"{stem}.py"))}


SAMPLE = 60
"""One in so many of the pieces that pages are made of is asked for by name in `make test`."""


@pytest.mark.parametrize("every", [SAMPLE, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "role",
    [
        one if one in ("nobody", "koordinator") else pytest.param(one, marks=pytest.mark.long)
        for one in MAY
    ],
)
@pytest.mark.timeout(900)
def test_no_address_gives_anything_away(role: str, every: int, fresh: Server) -> None:
    known = [word.encode() for word in secrets(fresh.house)]
    assert len(known) > 50
    cookie = session(fresh, role)
    for wanted, ask in ways(every):
        if wanted in MAY[role]:
            continue
        address = str(ask)
        said = answer(fresh, cookie, **ask)
        assert any(word.encode() in said for word in REFUSED), f"{address} does not refuse"
        assert [word.decode() for word in known if word in said] == [], address


@pytest.mark.long
def test_the_search_finds_what_a_page_that_is_allowed_gives(fresh: Server) -> None:
    said = answer(fresh, session(fresh, "koordinator"), name="kalender")
    known = [word for word in secrets(fresh.house) if word.encode() in said]
    assert len(known) > 20


def test_a_revoked_session_ends_at_the_next_click(fresh: Server) -> None:
    cookie = session(fresh, "koordinator")
    assert REFUSED[0].encode() not in answer(fresh, cookie, name="kalender")
    accounts.sign_out(HouseDb(fresh.house), cookie.partition("=")[2])
    assert REFUSED[0].encode() in answer(fresh, cookie, name="kalender")


@pytest.mark.long
def test_the_agent_api_of_streamlit_is_off(fresh: Server, browser: Browser) -> None:
    page = browser.new_page()
    for address in ("_stcore/agent/interact", "_stcore/agent/mcp"):
        reply = page.request.post(f"{fresh.url}{STAFF}{address}", data={"page": "kalender"})
        assert reply.status >= 400, address
        assert not [word for word in secrets(fresh.house) if word in reply.text()]
    page.close()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kalender",
        *(pytest.param(one, marks=pytest.mark.long) for one in PAGES if one != "kalender"),
    ],
)
def test_a_browser_is_asked_to_sign_in_and_brought_back(
    address: str, demo_server: Server, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{demo_server.url}{STAFF}{address}")
    page.get_by_role("heading", name=REFUSED[0]).wait_for(timeout=60_000)
    assert page.get_by_role("link", name="Log ind").get_attribute("href") == (
        f"/log-ind?next={STAFF}{'' if address == 'i_dag' else address}"
    )
    page.close()
