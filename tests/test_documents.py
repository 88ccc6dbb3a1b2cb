"""What the documents say is so: each claim's test is there, and claims that no other test holds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from actions import housekeeping
from db.connection import HouseDb
from manage import cli
from tests.house_case import Case
from tests.public_case import Web, a_web
from tests.sources import ROOT

DOCUMENTS = [*sorted((ROOT / "docs" / "databeskyttelse").glob("*.md")), ROOT / "docs" / "asvs.md"]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
HELD = re.compile(r"\]\(((?:\.\./)+tests/test_\w+\.py)\)\s+`(test_\w+)`")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_test_that_holds_a_point_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    found = HELD.findall(text)
    for target, name in found:
        source = (path.parent / target).read_text("utf-8")
        assert re.search(rf"^def {name}\(", source, re.MULTILINE), f"{target}: {name}"
    assert len(found) == len(re.findall(r"`test_\w+`", text)), "each test with its file"


def test_each_document_has_points_that_are_held() -> None:
    held = {path.stem: len(HELD.findall(path.read_text("utf-8"))) for path in DOCUMENTS}
    assert min(number for name, number in held.items() if name != "README") >= 3, held


STATES = {"met", "partly", "not met", "n/a"}
ROW = re.compile(r"^\| (\d[^|]*) \| ([^|]*) \| (.*) \|$", re.MULTILINE)


def test_every_row_of_the_asvs_table_has_one_state_and_stands_once() -> None:
    rows = ROW.findall((ROOT / "docs" / "asvs.md").read_text("utf-8"))
    assert len(rows) > 70 and {state for _ids, state, _how in rows} == STATES
    named = [one.strip() for ids, _state, _how in rows for one in ids.split(",")]
    assert sorted(named) == sorted(set(named))
    said = [how for _ids, state, how in rows if state == "met" and "[test]" not in how]
    assert len(said) <= 16, "what is met and has no test is to be seen in the code"


CODE = "".join(
    path.read_text("utf-8")
    for room in ("actions", "backup", "db", "domain")
    for path in sorted((ROOT / room).rglob("*.py"))
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_setting_and_command_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    for name in re.findall(r"`([a-z]+\.[a-z]+(?:_[a-z]+)?)`|\b(HOUSE_[A-Z_]*[A-Z])\b", text):
        word = name[0] or name[1]
        assert (ROOT / word).exists() or f'"{word}"' in CODE, word
    for words in re.findall(r"manage\.py ([a-z-]+(?: (?:keep|erase|show|export))?)", text):
        found: click.Command = cli
        for word in words.split():
            assert isinstance(found, click.Group) and word in found.commands, words
            found = found.commands[word]


# -- claims of their own -------------------------------------------------------------------------

CITIZENS = ("/", "/i-dag", "/uge", "/uge/2026-W47", "/hjaelp", "/abonner", "/kalender/alle.ics")


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def everything(db: HouseDb) -> list[tuple[str, int]]:
    with db.read() as con:
        names = [r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(n, con.execute(f"SELECT count(*) FROM '{n}'").fetchone()[0]) for n in names]


def test_a_citizen_leaves_nothing_behind(web: Web) -> None:
    before = everything(web.case.db)
    for path in CITIZENS:
        answer = web.browser.get(path, headers={"X-Forwarded-For": "192.0.2.1"})
        assert answer.status_code < 400, path
        assert "set-cookie" not in answer.headers, path
        assert "localStorage" not in answer.text and "document.cookie" not in answer.text
    assert everything(web.case.db) == before


PERSONAL = re.compile(r"cpr|email|e_mail|citizen|borger|birth|\bip\b|user_agent|subscriber")
ALLOWED = {("sign_in", "ip")}
"""Where staff sign in, and nowhere else."""


def test_no_table_is_about_citizens(case: Case) -> None:
    found = set()
    with case.db.read() as con:
        names = [r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            for column in con.execute(f"SELECT name FROM pragma_table_info('{name}')"):
                if PERSONAL.search(f"{name} {column['name']}".casefold()):
                    found.add((name, column["name"]))
    assert found == ALLOWED


def test_receipts_of_forms_go_after_sixty_days(case: Case) -> None:
    with case.db.write() as con:
        con.execute("INSERT INTO form_token VALUES ('t', 1, 'ok', '2026-11-18T08:00:00Z')")
    at = datetime(2026, 11, 18, 8, tzinfo=UTC) + timedelta(days=60)
    housekeeping.tidy(case.db, at)
    assert case.rows("SELECT count(*) FROM form_token") == [(1,)]
    housekeeping.tidy(case.db, at + timedelta(seconds=1))
    assert case.rows("SELECT count(*) FROM form_token") == [(0,)]


def test_an_absence_has_no_reason(case: Case) -> None:
    columns = case.rows("SELECT name FROM pragma_table_info('absence')")
    assert {row[0] for row in columns} == {"id", "facilitator_id", "first_day", "last_day"}


def test_a_facilitator_is_shown_by_the_name_that_was_chosen(web: Web) -> None:
    names = web.case.rows("SELECT name FROM facilitator")
    assert ("Anne-rolle",) in names, "one name, which the person chose: there is no other column"
    columns = web.case.rows("SELECT name FROM pragma_table_info('facilitator')")
    assert {row[0] for row in columns} & {"real_name", "email", "phone"} == set()
