"""A running house and a restore exclude each other, by a lock on a file beside the database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.connection import HouseDb
from domain.errors import BackupTrouble, DatabaseTrouble


@contextmanager
def in_use(db: HouseDb) -> Iterator[None]:
    """While the house runs, several processes of it too: nothing is put in its file's place.

    Where the file cannot be made, the house runs all the same. Raises DatabaseTrouble ("locked")
    while a backup is being brought back.
    """
    try:
        handle = open(_file(db), "a")  # noqa: SIM115
    except OSError:
        handle = open(os.devnull, "a")  # noqa: SIM115
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DatabaseTrouble("locked", str(db.path)) from error
        yield


@contextmanager
def nobody_works(db: HouseDb) -> Iterator[None]:
    """While a backup is brought back. Raises BackupTrouble ("in-use", or "refused")."""
    try:
        handle = open(_file(db), "a")  # noqa: SIM115
    except OSError as error:
        raise BackupTrouble("refused", str(db.path.parent)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupTrouble("in-use", str(db.path)) from error
        yield


def _file(db: HouseDb) -> Path:
    return db.path.with_name(f"{db.path.name}.in-use")
