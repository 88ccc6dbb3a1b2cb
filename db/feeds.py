"""Reading the materialised feeds, and asking cheaply whether anything changed."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from db.connection import Connection, Row, maybe_instant, problem_of, to_instant
from domain.errors import DatabaseTrouble

_CHUNK = 5000
_WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed's state: `version` rises and `changed_at` moves whenever its bytes change."""

    slug: str
    name: str
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One UID of one feed (domain.feedentry.Entry) with its stamps.

    Live: `left_at` None. Tombstone: `left_at` set and `content` what is left to say. Dormant:
    `content` "": not served any more, kept so that its stamps never go down should it return.
    """

    feed: str
    uid: str
    activity_id: int | None
    content: str
    content_hash: str
    sequence: int
    created_at: datetime
    last_modified: datetime
    left_at: datetime | None


def feed_rows(con: Connection) -> dict[str, FeedRow]:
    """The state of every feed that has ever been written, by slug."""
    return {
        row["slug"]: FeedRow(
            row["slug"], row["name"], row["version"], to_instant(row["changed_at"])
        )
        for row in con.execute("SELECT slug, name, version, changed_at FROM feed")
    }


def served(con: Connection, slug: str) -> list[StoredEntry]:
    """What a feed serves, live entries and tombstones, by UID."""
    rows = con.execute(
        "SELECT * FROM feed_entry WHERE feed = :feed AND content <> '' ORDER BY uid",
        {"feed": slug},
    )
    return [_entry(row) for row in rows]


def entries_in(con: Connection, slug: str) -> list[StoredEntry]:
    """Every entry of one feed, dormant ones too."""
    rows = con.execute("SELECT * FROM feed_entry WHERE feed = :feed", {"feed": slug})
    return [_entry(row) for row in rows]


def all_entries(con: Connection) -> list[StoredEntry]:
    """Every entry of every feed, dormant ones too."""
    return [_entry(row) for row in con.execute("SELECT * FROM feed_entry")]


def entries_of(con: Connection, activity_ids: Collection[int]) -> list[StoredEntry]:
    """Every entry of the given activities in every feed, dormant ones too."""
    found: list[StoredEntry] = []
    for chunk in _chunks(sorted(activity_ids)):
        marks = ", ".join("?" * len(chunk))
        found += map(
            _entry,
            con.execute(f"SELECT * FROM feed_entry WHERE activity_id IN ({marks})", chunk),
        )
    return found


def entries_with(con: Connection, uids: Collection[str]) -> list[StoredEntry]:
    """Every entry with one of the given UIDs, whichever activity it was last stored for."""
    found: list[StoredEntry] = []
    for chunk in _chunks(sorted(uids)):
        marks = ", ".join("?" * len(chunk))
        found += map(_entry, con.execute(f"SELECT * FROM feed_entry WHERE uid IN ({marks})", chunk))
    return found


class FeedWatch:
    """One connection kept open to ask whether the database changed, from any process.

    `PRAGMA data_version` costs microseconds where opening the file costs a tenth of a millisecond.
    Safe to use from several threads.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._con: Connection | None = None
        self._file: tuple[int, int] | None = None
        self._opened = 0

    def token(self) -> tuple[int, int]:
        """A value that differs from the last one when anything was committed in between.

        A file that was replaced (a restored backup) counts as changed. Take the token before
        reading: what is read is then at least as new. Raises DatabaseTrouble.
        """
        with self._lock, self._told():
            status = os.stat(self._path)
            if self._con is None or (status.st_dev, status.st_ino) != self._file:
                self._close()
                self._con = self._open()
                self._file = (status.st_dev, status.st_ino)
                self._opened += 1
            row = self._con.execute("PRAGMA data_version").fetchone()
            return self._opened, int(row[0])

    def close(self) -> None:
        with self._lock:
            self._close()

    def _open(self) -> Connection:
        address = f"file:{quote(str(self._path.absolute()))}?mode=rw"
        return sqlite3.connect(
            address,
            uri=True,
            timeout=_WATCH_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
        self._con = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            self._close()
            raise DatabaseTrouble("missing", str(self._path)) from error
        except sqlite3.DatabaseError as error:
            self._close()
            raise DatabaseTrouble(problem_of(error) or "missing", str(self._path)) from error


def _chunks(ids: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def _entry(row: Row) -> StoredEntry:
    return StoredEntry(
        feed=row["feed"],
        uid=row["uid"],
        activity_id=row["activity_id"],
        content=row["content"],
        content_hash=row["content_hash"],
        sequence=row["sequence"],
        created_at=to_instant(row["created_at"]),
        last_modified=to_instant(row["last_modified"]),
        left_at=maybe_instant(row["left_at"]),
    )
