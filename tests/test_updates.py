"""Updates: a backup first, nothing half done, and the commands of backups."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

import db.schema
from actions.config import house_db
from backup.restoring import restore
from backup.stores import store_at
from db.migrations import migrations
from db.schema import NEWEST, migrate, schema_version
from manage import cli
from tests.house_case import Case


@pytest.fixture(autouse=True)
def environment(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    for name in ("HOUSE_BACKUP_KEY", "HOUSE_BACKUP_IDENTITY", "HOUSE_BACKUPS"):
        monkeypatch.delenv(name, raising=False)


def older(path: Path, step: int = 9) -> list[tuple[Any, ...]]:
    """A database of an older schema with something in it; what it holds."""
    old = Database(path)
    migrations.apply(old, stop_before=migrations._migrations[step].name)
    old.execute("INSERT INTO setting (key, value) VALUES ('house.name', 'Huset')")
    old.conn.commit()
    found = content(path)
    old.close()
    return found


def content(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as con:
        return [
            *con.execute("SELECT name, sql FROM sqlite_master ORDER BY name"),
            *con.execute("SELECT key, value FROM setting"),
            *con.execute("SELECT name FROM _sqlite_migrations ORDER BY name"),
        ]


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def test_an_update_makes_a_backup_first(house_path: Path) -> None:
    older(house_path)
    told = run("migrate")
    assert told.exit_code == 0 and "før opdatering" in told.output
    (made,) = store_at(str(house_path.parent / "backups")).listed()
    assert made.before_update and made.schema == 9 and schema_version(house_path) == NEWEST
    assert run("migrate").exit_code == 0
    assert len(store_at(str(house_path.parent / "backups")).listed()) == 1, "only when it changes"
    restored = restore(house_db(), made.name)
    assert restored.checked.schema == 9 and schema_version(house_path) == NEWEST


def test_without_a_backup_there_is_no_update(
    house_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = older(house_path)
    (tmp_path / "a file").write_text("in the way")
    monkeypatch.setenv("HOUSE_BACKUPS", str(tmp_path / "a file"))
    told = run("migrate")
    assert told.exit_code == 1 and "Traceback" not in told.output
    assert content(house_path) == before


@pytest.mark.parametrize("failing", [10, NEWEST - 1], ids=["second", "last"])
def test_a_failed_update_leaves_the_database_as_it_was(
    house_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    before = older(house_path)
    whole = db.schema._apply

    def fails(con: sqlite3.Connection) -> None:
        """The real steps, and then what a full disk or a fault of ours does to one of them."""
        old = Database(con)
        migrations.apply(old, stop_before=migrations._migrations[failing].name)
        con.execute("CREATE TABLE half_done (x)")
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(db.schema, "_apply", fails)
    with pytest.raises(sqlite3.OperationalError):
        migrate(house_path)
    assert content(house_path) == before
    assert [one.name for one in house_path.parent.glob("*.before-update")] == []
    monkeypatch.setattr(db.schema, "_apply", whole)
    assert migrate(house_path) == NEWEST, "and the next try works"


def test_the_commands(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case.create(title="Med")
    key = tmp_path / "hemmelig.txt"
    told = run("backup-key", str(key))
    assert told.output.startswith("HOUSE_BACKUP_KEY=age1") and oct(key.stat().st_mode)[-3:] == "600"
    assert run("backup-key", str(key)).exit_code == 1, "never over another"
    assert "ikke krypteret" in run("backup").output
    monkeypatch.setenv("HOUSE_BACKUP_KEY", told.output.partition("=")[2].strip())
    assert "krypteret, skema" in run("backup", str(tmp_path / "andre")).output
    assert run("backups", "--from", str(tmp_path / "andre")).output.count("\n") == 1
    assert "Øvelsen lykkedes" in run("drill").output
    locked = run("drill", "--from", str(tmp_path / "andre"))
    assert locked.exit_code == 1 and "krypteret" in locked.output
    args = ("--from", str(tmp_path / "andre"), "--identity", str(key))
    assert "Øvelsen lykkedes" in run("drill", *args).output
    assert CliRunner().invoke(cli, ["restore"], input="n\n").exit_code == 1
    assert "Gendannet" in run("restore", "--yes", *args).output
    monkeypatch.setenv("HOUSE_BACKUP_KEY", "age1forkert")
    wrong = run("backup")
    assert wrong.exit_code == 1 and "nøgle" in wrong.output
