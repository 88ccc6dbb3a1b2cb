"""Every page, run by itself without a session, asks to sign in and draws nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.house_case import Case, nada
from tests.sources import ROOT

PAGES = sorted(path for path in (ROOT / "pages").glob("*.py") if path.name[0] != "_")


@pytest.fixture
def house(case: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("HOUSE_DB", str(case.db.path))
    case.create(nada(title="Det må ingen læse"))
    return case


def run(path: Path) -> AppTest:
    return AppTest.from_file(str(path), default_timeout=30).run()


@pytest.mark.parametrize("path", [ROOT / "pages" / "_navigation.py", *PAGES], ids=lambda p: p.stem)
def test_without_a_session_a_page_asks_to_sign_in(path: Path, house: Case) -> None:
    shown = run(path)
    assert not shown.exception
    assert [title.value for title in shown.title] == ["Log ind først"]
    assert not (shown.button or shown.dataframe or shown.table or shown.header)
    assert "Det må ingen læse" not in str([block.value for block in shown.markdown])


def test_a_house_that_cannot_be_read_says_so(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    shown = run(ROOT / "pages" / "_navigation.py")
    assert not shown.exception
    (said,) = [one.value for one in shown.error]
    assert "database ligger ikke på sin plads" in said and str(house_path) not in said


def test_a_demonstration_says_so_on_every_page(house: Case) -> None:
    with house.db.write() as con:
        con.execute("INSERT INTO setting (key, value) VALUES ('demo', '1')")
    shown = run(ROOT / "pages" / "_navigation.py")
    assert "Det her er en demonstration. Alt er opdigtet." in [one.value for one in shown.info]
