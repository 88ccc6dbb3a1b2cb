"""Everything the house says has a Danish text, and no Danish text is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from domain.errors import DatabaseProblem, DatabaseTrouble, InvalidField
from locales import formats
from locales.messages import has_sentence, operators_sentence, sentence
from tests.sources import ROOT

OURS = ("actions", "calendars", "pages", "public", "locales", "report", "weekplan")
KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


@cache
def said() -> tuple[tuple[str, str], ...]:
    """Every msgid in code and templates, with its file."""
    files = [path for room in OURS for path in sorted((ROOT / room).rglob("*.py"))]
    code = [*files, *sorted(ROOT.glob("*.py"))]
    templates = sorted((ROOT / "public" / "templates").rglob("*.*"))
    return (
        *(one for path in code for one in _in_code(path)),
        *(one for path in templates for one in _in_template(path)),
    )


def _in_code(path: Path) -> Iterator[tuple[str, str]]:
    """By ast, because Babel does not look inside f-strings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in KEYWORDS and isinstance(first, ast.Constant) and first.value:
                yield str(first.value), str(path.relative_to(ROOT))


def _in_template(path: Path) -> Iterator[tuple[str, str]]:
    for _line, messages, _comments, _context in extract_from_file(
        "jinja2.ext:babel_extract",
        path,
        keywords=KEYWORDS,
        options={"newstyle_gettext": "true"},
    ):
        first = messages[0] if isinstance(messages, tuple) else messages
        if first:
            yield first, str(path.relative_to(ROOT))


def catalogue(language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "locales" / language).glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale=language):
                if message.id:
                    plural = isinstance(message.id, tuple)
                    found[message.id[0] if plural else str(message.id)] = message
    return found


def test_every_text_on_screen_is_danish() -> None:
    known = catalogue("da")
    missing = sorted({f"{where}: {text!r}" for text, where in said() if not _done(known.get(text))})
    assert not missing, "\n".join(missing)


def test_no_text_is_left_over() -> None:
    used = {text for text, _where in said()}
    assert sorted(set(catalogue("da")) - used) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = [
        name
        for name, message in catalogue("da").items()
        if message.python_format and message.check()
    ]
    assert wrong == []


def _done(message: Any) -> bool:
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


START = datetime(2026, 11, 23, 10, 0)
FORMATS = {
    "day": (formats.day(START.date()), "mandag 23. november"),
    "short-day": (formats.short_day(START.date()), "man. 23. nov."),
    "year": (formats.day_with_year(date(2026, 12, 31)), "31. december 2026"),
    "time": (formats.time_range(START, START.replace(hour=11, minute=30)), "10.00–11.30"),
    "past-midnight": (formats.time_range(START, datetime(2026, 11, 24, 1)), "10.00–1.00 (+1)"),
    "number": (formats.number(1234.5), "1.234,5"),
    "percent": (formats.percent(0.5).replace("\xa0", " "), "50 %"),
}


@pytest.mark.parametrize(("written", "expected"), FORMATS.values(), ids=FORMATS.keys())
def test_dates_and_numbers_as_danes_write_them(written: str, expected: str) -> None:
    assert written == expected


def test_every_code_of_a_wrong_field_has_a_sentence() -> None:
    unknown = set()
    for room in (*OURS, "domain", "db"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InvalidField":
                    for code in _constants(node.args[1]):
                        if not has_sentence(code):
                            unknown.add(f"{path.relative_to(ROOT)}: {code}")
    assert unknown == set()


def _constants(node: ast.expr) -> list[str]:
    """The codes an argument may be: a constant, or one of a conditional's two."""
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body), *_constants(node.orelse)]
    return [str(node.value)] if isinstance(node, ast.Constant) else []


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    assert sentence(InvalidField("end", "before-start")) == "Slut skal være efter start."
    told = operators_sentence(DatabaseTrouble("newer", "hus.db"))
    assert "hus.db" in told and "Opdatér" in told


@pytest.mark.parametrize("problem", get_args(DatabaseProblem))
def test_trouble_with_the_file_is_told_to_staff_without_its_path(problem: DatabaseProblem) -> None:
    told = sentence(DatabaseTrouble(problem, "/srv/hus.db"))
    assert "hus.db" not in told and "%" not in told and told.endswith(".")
    assert problem == "locked" or "Sig det til den, der passer" in told
    assert "%" not in operators_sentence(DatabaseTrouble(problem, "/srv/hus.db"))
