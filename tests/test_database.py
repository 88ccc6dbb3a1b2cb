"""The file itself: pragmas, constraints, two writers at once, and every kind of trouble."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

import db.connection
from actions import planning
from db.connection import HouseDb
from db.migrations import migrations
from db.schema import NEWEST, STEPS, migrate, schema_version
from domain.errors import Conflicts, DatabaseTrouble
from manage import cli
from tests.house_case import NOW, Case, nada


def not_a_database(path: Path) -> None:
    path.write_bytes(b"Dette er en tekst og ingen database. " * 100)


def newer(path: Path) -> None:
    migrate(path)
    Database(path).table("_sqlite_migrations").insert(
        {"migration_set": "house", "name": "m999_later", "applied_at": "2030"}
    )


def a_folder(path: Path) -> None:
    path.mkdir()


FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "not-a-database": (not_a_database, "ikke en af husets databaser"),
    "newer": (newer, "nyere version"),
    "a-folder": (a_folder, "ikke en af husets databaser"),
}


@pytest.mark.parametrize(("make", "words"), FILES.values(), ids=FILES.keys())
def test_a_wrong_file_is_met_with_a_sentence_and_left_alone(
    house_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], words: str
) -> None:
    make(house_path)
    before = house_path.read_bytes() if house_path.is_file() else b""
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    told = CliRunner().invoke(cli, ["serve", "--prepare-only"])
    assert told.exit_code == 1
    assert words in told.output and "Traceback" not in told.output
    assert (house_path.read_bytes() if house_path.is_file() else b"") == before


def test_the_file_and_its_log_are_for_their_owner_alone(house_path: Path) -> None:
    migrate(house_path)
    with HouseDb(house_path).write() as con:
        con.execute("INSERT INTO setting (key, value) VALUES ('x', '1')")
        modes = {path.name: path.stat().st_mode & 0o777 for path in house_path.parent.iterdir()}
    assert {modes[f"house.db{end}"] for end in ("", "-wal", "-shm")} == {0o600}


def test_a_newer_file_is_read_and_not_written_to(case: Case) -> None:
    """Another process has brought it up to date while this one runs."""
    uid = case.create(title="Før")
    newer(case.db.path)
    with pytest.raises(DatabaseTrouble) as told:
        case.edit(uid, title="Efter")
    assert told.value.problem == "newer"
    assert case.rows("SELECT title FROM activity") == [("Før",)]


def as_another_user() -> None:
    os.setuid(65534)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user without the right")
def test_a_read_only_file_is_met_with_a_sentence(house_path: Path) -> None:
    migrate(house_path)
    os.chmod(house_path, 0o444)
    house_path.with_suffix(".db.lock").unlink()
    for folder in (house_path.parent, *house_path.parents[1:4]):
        if str(folder) != "/tmp":
            os.chmod(folder, 0o755)
    pid = os.fork()
    if pid == 0:  # the test itself goes on as root
        try:
            os.setuid(65534)
            migrate(house_path)
        except DatabaseTrouble as error:
            os._exit(7 if error.problem == "read-only" else 8)
        finally:
            os._exit(9)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 7


def test_a_locked_file_is_met_with_a_sentence(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.connection, "BUSY_SECONDS", 0.2)
    holder = sqlite3.connect(case.db.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseTrouble) as caught:
        case.create()
    holder.close()
    assert caught.value.problem == "locked"
    case.create()


def test_a_missing_file_is_not_made_anew(house_path: Path) -> None:
    with pytest.raises(DatabaseTrouble) as caught, HouseDb(house_path).read():
        pass
    assert caught.value.problem == "missing" and not house_path.exists()


def test_migrating_twice_does_nothing_the_second_time(house_path: Path) -> None:
    assert migrate(house_path) == migrate(house_path) == schema_version(house_path) == NEWEST
    con = sqlite3.connect(house_path)
    assert con.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    con.close()


def test_the_steps_are_those_of_the_migrations() -> None:
    assert tuple(step.name for step in migrations._migrations) == STEPS


@pytest.mark.parametrize("step", range(1, NEWEST), ids=lambda step: f"from-{step}")
def test_each_migration_from_the_schema_before_it(house_path: Path, step: int) -> None:
    old = Database(house_path)
    migrations.apply(old, stop_before=migrations._migrations[step].name)
    old.close()
    assert migrate(house_path) == NEWEST


def test_two_processes_migrate_once(house_path: Path) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            migrate(house_path)
        except Exception as error:  # pragma: no cover
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and schema_version(house_path) == NEWEST


def test_of_two_who_book_at_once_one_books_and_the_other_sees_what(case: Case) -> None:
    start = threading.Barrier(2)
    results: list[object] = []

    def book(title: str) -> None:
        fields = nada(title=title, rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=20")
        start.wait()
        try:
            results.append(planning.create(case.db, case.boss, fields, now=NOW, publish=True))
        except Conflicts as error:
            results.append(error.conflicts[0].other_title)

    threads = [threading.Thread(target=book, args=(title,)) for title in ("Kor", "Yoga")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = case.rows("SELECT title FROM activity")
    assert sorted(map(str, results)) == sorted(["1", winner[0]])


BROKEN = {
    "treatment-on-the-board": "UPDATE activity SET treatment = 1",
    "legal-basis-without-treatment": "UPDATE activity SET legal_basis = 'SEL § 101'",
    "night-hour": "UPDATE activity SET local_start = '2026-11-23T02:30'",
    "unknown-room": "UPDATE occurrence SET room_id = 99",
    "end-before-start": "UPDATE occurrence SET ends_at = starts_at",
    "two-days-long": "UPDATE occurrence SET ends_at = '2026-11-25T12:00:00Z'",
    "the-same-date-twice": "INSERT INTO occurrence (activity_id, original_start, starts_at,"
    " ends_at, state) SELECT activity_id, original_start, starts_at, ends_at, state"
    " FROM occurrence",
    "internal-on-the-board": "UPDATE activity SET access = 'internal', listing = 'open'",
    "empty-title": "UPDATE activity SET title = ''",
    "no-places": "UPDATE activity SET capacity = 0",
    "discreet-without-neutral-name": "UPDATE target_group SET calendar = 'discreet'",
    "alle-as-a-slug": "INSERT INTO target_group (slug, name, public_name, calendar)"
    " VALUES ('alle', 'x', 'x', 'open')",
    "negative-count": "INSERT INTO attendance (occurrence_id, total, recorded_at)"
    " VALUES (1, -1, '')",
    "count-of-nothing": "INSERT INTO attendance (occurrence_id, total, recorded_at)"
    " VALUES (99, 1, '')",
}


@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_the_database_refuses_what_the_rules_refuse(case: Case, statement: str) -> None:
    case.create()
    with pytest.raises(sqlite3.IntegrityError), case.db.write() as con:
        con.execute(statement)


def test_a_date_with_attendance_cannot_be_deleted(case: Case) -> None:
    number = case.create()
    with case.db.write() as con:
        con.execute("INSERT INTO attendance (occurrence_id, total, recorded_at) VALUES (1, 3, '')")
    with pytest.raises(sqlite3.IntegrityError), case.db.write() as con:
        con.execute("DELETE FROM activity WHERE id = :id", {"id": number})


def test_a_write_that_fails_half_way_leaves_nothing(case: Case) -> None:
    with pytest.raises(ZeroDivisionError), case.db.write() as con:
        con.execute("UPDATE room SET capacity = 7")
        raise ZeroDivisionError
    assert (7,) not in case.rows("SELECT capacity FROM room")


def test_looking_for_conflicts_uses_the_indexes(case: Case) -> None:
    case.create(rrule="FREQ=DAILY;COUNT=50", duration=timedelta(minutes=30))
    (plan,) = case.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM occurrence WHERE room_id = 1"
        " AND starts_at >= 'a' AND starts_at < 'b' AND ends_at > 'a' AND state = 'planned'"
    )
    assert "occurrence_room" in str(plan)
