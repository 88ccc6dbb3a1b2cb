"""Figures by service leave the house by one path: closing, protection, stored releases.

Read from the code itself: which names a module imports, calls and writes in its SQL. And watched
while it runs: SQLite is asked to refuse the table while the pages of managers are drawn.
"""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from actions.closing import close_due
from db import connection
from db.writes_figures import true_counts
from domain.localtime import range_bounds
from domain.model import Actor, RoleGrant
from domain.periods import parse
from domain.reporting import parse_span
from pages import _i_dag_needs as needs
from report.figures import collect
from tests.closing_case import CLOSED, fill
from tests.house_case import ZONE, Case
from tests.sources import SOURCES, own_files, relative
from web import build_app

TABLES = ("attendance_service", "service_quarter")
MAY_TOUCH = {
    "db/migrations/first.py": "makes the table",
    "db/migrations/retention.py": "makes the table of what is left of it",
    "db/attendance.py": "one date, for its coordinator; each reading is logged",
    "db/writes_attendance.py": "saves the division of one date",
    "db/writes_figures.py": "the closing query",
    "db/writes_retention.py": "deletes it when it is old",
}
"""The only files that name the tables of counts by service. Another one needs a reason here."""

READERS = {
    ("db.attendance", "attendance"): {
        "actions/attendance.py",
        "actions/attendance_division.py",
    },
    ("db.attendance", "counted"): None,
    ("db.attendance", "attendance_version"): None,
    ("db.writes_figures", "true_counts"): {"actions/closing.py"},
    ("db.writes_figures", "TrueCount"): {"actions/closing.py"},
    ("db.writes_figures", "basis_of"): {"actions/closing.py"},
    ("domain.protection", "CountedDate"): {"actions/closing.py"},
    ("actions.attendance_division", "read_division"): {"pages/_fremmoede_divide.py"},
}
"""Who may import what hands out true counts by service; None: it hands out none."""
GUARDED = {"db.attendance", "db.writes_figures", "db.writes_retention"}
"""Modules of which every import must be of a name above, or of a writer's room."""


def naming(*words: str) -> set[str]:
    return {
        relative(path)
        for path in own_files(".py", ".html", ".js", ".sql")
        if not relative(path).startswith(("tests/", "benchmarks/"))
        and any(word in path.read_text("utf-8") for word in words)
    }


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of every import, wherever in the file; "*" for the module itself."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield node.module, name.name
                yield f"{node.module}.{name.name}", "*"
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, "*"


def test_only_these_files_touch_counts_by_service() -> None:
    assert naming(*TABLES) == MAY_TOUCH.keys()


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_nobody_else_imports_what_hands_them_out(module: str) -> None:
    file = relative(SOURCES[module])
    for source, name in imports(SOURCES[module]):
        allowed = READERS.get((source, name))
        if (source, name) in READERS and not file.startswith("domain/protection/"):
            assert allowed is None or file in allowed, f"{file} imports {source}.{name}"
        if source in GUARDED and name == "*" and source == "db.attendance":
            raise AssertionError(f"{file} takes the whole of {source}")


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_no_table_name_is_put_together_in_code(module: str) -> None:
    """No SQL outside the rooms above that could read the table under a name made at run time."""
    if relative(SOURCES[module]) in MAY_TOUCH:
        return
    text = SOURCES[module].read_text("utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not any(
                table[:14] in node.value for table in ("attendance_ser", "service_quart")
            )


def test_the_log_of_changes_and_exports_never_see_them() -> None:
    """`SELECT *` over all tables, backups apart, would be a path: nothing iterates over tables."""
    for name, path in SOURCES.items():
        if name.startswith(("pages", "public", "report", "publish", "charts", "calendars")):
            assert "sqlite_master" not in path.read_text("utf-8"), name


def test_no_view_or_trigger_reads_them_in_the_database(case: Case) -> None:
    for table in TABLES:
        objects = case.rows(
            "SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')"
            f" AND sql LIKE '%{table}%'"
        )
        assert objects == []


# -- watched while it runs ---------------------------------------------------------------------


@pytest.fixture
def full(case: Case) -> Case:
    """A quarter counted, divided and closed."""
    fill(case)
    close_due(case.db, now=CLOSED, random=Random(1))
    return case


@pytest.fixture
def tried(full: Case, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on SQLite refuses to read the tables; which of them somebody tried is kept."""
    found: list[str] = []
    real = connection._open

    def guard(action: int, first: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and first in TABLES:
            found.append(str(first))
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    def opened(path: Path) -> sqlite3.Connection:
        con = real(path)
        con.set_authorizer(guard)
        return con

    monkeypatch.setattr(connection, "_open", opened)
    return found


def both_tabs(path, now, zone):  # type: ignore[no-untyped-def]  # run as a file of its own
    from pathlib import Path

    from db.connection import HouseDb
    from pages import _statistik_driftstal, _statistik_show, _statistik_tvaers

    _statistik_show.style()
    _statistik_driftstal.draw(HouseDb(Path(path)), now=now, zone=zone)
    _statistik_tvaers.draw(HouseDb(Path(path)), now=now, zone=zone)


def test_the_guard_refuses_what_it_must(full: Case, tried: list[str]) -> None:
    september = parse("2026-09").days
    with full.db.read() as con, pytest.raises(sqlite3.DatabaseError, match="prohibited"):
        true_counts(con, *range_bounds(september, ZONE))
    assert tried == ["attendance_service"]


def test_the_pages_of_managers_read_none(full: Case, tried: list[str]) -> None:
    asked = {"path": str(full.db.path), "now": CLOSED, "zone": ZONE}
    shown = AppTest.from_function(both_tabs, kwargs=asked, default_timeout=60).run()
    assert not shown.exception
    assert shown.table, "something was drawn"
    assert tried == []


def test_the_report_reads_none(full: Case, tried: list[str]) -> None:
    manager = Actor(1, "Prøve", (RoleGrant("manager", None),), None)
    found = collect(full.db, manager, parse_span("2026-Q3"), now=CLOSED, zone=ZONE)
    assert found.tables
    assert tried == []


def test_the_house_reads_none_when_nobody_corrects(full: Case, tried: list[str]) -> None:
    """Every page of citizens and hosts, and what staff look at first."""
    visitor = TestClient(build_app(full.db), raise_server_exceptions=False)
    for address in ("/", "/i-dag", "/hjaelp", "/abonner", "/kalender/alle.ics", "/skaerm"):
        assert visitor.get(address).status_code in (200, 404), address
    with full.db.read() as con:
        needs.read(con, CLOSED)
    assert tried == []
