"""A database of every released schema, brought to the newest: what it held is still there."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from actions import undo
from calendars.serve import Shelf
from db.changes import newest_of
from db.connection import HouseDb
from db.schema import NEWEST, migrate, schema_version
from db.search import search
from db.writes_backup import check
from domain.model import Actor, RoleGrant
from tests.house_case import NOW, SAL, Case
from tests.sources import ROOT

FOLDER = ROOT / "tests" / "schemas"
RELEASED = sorted(FOLDER.glob("s*.db.gz"), key=lambda path: int(path.name[1:].partition(".")[0]))
OWN = {"_sqlite_migrations", "sqlite_sequence"}
DERIVED = ("figure", "search")
"""Kept sums and indexes of words, which are made anew: the tables whose names begin so."""

Content = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def content(path: Path) -> Content:
    """Every table with its columns and rows, in an order that does not depend on the file."""
    found: Content = {}
    with closing(sqlite3.connect(path)) as con:
        names = [r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name in OWN or name.startswith(DERIVED):
                continue
            columns = [row[1] for row in con.execute(f"SELECT * FROM pragma_table_info('{name}')")]
            rows = con.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
            found[name] = (columns, rows)
    return found


@pytest.fixture
def path(request: pytest.FixtureRequest, house_path: Path) -> Path:
    with gzip.open(request.param) as packed, open(house_path, "wb") as out:
        shutil.copyfileobj(packed, out)
    return house_path


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name, indirect=True)
def test_nothing_is_lost_on_the_way_to_the_newest_schema(path: Path) -> None:
    before = content(path)
    assert sum(len(rows) for _columns, rows in before.values()) > 50
    assert migrate(path) == schema_version(path) == NEWEST
    check(path)
    after = content(path)
    for table, (columns, rows) in before.items():
        assert table in after, f"{table} is gone"
        places = [after[table][0].index(column) for column in columns]
        kept = [tuple(row[place] for place in places) for row in after[table][1]]
        assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name, indirect=True)
def test_its_calendar_can_be_served(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(path))
    migrate(path)
    built = Shelf(HouseDb(path)).build("alle", (0, 0))
    assert built is not None and built.plain.body.count(b"BEGIN:VEVENT") >= 1


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.name, indirect=True)
def test_one_goes_on_planning_in_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(path))
    migrate(path)
    case = Case(HouseDb(path), Actor(1, "Prøve", (RoleGrant("coordinator", None),)))
    ((choir,),) = case.rows("SELECT id FROM activity WHERE title = 'Kor æøå'")
    found = "SELECT o.starts_at, o.state FROM occurrence o ORDER BY o.starts_at, o.id"
    dates = case.rows(found)
    case.edit(choir, title="Syng med", room_id=SAL)
    assert case.activity(choir).fields.title == "Syng med"
    with case.db.read() as con:
        assert [one.activity.id for one in search(con, "syng", now=NOW)] == [choir]
        last = newest_of(con, case.boss.staff_id)
    assert last is not None
    undo.undo(case.db, case.boss, last, now=NOW)
    assert case.activity(choir).fields.title == "Kor æøå" and case.rows(found) == dates
    assert case.rows("PRAGMA foreign_key_check") == []


def test_every_kept_schema_says_its_number(tmp_path: Path) -> None:
    for packed in RELEASED:
        out = tmp_path / packed.stem
        out.write_bytes(gzip.decompress(packed.read_bytes()))
        assert schema_version(out) == int(packed.name[1:].partition(".")[0])
    assert RELEASED
