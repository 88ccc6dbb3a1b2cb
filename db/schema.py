"""Bringing a database file to the newest schema, and telling when that cannot be done."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from db.connection import problem_of
from db.migrations import migrations
from domain.errors import DatabaseTrouble

NEWEST = len(migrations._migrations)


def migrate(path: Path) -> int:
    """Create the file if missing, apply what is pending, return the schema version.

    Runs behind a lock file, so that two processes do it once.
    Raises DatabaseTrouble: not a database, read-only, locked, or newer than this code.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(path), closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as con:
            con.execute("PRAGMA schema_version").fetchone()
            _refuse_newer(con, path)
            db = Database(con)
            if migrations.pending(db):
                con.execute("PRAGMA journal_mode = WAL")
                migrations.apply(db)
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
    from db.connection import HouseDb

    with HouseDb(path).read() as con:
        return int(con.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0])


def _refuse_newer(con: sqlite3.Connection, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}
    applied = {migration.name for migration in migrations.applied(Database(con))}
    if applied - known:
        raise DatabaseTrouble("newer", str(path))


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with open(path.with_suffix(path.suffix + ".lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
