"""A fault of ours in a staff page, and trouble with the database's file, on the real server.

A plain Danish sentence, one line of JSON in the log, nobody's words, and well again by itself.
"""

from __future__ import annotations

import json
import re
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.connection import HouseDb
from tests.support import Server
from tests.test_rights_opened import account, tab

ENGLISH = (b"This app has encountered", b"original error message", b"Traceback")
DANISH = "Noget gik galt hos os"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("faults") / "house.db")
    running.wait()
    yield running
    running.stop()


def lines(house: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in house.lines if line.startswith("{")]


def test_a_fault_is_told_and_logged(house: Server) -> None:
    db = HouseDb(Path(house.house))
    with db.write() as con:  # a real one: what no version of ours has written
        con.execute("UPDATE change SET at = 'Hemmelig Person'")
    _who, token = account(db, "coordinator")
    with tab(house, token) as click:
        said = click("historik")
        assert DANISH.encode() in said and not [word for word in ENGLISH if word in said]
        number = re.search(rb"nummeret ([0-9A-Z]{5}) til", said)
        assert number, "the number to tell"
        again = click("i_dag")
        assert DANISH.encode() not in again, "other pages go on"
    told = [one for one in lines(house) if one["level"] == "error"]
    deadline = time.monotonic() + 5
    while not told and time.monotonic() < deadline:
        told = [one for one in lines(house) if one["level"] == "error"]
    (line,) = told
    assert (line["from"], line["said"]) == ("house.pages", "fault in a page")
    assert line["number"] == number[1].decode() and line["fault"] == "ValueError"
    assert any(one.startswith("pages/historik.py:") for one in line["where"])
    after_start = [one for one in house.lines if not one.startswith("{")]
    assert "Hemmelig" not in house.output and not [one for one in after_start if "File" in one]


def test_everything_after_the_start_is_json(house: Server) -> None:
    """Also what Streamlit and the server themselves have to say."""
    started = next(i for i, one in enumerate(house.lines) if '"said": "started"' in one)
    said = [one for one in house.lines[started:] if one.strip()]
    plain = [one for one in said if not one.startswith("{")]
    assert not [one for one in plain if re.search(r"error|warn|exception", one, re.IGNORECASE)]


# -- trouble with the file -----------------------------------------------------------------------


def change(house: Server, words: str) -> None:
    with closing(sqlite3.connect(house.house)) as con, con:
        con.execute(words)


@contextmanager
def newer(house: Server) -> Iterator[None]:
    """A newer program was started on the file, and the one of yesterday still runs."""
    change(house, "INSERT INTO _sqlite_migrations VALUES (NULL, 'house', 'm999_later', '2030')")
    try:
        yield
    finally:
        change(house, "DELETE FROM _sqlite_migrations WHERE name = 'm999_later'")


@contextmanager
def missing(house: Server) -> Iterator[None]:
    HouseDb(house.house).scrub()
    aside = house.house.with_name("aside.db")
    house.house.rename(aside)
    try:
        yield
    finally:
        aside.rename(house.house)


@contextmanager
def no_room(house: Server) -> Iterator[None]:
    """A quota: no file of the server's grows beyond 4 KB. Somebody tries to sign in."""
    HouseDb(house.house).scrub()
    before = resource.prlimit(house.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    with httpx.Client(base_url=house.url) as web:
        found = re.search(r'name="csrf" value="(\w+)"', web.get("/log-ind").text)
        assert found
        typed = {"csrf": found[1], "username": "anna", "password": "forkert kodeord"}
        answer = web.post("/log-ind", data=typed)
        assert answer.status_code == 503 and "holder en lille pause" in answer.text
    try:
        yield
    finally:
        resource.prlimit(house.pid, resource.RLIMIT_FSIZE, before)


TROUBLE = {
    "newer": (newer, ("newer",), "databasen er af en nyere version end programmet"),
    "missing": (missing, ("missing",), "database ligger ikke på sin plads"),
    "no-room": (no_room, ("full", "disk"), "Lige nu kan der ikke gemmes noget"),
}


@pytest.mark.parametrize(("breaks", "why", "words"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_with_the_file_is_told_to_staff_and_passes(
    house: Server, breaks: Any, why: tuple[str, ...], words: str
) -> None:
    _who, token = account(HouseDb(house.house), "coordinator")
    feed = httpx.get(f"{house.url}/kalender/alle.ics").content
    broken: AbstractContextManager[None] = breaks(house)
    with tab(house, token) as click:
        assert words.encode() not in click("i_dag")
        with broken:
            for page in ("i_dag", "kalender"):
                said = click(page)
                assert said.count(words.encode()) == 1, "once, at the top"
                assert str(house.house.parent).encode() not in said, "where it lies is not theirs"
            health = httpx.get(f"{house.url}/healthz")
            assert health.status_code == 503 and health.json()["why"] in why
            assert httpx.get(f"{house.url}/kalender/alle.ics").content == feed
            citizen = httpx.get(f"{house.url}/hjaelp")
            assert citizen.status_code in (200, 503)
            assert str(house.house.parent) not in citizen.text
        assert httpx.get(f"{house.url}/healthz").status_code == 200
        assert words.encode() not in click("i_dag"), "over, without a restart"
