"""The rooms of the code: who may import whom.

RULES is the rule (the README draws the same map). A further library is added to its room's row
in the commit that first uses it.
"""

import ast
import sys
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

import pytest

from tests.sources import SOURCES

# Modules of db that write; every other module of db only reads (test_code_rules.py checks that).
WRITES = ("db.writes", "db.writes_*", "db.migrations", "db.schema")

# In a row: what of db only reads.
READS = "reads of db"

# The one module of domain that may use numpy and scipy.
PROTECTION = "domain.protection"

# Room or module -> what it may import beside itself and the standard library.
# A module takes the longest name that it lies under: calendars.serve has a row of its own.
_DATA = {"actions", READS, "domain", "locales", "calendars.build"}
_SERVES = _DATA | {
    "starlette",
    "jinja2",
    "segno",
    "authlib",
    "joserfc",
    "httpx2",
    "typst",
    "PIL",
    "font_source_sans_pro",
    "markupsafe",
    "rapidfuzz",
}
_ROOMS = {"actions", "calendars", "charts", "db", "domain", "jobs", "locales"}
_ROOMS |= {"public", "publish", "report", "fetching", "weekplan"}
RULES: dict[str, set[str]] = {
    "domain": {"dateutil"},
    PROTECTION: {"dateutil", "numpy", "scipy"},
    "locales": {"domain", "babel"},
    "db": {"domain", "sqlite_utils", "pandas"},
    # sums over packs of columns; nothing that starts imports them
    "db.driftstal": {"domain", "numpy"},
    "db.driftstal_packs": {"domain", "numpy"},
    "db.writes_driftstal": {"domain", "numpy"},
    "calendars": {"domain", "locales", "icalendar"},  # build, and what they share
    "calendars.read": {"domain", "icalendar", "dateutil"},
    "calendars.serve": _SERVES,
    "actions": {"db", "domain", "calendars.read", "argon2", "pyotp", "holidays"}
    | {"openpyxl", "docx", "pyrage"},
    "public": _SERVES,
    "charts": {"pandas", "altair", "locales"},
    # files of figures: a room of its own, so that neither pages nor charts write spreadsheets
    "exports": {"charts", "domain", "locales", "openpyxl", "vl_convert", "font_source_sans_pro"},
    # the plan of a week as files
    "weekplan": {"calendars.build", "domain", "exports", "locales", "report", "docx", "openpyxl"},
    "pages": _DATA | {"weekplan"} | {"charts", "exports", "report", "streamlit", "segno", "jinja2"},
    "report": {"charts", READS, "domain", "locales", "docx", "typst", "vl_convert"}
    | {"font_source_sans_pro"},
    "publish": {"actions", READS, "domain", "locales", "public", "starlette", "httpx"}
    | {"boto3", "botocore"},
    "fetching": {"actions", READS, "domain", "httpx"},
    "jobs": {"actions", "backup", "publish", "fetching", "starlette", "httpx", "boto3"},
    "logs": {READS, "db.schema", "domain"},
    "stopping": set(),
    "web": _ROOMS | {"backup", "logs", "stopping", "starlette"},
    "app": _ROOMS | {"pages", "logs", "stopping", "web", "starlette", "streamlit"},
    "backup": {"actions", READS, "db.schema", "db.writes_backup", "db.writes_jobs", "domain"}
    | {"calendars.serve", "pyrage", "boto3", "botocore"},
    "commands": {"actions", READS, "backup", "domain", "locales", "weekplan", "click", "pyrage"},
    "manage": _ROOMS | {"backup", "commands"} | {"web", "click", "uvicorn"},
}

# A room may import itself, but only these themselves: building a feed knows nothing of serving it.
APART = {"calendars.serve"}

# Part of the standard library, but only for db.
ONLY_DB = {"sqlite3"}


def under(name: str, pattern: str) -> bool:
    """Whether a module is the named one or lies inside it."""
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}.*")


def only_reads(name: str) -> bool:
    return name.startswith("db.") and not any(under(name, pattern) for pattern in WRITES)


def row_of(module: str) -> str | None:
    rows = [row for row in RULES if under(module, row)]
    return max(rows, key=len, default=None)


def imported(tree: ast.AST, module: str, is_package: bool, known: Collection[str]) -> Iterator[str]:
    """Every module a source file imports, by full name; imports inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".") if is_package else module.split(".")[:-1]
                package = package[: len(package) - node.level + 1]
                base = ".".join([*package, *([base] if base else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in known else base
        elif isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", None))
            first = node.args[0]
            if name in {"import_module", "__import__"} and isinstance(first, ast.Constant):
                yield str(first.value)


def may_import(module: str, name: str) -> bool:
    row = row_of(module)
    room, other = module.split(".")[0], name.split(".")[0]
    if row is None:
        return False
    if other in ONLY_DB:
        return room == "db"
    if other in sys.stdlib_module_names:
        return True
    if other == room:
        return row_of(name) == row or row_of(name) not in APART
    if READS in RULES[row] and only_reads(name):
        return True
    return any(under(name, pattern) for pattern in RULES[row])


def forbidden_imports(
    source: str, module: str, *, is_package: bool = False, known: Collection[str] = SOURCES
) -> list[str]:
    names = imported(ast.parse(source), module, is_package, known)
    return sorted({name for name in names if not may_import(module, name)})


# -- our sources keep them ---------------------------------------------------------------------


@pytest.mark.parametrize("module", SOURCES)
def test_every_module_lies_in_a_room(module: str) -> None:
    assert row_of(module), "a new room needs a row in RULES"


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    path = SOURCES[module]
    package = path.name == "__init__.py"
    assert forbidden_imports(path.read_text("utf-8"), module, is_package=package) == []


def test_only_pages_and_app_may_import_streamlit() -> None:
    assert {row for row, names in RULES.items() if "streamlit" in names} == {"pages", "app"}


# -- and they catch what they are there for ----------------------------------------------------

KNOWN = {"db.occurrences", "db.writes_staff", "calendars.build", "calendars.serve", "domain.model"}


@pytest.mark.parametrize(
    ("module", "line", "caught"),
    [
        ("domain.rules", "import datetime", False),
        ("domain.rules", "from domain import model", False),
        ("domain.rules", "from .model import Activity", False),
        ("domain.rules", "import numpy", True),
        ("domain.protection", "import numpy", False),
        ("domain.protection", "from domain import model", False),
        ("domain.rules", "from domain import protection", False),
        ("domain.rules", "import streamlit", True),
        ("domain.rules", "from db import occurrences", True),
        ("domain.rules", "def f():\n    import sqlite_utils", True),
        ("domain.rules", "from ..db import writes_staff", True),
        ("locales", "from .formats import short_day", False),
        ("locales", "import pandas", True),
        ("actions.plan", "import sqlite3", True),
        ("actions.plan", "from db import writes_staff", False),
        ("actions.plan", "from calendars import build", True),
        ("db.connection", "import sqlite3", False),
        ("calendars.build", "from calendars.serve import feed", True),
        ("calendars.build", "import starlette", True),
        ("calendars.serve", "from calendars import build", False),
        ("calendars.serve", "from db import writes_staff", True),
        ("public.routes", "from db.writes_staff import add", True),
        ("public.routes", "from db import writes_staff", True),
        ("public.routes", "from db import schema", True),
        ("public.routes", "import db", True),
        ("public.routes", "from db import occurrences", False),
        ("public.routes", "from streamlit import runtime", True),
        ("pages.kalender", "from db.occurrences import between", False),
        ("pages.kalender", "import importlib\nimportlib.import_module('db.writes_staff')", True),
        ("pages.kalender", "from calendars.serve import feed", True),
        ("pages.kalender", "import pandas", True),
        ("jobs", "from db import occurrences", True),
        ("web", "import streamlit", True),
        ("manage", "import streamlit.web.cli", True),
        ("elsewhere.thing", "import datetime", True),
    ],
)
def test_a_wrong_import_is_caught(module: str, line: str, caught: bool) -> None:
    package = module == "locales"
    assert bool(forbidden_imports(line, module, is_package=package, known=KNOWN)) is caught
