"""Bringing a backup back, checked before it replaces anything, and the drill that proves one."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyrage

from actions.clock import real_now
from backup.in_use import nobody_works
from backup.making import CHUNK, newest, where
from backup.stores import Store, store_at
from calendars.serve import Shelf
from db.connection import HouseDb
from db.schema import migrate
from db.writes_backup import Checked, check, end_what_signs_in, put_in_place
from domain.backups import Backup, parse_name
from domain.errors import BackupTrouble, DatabaseTrouble


@dataclass(frozen=True, slots=True)
class Restored:
    backup: Backup
    checked: Checked
    old: Path | None
    """Where the database is that was there before, None for none."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """What a drill found: it opened, was sound, and gave a calendar."""

    backup: Backup
    checked: Checked
    migrated_to: int
    events: int
    """In the calendar "Hele huset" built from it."""
    feed_bytes: int


def restore(
    db: HouseDb,
    name: str = "",
    *,
    identity: str = "",
    target: str | None = None,
    now: datetime | None = None,
) -> Restored:
    """Put a backup in the place of the database; without a name the newest.

    `name` is a backup's name in the store, or a path to one. `identity` is the file with the secret
    key. Nothing is replaced before the backup has been opened, checked and migrated; the old
    database is kept. Everybody signs in again. The house must be stopped.
    Raises BackupTrouble, DatabaseTrouble.
    """
    now = now or real_now()
    with _told(db.path.parent):
        db.path.parent.mkdir(parents=True, exist_ok=True)
        with (
            nobody_works(db),
            tempfile.TemporaryDirectory(dir=db.path.parent, prefix=".restore-") as folder,
        ):
            copy = Path(folder) / "house.db"
            backup = _unpacked(db, name, identity, target, copy)
            checked = _sound(copy, backup)
            migrate(copy)
            end_what_signs_in(copy, now)
            check(copy)
            old = _in_place(copy, db.path, now)
    return Restored(backup, checked, old)


def drill(db: HouseDb, name: str = "", *, identity: str = "", target: str | None = None) -> Drilled:
    """Open the newest backup beside the house, look at every page, build a calendar from it.

    Nothing of the house is touched. Raises BackupTrouble, DatabaseTrouble.
    """
    with (
        _told(Path(tempfile.gettempdir())),
        tempfile.TemporaryDirectory(prefix="drill-") as folder,
    ):
        copy = Path(folder) / "house.db"
        backup = _unpacked(db, name, identity, target, copy)
        checked = _sound(copy, backup)
        migrated = migrate(copy)
        built = Shelf(HouseDb(copy)).build("alle", (0, 0))
        body = built.plain.body if built else b""
        if not body.startswith(b"BEGIN:VCALENDAR"):
            raise BackupTrouble("damaged", backup.name)
        return Drilled(backup, checked, migrated, body.count(b"BEGIN:VEVENT"), len(body))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """A disk that is full, or a folder that may not be written to."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise BackupTrouble("full" if full else "refused", str(folder)) from error


def _in_place(copy: Path, path: Path, now: datetime) -> Path | None:
    try:
        return put_in_place(copy, path, now)
    except DatabaseTrouble as error:
        if error.problem != "locked":
            raise
        raise BackupTrouble("in-use", str(path)) from error


def _sound(copy: Path, backup: Backup) -> Checked:
    try:
        return check(copy)
    except DatabaseTrouble as error:
        if error.problem == "newer":
            raise
        raise BackupTrouble("damaged", backup.name) from error


def _unpacked(db: HouseDb, name: str, identity: str, target: str | None, copy: Path) -> Backup:
    """Fetch, decrypt and decompress a backup to `copy`."""
    packed = copy.with_name("fetched")
    given = Path(name) if name else None
    if given is not None and given.is_file():
        backup = parse_name(given.name)
        shutil.copyfile(given, packed)
    else:
        store: Store = store_at(target or where(db))
        backup = parse_name(name) if name else newest(store)
        if backup is not None and backup not in store.listed():
            raise BackupTrouble("none", f"{store.target}: {name}")
        if backup is not None:
            store.fetch(backup, packed)
    if backup is None:
        raise BackupTrouble("not-ours", name)
    compressed = copy.with_name("compressed")
    if backup.encrypted:
        _decrypt(packed, compressed, identity, backup.name)
    else:
        packed.replace(compressed)
    try:
        with gzip.open(compressed, "rb") as source, open(copy, "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            shutil.copyfileobj(source, out, CHUNK)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupTrouble("damaged", backup.name) from error
    return backup


def _decrypt(packed: Path, out: Path, identity: str, name: str) -> None:
    path = identity or os.environ.get("HOUSE_BACKUP_IDENTITY", "")
    if not path:
        raise BackupTrouble("locked", name)
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("ascii")
        lines = text.split()
        keys = [pyrage.x25519.Identity.from_str(one) for one in lines if one[:4] == "AGE-"]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise BackupTrouble("key", path) from error
    if not keys:
        raise BackupTrouble("key", path)
    try:
        with open(packed, "rb") as secret, open(out, "wb") as plain:
            pyrage.decrypt_io(secret, plain, keys)
    except pyrage.DecryptError as error:
        text = str(error).casefold()
        wrong = "no matching" in text or "identit" in text
        raise BackupTrouble("wrong-key" if wrong else "damaged", name) from error
    except OSError as error:
        raise BackupTrouble("damaged", name) from error
