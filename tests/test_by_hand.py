"""`manage.py import` and `manage.py export`, as an operator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from manage import cli
from tests.house_case import NOW, Case

TABLE = "Dato;Fra;Til;Aktivitet;Type;Lokale\n30-11-2026;10;11;Søndagsro;NADA;Ude\n"


@pytest.fixture
def operator(case: Case, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    with case.db.write() as con:
        con.execute("INSERT INTO staff_role (staff_id, role) VALUES (1, 'coordinator')")
        con.execute("INSERT OR REPLACE INTO setting VALUES ('demo', '1')")
    monkeypatch.setenv("HOUSE_DB", str(case.db.path))
    monkeypatch.setenv("HOUSE_NOW", NOW.isoformat())
    return CliRunner()


def test_a_file_comes_in_as_drafts_of_who_is_named(
    case: Case, operator: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(TABLE, encoding="utf-8")
    asked = ["import", str(file), "--as", "prøve1", "--for-whom", "alle"]
    tried = operator.invoke(cli, [*asked, "--dry-run"])
    assert tried.exit_code == 0, tried.output
    assert case.rows("SELECT title FROM activity") == []
    done = operator.invoke(cli, asked)
    assert "Nye: 1" in done.output
    assert case.rows("SELECT title, state FROM activity") == [("Søndagsro", "draft")]
    assert case.rows("SELECT staff_id FROM change ORDER BY id DESC LIMIT 1") == [(1,)]


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        (TABLE, ["--as", "ingen"], "ingen"),
        (TABLE, ["--as", "prøve1"], "Linje 2: Vælg, hvem"),
        (TABLE, ["--as", "prøve1", "--for-whom", "marsboere"], "marsboere"),
        ("x", ["--as", "prøve1"], "kun én kolonne"),
    ],
    ids=["account", "group missing", "group unknown", "no table"],
)
def test_what_is_wrong_is_told_and_nothing_comes_in(
    case: Case, operator: CliRunner, tmp_path: Path, text: str, more: list[str], told: str
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(text, encoding="utf-8")
    done = operator.invoke(cli, ["import", str(file), *more])
    assert done.exit_code != 0
    assert told in done.output
    assert case.rows("SELECT title FROM activity") == []


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv", "ics"])
def test_a_week_goes_out_by_the_ending(
    case: Case, operator: CliRunner, tmp_path: Path, ending: str
) -> None:
    case.create()
    file = tmp_path / f"uge.{ending}"
    done = operator.invoke(cli, ["export", "2026-W48", str(file), "--for", "staff"])
    assert done.exit_code == 0, done.output
    assert "Kun for medarbejdere" in done.output
    assert file.stat().st_size > 200


@pytest.mark.parametrize(("week", "name"), [("2026-W60", "a.csv"), ("2026-W48", "a.pdf")])
def test_no_week_or_ending_writes_nothing(
    case: Case, operator: CliRunner, tmp_path: Path, week: str, name: str
) -> None:
    done = operator.invoke(cli, ["export", week, str(tmp_path / name)])
    assert done.exit_code != 0
    assert not (tmp_path / name).exists()
