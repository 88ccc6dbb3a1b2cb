"""Bringing a database file to the newest schema, and telling when that cannot be done."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from db.connection import HouseDb, problem_of
from domain.errors import DatabaseTrouble

STEPS = (
    "m001_house",
    "m002_activities",
    "m003_people",
    "m004_attendance",
    "m005_feeds",
    "m006_secret_calendars",
    "m007_partners",
    "m008_door",
    "m009_retention",
    "m010_report",
    "m011_driftstal",
    "m012_patterns",
    "m013_planning_rules",
    "m014_morning",
    "m015_templates",
    "m016_search",
    "m017_citizens",
    "m018_sign_in",
    "m019_packs",
    "m020_feed_uids",
    "m021_few_rows",
)
"""The names of db.migrations in order, so that a start with nothing to migrate need not import
sqlite_utils and with it pandas (two thirds of a second). A test holds the two together."""
NEWEST = len(STEPS)


def migrate(path: Path, before: Callable[[], object] | None = None) -> int:
    """Create the file if missing, apply what is pending, return the schema version.

    Runs behind a lock file, so that two processes do it once. `before` is called when a database
    that holds something is about to be changed: it makes the backup, and stops all by raising.
    A step that fails leaves the database as it was before the first one.
    Raises DatabaseTrouble: not a database, read-only, locked, or newer than this code.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not path.exists():
            path.touch(0o600)  # its owner's alone; SQLite gives the log the same mode
        with _lock(path), closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as con:
            done = applied(con)
            if set(done) - set(STEPS):
                raise DatabaseTrouble("newer", str(path))
            if done and len(done) < NEWEST:
                if before is not None:
                    before()
                _apply_or_undo(con, path)
            elif not done:
                _apply(con)
            else:
                # finds a read-only file at start-up instead of at the first save
                con.execute("BEGIN IMMEDIATE")
                con.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise DatabaseTrouble(problem, str(path)) from error
    except PermissionError as error:
        raise DatabaseTrouble("read-only", str(path)) from error
    return NEWEST


def schema_version(path: Path) -> int:
    """How many migrations the file has had. Reads only; raises DatabaseTrouble."""
    with HouseDb(path).read() as con:
        return len(applied(con))


def applied(con: sqlite3.Connection) -> list[str]:
    """The names of the steps that the file has had, none for an empty one."""
    there = con.execute(
        "SELECT count(*) FROM sqlite_master WHERE name = '_sqlite_migrations'"
    ).fetchone()
    if not there[0]:
        return []
    rows = con.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'house'")
    return [row[0] for row in rows]


def _apply(con: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    from db.migrations import migrations

    con.execute("PRAGMA journal_mode = WAL")
    migrations.apply(Database(con))


def _apply_or_undo(con: sqlite3.Connection, path: Path) -> None:
    """Apply; when that fails, write every page back from a copy, in one transaction."""
    copy = path.with_name(f"{path.name}.before-update")
    copy.unlink(missing_ok=True)
    copy.touch(0o600)
    with closing(sqlite3.connect(copy)) as kept:
        con.backup(kept)
    try:
        _apply(con)
    except BaseException:
        with closing(sqlite3.connect(copy)) as kept:
            if con.in_transaction:
                con.execute("ROLLBACK")
            kept.backup(con)
        copy.unlink()
        raise
    copy.unlink()


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with open(path.with_suffix(path.suffix + ".lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
