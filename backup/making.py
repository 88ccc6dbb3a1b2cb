"""Making a backup: one consistent copy, compressed, encrypted where a key is set, and thinned."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyrage

from actions.clock import real_now
from backup.stores import Store, store_at
from db.connection import HouseDb
from db.schema import schema_version
from db.writes_backup import Checked, check, copy_to
from domain.backups import Backup, to_keep
from domain.errors import BackupTrouble

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """A backup, what stands in it, how large it is, and how many older ones went."""

    backup: Backup
    checked: Checked
    bytes: int
    removed: int


def where(db: HouseDb) -> str:
    """HOUSE_BACKUPS: a folder or s3://bucket/prefix; the folder `backups` beside the database."""
    return os.environ.get("HOUSE_BACKUPS") or str(db.path.parent / "backups")


def recipients() -> list[Any]:
    """HOUSE_BACKUP_KEY: one or more public keys ("age1…"), by comma; none: not encrypted.

    Raises BackupTrouble ("key").
    """
    text = os.environ.get("HOUSE_BACKUP_KEY", "")
    try:
        return [pyrage.x25519.Recipient.from_str(one) for one in text.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise BackupTrouble("key", "HOUSE_BACKUP_KEY") from error


def make(
    db: HouseDb,
    target: str | None = None,
    *,
    before_update: bool = False,
    now: datetime | None = None,
) -> Made:
    """Make, check and keep one backup, then thin the older ones. `now` is given only by tests.

    The copy is opened and looked at before it is kept. Raises BackupTrouble, DatabaseTrouble.
    """
    now = now or real_now()
    store, keys = store_at(target or where(db)), recipients()
    with tempfile.TemporaryDirectory(dir=db.path.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "house.db"
        try:
            copy_to(db, copy)
            # a file from before an update is not newer and not older: it is as it is
            checked = check(copy)
            backup = Backup(now, schema_version(copy), before_update, bool(keys))
            packed = Path(folder) / "packed"
            _pack(copy, packed, keys)
        except OSError as error:
            raise BackupTrouble("full", str(db.path.parent)) from error
        size = packed.stat().st_size
        store.put(backup, packed)
    return Made(backup, checked, size, _thin(store, now))


def newest(store: Store) -> Backup:
    """Raises BackupTrouble ("none")."""
    found = store.listed()
    if not found:
        raise BackupTrouble("none", store.target)
    return found[-1]


def _thin(store: Store, now: datetime) -> int:
    """Remove what need not be kept; how many. What cannot be removed stays until next time."""
    there = store.listed()
    leaving = sorted(set(there) - to_keep(there, now))
    for one in leaving:
        store.remove(one)
    return len(leaving)


def _pack(source: Path, target: Path, keys: Sequence[Any]) -> None:
    packed = target.with_suffix(".gz")
    with open(source, "rb") as plain, gzip.open(packed, "wb", compresslevel=6) as out:
        shutil.copyfileobj(plain, out, CHUNK)
    if not keys:
        packed.replace(target)
        return
    with open(packed, "rb") as plain, open(target, "wb") as secret:
        pyrage.encrypt_io(plain, secret, list(keys))
    packed.unlink()
