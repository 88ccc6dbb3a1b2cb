"""Stopping: within five seconds, with people on, and what was being written is whole."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import threading
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from db.connection import HouseDb
from tests.conftest import ServerFactory
from tests.staff_case import STAFF


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)], ids=str
)
def test_the_house_stops_within_five_seconds(server: ServerFactory, how: signal.Signals) -> None:
    house = server()
    db = HouseDb(Path(house.house))
    stop = threading.Event()
    acknowledged: list[int] = []

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with db.write() as con:
                con.execute(
                    "INSERT INTO setting (key, value) VALUES (:key, '1')", {"key": f"n{number}"}
                )
            acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    port = int(house.url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as idle,  # a browser that keeps its line
        connect(
            f"{house.url.replace('http', 'ws', 1)}{STAFF}_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(house.url),
        ),
    ):
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        idle.recv(100)
        urllib.request.urlopen(f"{house.url}/").close()
        house._process.send_signal(how)
        try:
            house._process.wait(5)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still running after five seconds:\n{house.output}")
        finally:
            stop.set()
            writer.join()
    with closing(sqlite3.connect(house.house)) as con:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {row[0] for row in con.execute("SELECT key FROM setting WHERE key GLOB 'n[0-9]*'")}
    assert {f"n{number}" for number in acknowledged} <= kept
