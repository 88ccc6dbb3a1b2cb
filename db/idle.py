"""A few connections for reading, kept open between questions.

Opening the file costs a tenth of a millisecond, but the first question on a new connection makes
SQLite read the whole schema: three milliseconds, more than most questions cost themselves.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

Identity = tuple[str, int, int]
_MOST = 4
"""Connections kept, of all files together: as many as read at once in a small house."""
_lock = threading.Lock()
_idle: list[tuple[Identity, sqlite3.Connection]] = []


def identity(path: Path) -> Identity:
    """Which file a path names now; another one after a backup was restored in its place.

    Raises FileNotFoundError. While a connection is kept its file's number is not given away.
    """
    status = path.stat()
    return (str(path), status.st_dev, status.st_ino)


def take(wanted: Identity) -> sqlite3.Connection | None:
    """A kept connection to this file, out of use by anybody else; None: open one."""
    with _lock:
        for at in range(len(_idle) - 1, -1, -1):
            if _idle[at][0] == wanted:
                return _idle.pop(at)[1]
    return None


def give(known: Identity, con: sqlite3.Connection) -> None:
    """Keep a connection that is in no transaction; the one longest unused is closed for it.

    Connections to a file that is not at its path any more are closed too.
    """
    with _lock:
        _idle.append((known, con))
        gone = [one for one in _idle if one[0][0] == known[0] and one[0] != known]
        gone += [one for one in _idle[: max(len(_idle) - _MOST, 0)] if one not in gone]
        for one in gone:
            _idle.remove(one)
    for _known, old in gone:
        old.close()
