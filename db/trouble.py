"""What was last wrong with a file, until it is seen to be right again. For this process alone.

Reading goes on while a disk is full, so that nothing but a note tells `/healthz` and the staff.
"""

from __future__ import annotations

import threading
from pathlib import Path

from domain.errors import DatabaseProblem

OF_WRITING: frozenset[DatabaseProblem] = frozenset({"full", "read-only", "disk"})
KEPT: frozenset[DatabaseProblem] = OF_WRITING | {"not-a-database"}
"""A lock passes by itself, and a missing file is asked for each time."""
_lock = threading.Lock()
_noted: dict[str, DatabaseProblem] = {}


def note(path: Path, problem: DatabaseProblem) -> None:
    if problem in KEPT:
        with _lock:
            _noted[str(path)] = problem


def noted(path: Path) -> DatabaseProblem | None:
    """What is wrong as far as is known, None for nothing."""
    return _noted.get(str(path))


def right_again(path: Path) -> None:
    with _lock:
        _noted.pop(str(path), None)


def written(path: Path) -> None:
    """A write was kept: whatever stood in its way has gone."""
    if _noted.get(str(path)) in OF_WRITING:
        right_again(path)
