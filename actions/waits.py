"""How long guessing is made to wait: at one account, and at all when many are guessed at.

Wherever a password or a code is asked for, the failures of an account count together.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db import staff as reads
from db.connection import Connection
from db.sign_in import failures_of_all
from domain.errors import InvalidField, InvalidInput

FREE_FAILURES = 3
LONGEST_WAIT = timedelta(minutes=5)
FREE_FAILURES_OF_ALL = 20
ALL_WITHIN = timedelta(minutes=10)
LONGEST_WAIT_OF_ALL = timedelta(seconds=8)
"""Guessing at many accounts: short, because it keeps everybody waiting who has no session."""
FAILURES_KEPT = timedelta(hours=24)


def seconds(con: Connection, key: str, now: datetime) -> int:
    """Seconds until the next attempt at this account, or at any when many are guessed at."""
    own = _own(reads.failures_since(con, key, now - FAILURES_KEPT), now)
    return max(own, _of_all(failures_of_all(con, now - ALL_WITHIN), now))


def wrong(field: str, code: str, wait: int) -> InvalidInput:
    """What is told: to wait, where one has to, else that it was wrong."""
    if wait:
        return InvalidInput((InvalidField(field, "wait", seconds=wait),))
    return InvalidInput((InvalidField(field, code),))


def _of_all(failures: list[datetime], now: datetime) -> int:
    """None for the first twenty within ten minutes, then 1, 2, 4, 8 seconds per further twenty."""
    if len(failures) < FREE_FAILURES_OF_ALL:
        return 0
    doubled = len(failures) // FREE_FAILURES_OF_ALL - 1
    pause = min(timedelta(seconds=2 ** min(doubled, 8)), LONGEST_WAIT_OF_ALL)
    return max(0, int((failures[-1] + pause - now).total_seconds()))


def _own(failures: list[datetime], now: datetime) -> int:
    """Seconds until the next attempt: none for the first three, then 2, 4, 8 … up to 5 minutes."""
    if len(failures) < FREE_FAILURES:
        return 0
    pause = min(timedelta(seconds=2 ** min(len(failures) - FREE_FAILURES + 1, 16)), LONGEST_WAIT)
    left = failures[-1] + pause - now
    return max(0, int(left.total_seconds()))
