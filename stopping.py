"""Stopping in time: whoever stops the house waits at most a few seconds, whoever is connected.

The server first lets requests end. What then still hangs (a browser that keeps its line open, a
calendar that is being fetched from a slow machine) is left: every write is one transaction, so
that it is kept whole or not at all.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

LAST_SECOND = 4.0


def in_time() -> None:
    """From the first SIGTERM or SIGINT on, end the process after four seconds at the latest.

    Only in the main thread, where signals can be handled; elsewhere (in tests) nothing happens.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _armed(signal.getsignal(number)))


def _armed(before: Any) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        timer = threading.Timer(LAST_SECOND, _end)
        timer.daemon = True
        timer.start()
        if callable(before):
            before(number, frame)

    return handle


def _end() -> None:
    sys.stdout.flush()
    os._exit(0)
