"""HouseDb.opened_once: a page's readings share one connection, and nothing else changes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading

import pytest

from db.connection import Connection, HouseDb
from domain.errors import DatabaseTrouble
from tests.house_case import Case


def titles(con: Connection) -> list[str]:
    return [row[0] for row in con.execute("SELECT title FROM activity ORDER BY id")]


def read(case: Case) -> tuple[Connection, list[str]]:
    with case.db.read() as con:
        return con, titles(con)


def test_readings_share_a_connection_and_each_sees_what_was_committed(case: Case) -> None:
    with case.db.opened_once():
        first, before = read(case)
        case.create(title="Ny")
        second, after = read(case)
        assert first is second and after == [*before, "Ny"]
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")
    assert read(case)[0] is not first


def test_one_reading_inside_another_has_a_state_of_its_own(case: Case) -> None:
    with case.db.opened_once(), case.db.read() as outer:
        before = titles(outer)
        case.create(title="Ny")
        inner, seen = read(case)
        assert inner is not outer and seen == [*before, "Ny"] and titles(outer) == before


def test_another_file_and_another_thread_have_connections_of_their_own(case: Case) -> None:
    other = HouseDb(case.db.path.with_name("other.db"))
    shutil.copy(case.db.path, other.path)
    found: list[Connection] = []
    with case.db.opened_once():
        mine, _titles = read(case)
        with other.read() as con:
            assert con is not mine
        thread = threading.Thread(target=lambda: found.append(read(case)[0]))
        thread.start()
        thread.join()
        assert found[0] is not mine


def test_after_an_error_the_next_reading_starts_anew(case: Case) -> None:
    with case.db.opened_once():
        with pytest.raises(KeyError), case.db.read() as broken:
            raise KeyError
        con, _titles = read(case)
        assert con is not broken


def test_a_file_put_in_place_is_read_by_the_next_page_and_a_missing_one_is_told(case: Case) -> None:
    other = case.db.path.with_name("other.db")
    case.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(case.db.path, other)
    with case.db.opened_once():
        case.create(title="Ny")
        assert "Ny" in read(case)[1]
    for end in ("-wal", "-shm"):
        case.db.path.with_name(case.db.path.name + end).unlink(missing_ok=True)
    os.replace(other, case.db.path)
    with case.db.opened_once():
        assert "Ny" not in read(case)[1]
    case.db.path.unlink()
    with case.db.opened_once(), pytest.raises(DatabaseTrouble):
        read(case)
