"""Rules about the code that are not about imports: SQL, the guard of a page, the size of a file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import ROOT, SOURCES, own_files, relative
from tests.test_import_rules import READS, RULES, only_reads, row_of, under

LONGEST = 320
# A file over LONGEST lines -> why it is not cut in two.
LONG_FILES: dict[str, str] = {}

_WRITING = (
    r"INSERT\s+(OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM"
    r"|(CREATE|DROP)\s+([A-Z]+\s+)?(TABLE|INDEX|VIEW|TRIGGER)|ALTER\s+TABLE"
)
WRITING_SQL = re.compile(_WRITING)
SQL = re.compile(
    rf"\s*({_WRITING}|SELECT\b.+\bFROM|SELECT\s+[\w(*:?]|WITH\s+.+\bAS\s*\(|PRAGMA\s+\w"
    r"|BEGIN\s+(IMMEDIATE|DEFERRED|EXCLUSIVE|TRANSACTION))",
    re.DOTALL,
)
# sqlite-utils' ways of writing without a statement of SQL.
WRITING_CALLS = {"insert_all", "upsert", "upsert_all", "delete_where", "executescript", "m2m"}


# -- the rules, as functions from source text to what they object to ---------------------------


def strings(source: str) -> Iterator[str]:
    """The string constants of a source file but docstrings, which are prose."""
    tree = ast.parse(source)
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in prose:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def sql_strings(source: str) -> list[str]:
    return [text.strip()[:60] for text in strings(source) if SQL.match(text)]


def writing(source: str) -> list[str]:
    """What a module of db does that is not reading."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = {call.attr for call in calls if isinstance(call, ast.Attribute)} & WRITING_CALLS
    return sorted(names) + [t.strip()[:60] for t in strings(source) if WRITING_SQL.search(t)]


def opens_for_writing(source: str) -> bool:
    """Whether a file has `with something.write() as con:`; st.write takes something to write."""
    for node in ast.walk(ast.parse(source)):
        for item in node.items if isinstance(node, ast.With | ast.AsyncWith) else ():
            call = item.context_expr
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "write":
                return True
    return False


def guard_missing(source: str) -> bool:
    """Whether a page does anything before it calls `require(...)`.

    Docstring, imports, definitions and plain constants may stand before it; any other
    statement, and any call, may not.
    """
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            continue
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.Expr) and isinstance(value, ast.Constant):
            continue
        assignment = isinstance(statement, ast.Assign | ast.AnnAssign)
        if assignment and not any(isinstance(node, ast.Call) for node in ast.walk(statement)):
            continue
        function = value.func if isinstance(value, ast.Call) else None
        return getattr(function, "id", getattr(function, "attr", None)) != "require"
    return True


# -- our sources keep them ---------------------------------------------------------------------


@pytest.mark.parametrize("module", [name for name in SOURCES if not under(name, "db")])
def test_sql_stands_only_in_db(module: str) -> None:
    assert sql_strings(SOURCES[module].read_text("utf-8")) == []


@pytest.mark.parametrize("module", [name for name in SOURCES if only_reads(name)])
def test_what_is_read_from_is_not_written_by(module: str) -> None:
    assert writing(SOURCES[module].read_text("utf-8")) == []


READERS = [name for name in SOURCES if READS in RULES.get(row_of(name) or "", ())]


@pytest.mark.parametrize("module", READERS)
def test_whoever_may_only_read_opens_nothing_for_writing(module: str) -> None:
    assert not opens_for_writing(SOURCES[module].read_text("utf-8"))


@pytest.mark.parametrize("page", sorted((ROOT / "pages").glob("[!_]*.py")), ids=lambda p: p.name)
def test_a_page_guards_itself_first(page: Path) -> None:
    assert not guard_missing(page.read_text("utf-8"))


def test_no_file_is_too_long() -> None:
    lengths = {
        relative(path): len(path.read_text("utf-8").splitlines())
        for path in own_files(".py", ".html", ".css", ".js", ".mjs", ".sh")
    }
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert {n: k for n, k in long.items() if n not in LONG_FILES} == {}, "cut it, or give a reason"
    assert LONG_FILES.keys() <= long.keys(), "no longer long: take it out of LONG_FILES"


# -- and each rule catches what it is there for ------------------------------------------------


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("q = 'SELECT id FROM activity'", True),
        ("q = 'SELECT\\n  a.id\\nFROM activity a'", True),
        ("q = f'SELECT * FROM {table}'", True),
        ("q = f'UPDATE {table} SET x = 1'", True),
        ("q = 'INSERT INTO activity VALUES (1)'", True),
        ("q = 'DELETE FROM activity'", True),
        ("q = 'WITH week AS (SELECT 1) SELECT * FROM week'", True),
        ("q = 'PRAGMA foreign_keys = on'", True),
        ("q = 'BEGIN IMMEDIATE'", True),
        ("'''SELECT is explained FROM here.'''", False),
        ("q = 'Select a day FROM the list'", False),
        ("q = 'BEGIN:VCALENDAR'", False),
        ("q = 'Slet aktiviteten'", False),
    ],
)
def test_sql_is_seen(source: str, caught: bool) -> None:
    assert bool(sql_strings(source)) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("con.execute('SELECT id FROM staff WHERE deleted_at IS NULL')", False),
        ("con.execute('BEGIN IMMEDIATE')", False),
        ("con.execute('DELETE FROM staff')", True),
        ("con.execute('WITH old AS (SELECT 1) DELETE FROM staff')", True),
        ("db['staff'].upsert(row)", True),
    ],
)
def test_writing_is_seen(source: str, caught: bool) -> None:
    assert bool(writing(source)) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("with db.read() as con:\n    pass", False),
        ("st.write('hej')", False),
        ("with db.write() as con:\n    pass", True),
        ("with a() as b, house_db().write() as con:\n    pass", True),
    ],
)
def test_opening_for_writing_is_seen(source: str, caught: bool) -> None:
    assert opens_for_writing(source) is caught


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("'''Side.'''\nimport streamlit as st\nme = require('host')\nst.title('x')", False),
        ("from pages import _guard\nSTEP = 3\n_guard.require('host')", False),
        ("import streamlit as st\nst.title('x')\nme = require('host')", True),
        ("import streamlit as st\nwith st.form('x'):\n    require('host')", True),
        ("import streamlit as st\nst.write(require('host'))", True),
        ("if x:\n    require('host')", True),
        ("def page():\n    require('host')", True),
        ("", True),
    ],
)
def test_an_unguarded_page_is_seen(source: str, missing: bool) -> None:
    assert guard_missing(source) is missing
