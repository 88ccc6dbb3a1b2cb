"""One version: told by the command, the log, the setup page and the changelog; not in public."""

from __future__ import annotations

import json
import logging
import re

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import logs
import web
from actions.config import house_db
from db.schema import NEWEST
from domain.version import VERSION
from manage import cli
from tests.house_case import Case
from tests.sources import ROOT

_SECTION = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", re.MULTILINE)


def test_the_command_says_it() -> None:
    told = CliRunner().invoke(cli, ["--version"])
    assert told.output == f"Levende hus {VERSION} (skema {NEWEST})\n"


def test_the_setup_page_says_it() -> None:
    page = AppTest.from_string("from pages import _safety\n_safety.version()").run()
    (line,) = [one.value for one in page.caption]
    assert line == f"Levende hus, version {VERSION}. Databasen er på trin {NEWEST}."
    assert "_safety.version()" in (ROOT / "pages" / "opsaetning.py").read_text("utf-8")


def test_the_changelog_has_a_section_for_it() -> None:
    versions = [one for one, _day in _SECTION.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))]
    assert versions[0] == VERSION
    numbers = [tuple(map(int, one.split("."))) for one in versions]
    assert numbers == sorted(set(numbers), reverse=True), "the newest first, each once"


def test_it_stands_in_one_place() -> None:
    files = [path for path in ROOT.rglob("*.py") if not {".venv", "tests"} & set(path.parts)]
    assert len(files) > 300
    held = [p.name for p in files if f'"{VERSION}"' in p.read_text("utf-8")]
    assert held == ["version.py"]


def test_the_first_line_of_the_log(
    case: Case, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(case.db.path))
    ours = {name: logging.getLogger(name) for name in logs.OURS}
    before = {n: (list(one.handlers), one.level, one.propagate) for n, one in ours.items()}
    try:
        with TestClient(web.build_app(house_db(), lifespan=web._alone)) as client:
            answers = [client.get(path) for path in ("/healthz", "/", "/findes-ikke", "/log-ind")]
    finally:
        for name, (handlers, level, propagate) in before.items():
            ours[name].handlers, ours[name].propagate = handlers, propagate
            ours[name].setLevel(level)
        logging.getLogger("uvicorn.access").disabled = False
    line = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (line["said"], line["version"], line["schema"]) == ("started", VERSION, NEWEST)
    for answer in answers:
        assert VERSION not in answer.text and VERSION not in str(answer.headers), answer.url
