"""What lies beside a database that is replaced: never read into the one that comes in its place."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import jobs
import web
from actions import accounts
from actions.config import house_db
from backup.in_use import in_use, nobody_works
from backup.making import make
from backup.restoring import restore
from db.connection import HouseDb
from db.writes_backup import check
from domain.errors import BackupTrouble, DatabaseTrouble, NotFound
from domain.model import RoleGrant
from manage import cli
from tests.house_case import NOW, UDE, Case
from tests.test_backups import titles

_KILLED = """
import os, sqlite3, sys
con = sqlite3.connect(sys.argv[1], isolation_level=None)
con.execute("PRAGMA wal_autocheckpoint = 0")
for number in range(40):
    con.execute("INSERT INTO setting (key, value) VALUES (:key, randomblob(3000))",
                {"key": f"efter{number}"})
con.execute("UPDATE activity SET title = 'I loggen'")
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def environment(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    for name in ("HOUSE_BACKUP_KEY", "HOUSE_BACKUP_IDENTITY", "HOUSE_BACKUPS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def killed(case: Case) -> Case:
    """A backup of "Før", and a house that was killed later, its last writes in the log alone."""
    case.create(title="Før", room_id=UDE, facilitator_ids=())
    make(case.db, now=NOW)
    subprocess.run([sys.executable, "-c", _KILLED, case.db.path], check=False)
    assert beside(case.db.path) == {"house.db-wal", "house.db-shm"}
    return case


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir() if one.name[8:9] == "-"}


def sound(db: HouseDb) -> bool:
    """Every page is right, and nothing of the other house stands in it."""
    check(db.path)
    with db.read() as con:
        return not con.execute("SELECT 1 FROM setting WHERE key LIKE 'efter%'").fetchall()


def test_the_log_of_a_killed_house_stays_with_it(killed: Case) -> None:
    done = restore(killed.db, now=NOW)
    assert titles(killed.db) == ["Før"] and sound(killed.db)
    assert done.old is not None and titles(HouseDb(done.old)) == ["I loggen"], "nothing is lost"


def test_the_log_of_a_vanished_file_is_not_read_into_the_new_one(killed: Case) -> None:
    killed.db.path.unlink()
    done = restore(killed.db, now=NOW)
    assert beside(killed.db.path) == set(), "before anybody opens it"
    assert titles(killed.db) == ["Før"] and sound(killed.db) and done.old is None
    kept = [one for one in killed.db.path.parent.iterdir() if one.name.endswith("-wal")]
    assert [one.name.partition("replaced")[0] for one in kept] == ["house.db."]


def test_a_damaged_file_goes_aside_log_and_all(killed: Case) -> None:
    log = killed.db.path.with_name("house.db-wal").read_bytes()
    killed.db.path.write_bytes(b"ikke en database" * 4000)
    done = restore(killed.db, now=NOW)
    assert titles(killed.db) == ["Før"] and sound(killed.db)
    assert done.old is not None and done.old.read_bytes().startswith(b"ikke en database")
    assert done.old.with_name(f"{done.old.name}-wal").read_bytes() == log


def test_a_journal_from_another_time_goes_aside_too(killed: Case) -> None:
    killed.db.path.with_name("house.db-journal").write_bytes(b"x" * 1024)
    restore(killed.db, now=NOW)
    assert beside(killed.db.path) == set() and sound(killed.db)


def test_twice_in_a_second_keeps_both(killed: Case) -> None:
    first, second = restore(killed.db, now=NOW).old, restore(killed.db, now=NOW).old
    assert first is not None and second is not None and first != second
    assert titles(HouseDb(first)) == ["I loggen"] and titles(HouseDb(second)) == ["Før"]


def test_where_files_have_one_name_alone(killed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_names: object) -> None:
        raise OSError("no second names here")

    monkeypatch.setattr(os, "link", refuses)
    done = restore(killed.db, now=NOW)
    assert done.old is not None and titles(HouseDb(done.old)) == ["I loggen"] and sound(killed.db)


def test_somebody_who_has_the_file_open_is_not_left_on_the_old_one(killed: Case) -> None:
    with closing(sqlite3.connect(killed.db.path)) as con:
        con.execute("SELECT count(*) FROM setting").fetchall()
        told = CliRunner().invoke(cli, ["restore", "--yes"])
        assert told.exit_code == 1 and "Stop det først" in told.output
        assert con.execute("SELECT title FROM activity").fetchall() == [("I loggen",)]
    assert not list(killed.db.path.parent.glob("*.replaced-*")), "nothing was touched"
    assert CliRunner().invoke(cli, ["restore", "--yes"]).exit_code == 0
    assert titles(killed.db) == ["Før"]


def test_every_way_to_run_the_house_is_in_use(case: Case) -> None:
    make(case.db, now=NOW)

    async def both() -> None:
        for running in (web._alone, jobs.running):
            async with running(web.build_app(house_db())):
                with pytest.raises(BackupTrouble) as refused:
                    restore(case.db)
                assert refused.value.problem == "in-use"

    with ThreadPoolExecutor(1) as own:  # this thread's loop may be a browser's
        own.submit(asyncio.run, both()).result()
    restore(case.db)


def test_no_house_starts_while_a_backup_is_brought_back(case: Case) -> None:
    with nobody_works(case.db):
        with pytest.raises(DatabaseTrouble) as refused, in_use(case.db):
            pass
        assert refused.value.problem == "locked"
        told = CliRunner().invoke(cli, ["serve", "--prepare-only"])
        assert told.exit_code == 1 and "Traceback" not in told.output
    assert CliRunner().invoke(cli, ["serve", "--prepare-only"]).exit_code == 0


@pytest.mark.parametrize("step", ["os.fsync", "Path.replace"])
def test_cut_short_the_house_has_a_whole_database(
    killed: Case, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk or a fault in the middle: the old one is there, with all that was in its log."""

    def fails(*args: object) -> None:
        if step == "os.fsync" or str(args[0]).endswith("house.db"):
            raise OSError(28, "No space left on device")
        os.rename(str(args[0]), str(args[1]))

    if step == "os.fsync":
        monkeypatch.setattr(os, "fsync", fails)
    else:
        monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(BackupTrouble) as refused:
        restore(killed.db, now=NOW)
    assert refused.value.problem == "full"
    monkeypatch.undo()
    assert titles(killed.db) == ["I loggen"]


def test_what_was_ended_since_does_not_let_anybody_in_again(case: Case) -> None:
    """A session that was ended, and a link that was used, after the backup was made."""
    who = accounts.create_staff(
        case.db, None, username="anna", name="Anna", grants=[RoleGrant("host", None)]
    )
    link = accounts.make_link(case.db, None, who, "sign-in")
    token = accounts.use_link(case.db, link)
    unused = accounts.make_link(case.db, None, who, "sign-in")
    make(case.db)
    accounts.use_link(case.db, unused)
    accounts.revoke_sessions(case.db, None, who)
    restore(case.db)
    assert accounts.current(case.db, token) is None
    with pytest.raises(NotFound):
        accounts.use_link(case.db, unused)
    again = accounts.use_link(case.db, accounts.make_link(case.db, None, who, "sign-in"))
    assert accounts.current(case.db, again) is not None
