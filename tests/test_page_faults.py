"""A fault of ours in a staff page: a plain Danish sentence, one line of JSON, nobody's words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
