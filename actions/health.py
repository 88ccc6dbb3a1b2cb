"""Whether the house can read and keep what it is told, asked by `/healthz` and the staff's pages.

While nothing was wrong this costs one question. After trouble it is tried again at each call, so
that the house is well as soon as the disk has room, without a restart.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from actions.clock import real_now
from db import trouble
from db.connection import HouseDb
from db.health import is_sound
from db.schema import NEWEST, schema_version
from db.writes_jobs import finish
from domain.errors import DatabaseProblem, DatabaseTrouble
from domain.version import VERSION

LOOK_AGAIN_SECONDS = 20.0
"""Looking at every page of a damaged file is not done more often than this."""
LOW_BYTES = 200 * 1024 * 1024
_looked: dict[str, float] = {}


def schema(db: HouseDb) -> int:
    """The file's schema version. Raises DatabaseTrouble for what is wrong now."""
    version = schema_version(db.path)
    problem = trouble.noted(db.path)
    if version == NEWEST and problem is not None:
        _try_again(db, problem)
    return version


def running() -> tuple[str, int]:
    """The version of the program, and the newest schema that it knows."""
    return VERSION, NEWEST


def problem(db: HouseDb) -> DatabaseTrouble | None:
    """What a page says at its top, None while all is well."""
    try:
        if schema(db) > NEWEST:  # a newer program was started on it while this one ran
            raise DatabaseTrouble("newer", str(db.path))
    except DatabaseTrouble as error:
        return error
    return None


def low_space(path: Path) -> int | None:
    """Free megabytes of the database's disk when they are few, None otherwise."""
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return None
    return free // (1024 * 1024) if free < LOW_BYTES else None


def _try_again(db: HouseDb, problem: DatabaseProblem) -> None:
    """Raises DatabaseTrouble if it is still so."""
    if problem in trouble.OF_WRITING:
        with db.write() as con:
            finish(con, "probe", real_now())
        return
    key, now = str(db.path), time.monotonic()
    if now - _looked.get(key, -LOOK_AGAIN_SECONDS) < LOOK_AGAIN_SECONDS:
        raise DatabaseTrouble(problem, key)
    _looked[key] = now
    if not is_sound(db):
        raise DatabaseTrouble(problem, key)
    trouble.right_again(db.path)
