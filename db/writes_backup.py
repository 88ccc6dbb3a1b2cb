"""Copies of the database file: made while people work, checked, put in its place.

What only SQLite has stands here: VACUUM INTO, integrity checks, the write-ahead log.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.connection import BUSY_SECONDS, HouseDb, problem_of, to_text
from db.schema import NEWEST, schema_version
from domain.errors import DatabaseTrouble

COUNTED = ("activity", "occurrence", "attendance", "staff", "change", "release", "feed_entry")


@dataclass(frozen=True, slots=True)
class Checked:
    """A sound database: its schema and how many rows its tables hold."""

    schema: int
    rows: dict[str, int]


def copy_to(db: HouseDb, target: Path) -> None:
    """One consistent state of the whole file, while others read and write. `target` is made.

    Deleted rows leave no trace in it (VACUUM INTO). Raises DatabaseTrouble.
    """
    target.touch(0o600, exist_ok=False)
    try:
        if not db.path.exists():
            raise DatabaseTrouble("missing", str(db.path))
        with closing(sqlite3.connect(db.path, timeout=BUSY_SECONDS, isolation_level=None)) as con:
            con.execute("VACUUM INTO :target", {"target": str(target)})
    except sqlite3.DatabaseError as error:
        target.unlink(missing_ok=True)
        raise DatabaseTrouble(problem_of(error) or "not-a-database", str(db.path)) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def check(path: Path) -> Checked:
    """Open a copy that nobody else uses and look at every page and every reference.

    Raises DatabaseTrouble: not a database of the house, damaged, or newer than this code.
    """
    schema = schema_version(path)
    if schema == 0:
        raise DatabaseTrouble("not-a-database", str(path))
    if schema > NEWEST:
        raise DatabaseTrouble("newer", str(path))
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as con:
            sound = con.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = con.execute("PRAGMA foreign_key_check").fetchone()
            there = {row[0] for row in con.execute("SELECT name FROM sqlite_master")}
            if not sound or loose is not None or not there.issuperset({"activity", "staff"}):
                raise DatabaseTrouble("not-a-database", str(path))
            rows = {
                table: con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in COUNTED
                if table in there
            }
            return Checked(schema, rows)
    except sqlite3.DatabaseError as error:
        raise DatabaseTrouble(problem_of(error) or "not-a-database", str(path)) from error


def end_what_signs_in(path: Path, now: datetime) -> None:
    """End every session, link and half sign-in of a backup that is to be brought back.

    What was ended or used since it was made would let somebody in again: a stolen tablet that was
    shut off, a link that was used. Raises DatabaseTrouble.
    """
    with HouseDb(path).write() as con:
        at = {"now": to_text(now)}
        con.execute("UPDATE session SET revoked_at = :now WHERE revoked_at IS NULL", at)
        con.execute("UPDATE one_time_link SET used_at = :now WHERE used_at IS NULL", at)
        con.execute("DELETE FROM sign_in_step")


def put_in_place(new: Path, path: Path, now: datetime) -> Path | None:
    """`new` becomes the database at `path`; the old one is kept beside it, where there was one.

    Returns where the old one is. A file that can be opened is first made whole (its write-ahead
    log is written back); one that cannot goes aside as it is, log and all. No log of the old file
    is ever left beside the new one, where SQLite would read it into it. There is a whole database
    at `path` at every moment. Raises DatabaseTrouble ("locked") while anybody has the file open.
    """
    name = f"{path.name}.replaced-{now:%Y-%m-%dT%H%M%SZ}"
    names = (path.with_name(f"{name}{more}") for more in ("", *(f"-{n}" for n in range(2, 100))))
    old = next(one for one in names if not list(path.parent.glob(f"{one.name}*")))
    was_there = path.exists()
    if was_there:
        _make_whole(path)
    for suffix in _BESIDE:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(old.with_name(old.name + suffix))
    if was_there:
        _second_name(path, old)
    with closing(sqlite3.connect(new, isolation_level=None)) as con:
        con.execute("PRAGMA journal_mode = WAL")
    with open(new, "rb") as handle:
        os.fsync(handle.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return old if was_there else None


_BESIDE = ("-wal", "-shm", "-journal")


def _make_whole(path: Path) -> None:
    """Write the log back and take it away; that is refused while anybody else has it open.

    A damaged file is not touched: it is looked at without writing first.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", timeout=1, uri=True)
        ) as con:
            if con.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as con:
            con.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if problem_of(error) == "locked":
            raise DatabaseTrouble("locked", str(path)) from error


def _second_name(path: Path, name: Path) -> None:
    try:
        os.link(path, name)
    except OSError:  # a file system without second names
        shutil.copyfile(path, name)
        name.chmod(0o600)
