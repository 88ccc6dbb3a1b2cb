"""What was last wrong with a file, until it is seen to be right again. For this process alone.

Reading goes on while a disk is full, so that nothing but a note tells `/healthz` and the staff.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from domain.errors import DatabaseProblem

OF_WRITING: frozenset[DatabaseProblem] = frozenset({"full", "read-only", "disk"})
KEPT: frozenset[DatabaseProblem] = OF_WRITING | {"not-a-database"}
"""A lock passes by itself, and a missing file is asked for each time."""
logger = logging.getLogger("house.database")
_lock = threading.Lock()
_noted: dict[str, DatabaseProblem] = {}


def note(path: Path, problem: DatabaseProblem) -> None:
    """Keep it, and say it in the log when it is new: there the operator may read which file."""
    if problem in KEPT:
        with _lock:
            before = _noted.get(str(path))
            _noted[str(path)] = problem
        if before != problem:
            logger.error("the database is in trouble", extra={"why": problem, "file": str(path)})


def noted(path: Path) -> DatabaseProblem | None:
    """What is wrong as far as is known, None for nothing."""
    return _noted.get(str(path))


def right_again(path: Path) -> None:
    with _lock:
        was = _noted.pop(str(path), None)
    if was is not None:
        logger.info("the database is well again", extra={"was": was, "file": str(path)})


def written(path: Path) -> None:
    """A write was kept: whatever stood in its way has gone."""
    if _noted.get(str(path)) in OF_WRITING:
        right_again(path)
