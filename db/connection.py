"""Opening the house's database: a connection per use, foreign keys on, WAL, typed trouble.

What only SQLite has (pragmas, `BEGIN IMMEDIATE`, file checks) stays here.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db import trouble
from domain.errors import DatabaseProblem, DatabaseTrouble, NotFound

BUSY_SECONDS = 10.0
Row = sqlite3.Row
Connection = sqlite3.Connection


@dataclass(frozen=True, slots=True)
class HouseDb:
    """The house's database file. Cheap: it holds a path, not a connection."""

    path: Path

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading one consistent state.

        Raises DatabaseTrouble when the file is locked, missing or not a database.
        """
        with _told(self.path), _reading(self.path) as con:
            con.execute("BEGIN")
            yield con

    @contextmanager
    def opened_once(self) -> Iterator[None]:
        """Within the block, readings of this thread share one connection, each in a transaction.

        For drawing a page, which reads ten times: to open costs milliseconds (SQLite reads the
        whole schema). No longer than that: a file that is put in place of ours would not be seen.
        """
        outer = getattr(_kept, "held", None)
        _kept.held = held = _Held(self.path)
        try:
            yield
        finally:
            _kept.held = outer
            held.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction: all of it is kept, or nothing when the block raises.

        `BEGIN IMMEDIATE` takes the write lock before the first read, so that of two who check
        and then book, one books and the other sees what was booked.
        Raises DatabaseTrouble when the file is locked for longer than 10 s, read-only or full, or
        of a newer program (started on it while this one ran): what that keeps we do not know.
        """
        with _told(self.path), closing(_open(self.path)) as con:
            con.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            con.execute("BEGIN IMMEDIATE")
            try:
                _refuse_newer(con, self.path)
                yield con
            except BaseException:
                if con.in_transaction:  # a full disk has ended it already
                    con.execute("ROLLBACK")
                raise
            con.execute("COMMIT")
        trouble.written(self.path)

    def scrub(self) -> bool:
        """Empty the write-ahead log, which holds pages as they were before something was deleted.

        False while somebody else reads or writes: then it is still to be done.
        """
        with _told(self.path), closing(_open(self.path)) as con:
            con.execute("PRAGMA busy_timeout = 1000")
            busy, _pages, _done = con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy


class _Held:
    """The connection that a thread keeps while it draws; opened by the first reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.con: Connection | None = None
        self.busy = False

    def close(self) -> None:
        if self.con is not None:
            self.con.close()
            self.con = None


_kept = threading.local()


@contextmanager
def _reading(path: Path) -> Iterator[Connection]:
    held: _Held | None = getattr(_kept, "held", None)
    if held is None or held.path != path or held.busy:
        with closing(_open(path)) as con:
            yield con
        return
    held.busy = True
    try:
        if held.con is None:
            held.con = _open(path)
        yield held.con
        held.con.rollback()
    except BaseException:
        held.close()  # whatever it was: the next reading starts anew
        raise
    finally:
        held.busy = False


def _open(path: Path) -> Connection:
    if not path.exists():
        raise DatabaseTrouble("missing", str(path))
    con = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    con.row_factory = sqlite3.Row
    con.execute("PRAGMA foreign_keys = ON")
    con.execute("PRAGMA synchronous = FULL")
    return con


def _refuse_newer(con: Connection, path: Path) -> None:
    from db.schema import NEWEST, applied  # which needs this module

    if len(applied(con)) > NEWEST:
        raise DatabaseTrouble("newer", str(path))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors about the file into DatabaseTrouble.

    A number that SQLite cannot hold names no row: NotFound.
    """
    try:
        yield
    except OverflowError as error:
        raise NotFound("row") from error
    except sqlite3.DatabaseError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        trouble.note(path, problem)
        raise DatabaseTrouble(problem, str(path)) from error


def problem_of(error: sqlite3.DatabaseError) -> DatabaseProblem | None:
    """Which trouble with the file an SQLite error means, None when it is not about the file."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "locked"
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN")):
        return "read-only"
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return "not-a-database"
    if name.startswith("SQLITE_FULL"):
        return "full"
    if name.startswith("SQLITE_IOERR"):
        return "disk"
    return None


def to_text(instant: datetime) -> str:
    """An aware instant as the UTC text that the tables hold, whole seconds."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_instant(text: str) -> datetime:
    """The aware UTC instant of a text made by `to_text`."""
    return datetime.fromisoformat(text)


def maybe_instant(text: str | None) -> datetime | None:
    return to_instant(text) if text else None


def in_clause(name: str, values: Any, params: dict[str, Any]) -> str:
    """Named placeholders `:name0, :name1, …` for an IN list; adds the values to `params`."""
    keys = []
    for number, value in enumerate(values):
        params[f"{name}{number}"] = value
        keys.append(f":{name}{number}")
    return ", ".join(keys) or "NULL"
