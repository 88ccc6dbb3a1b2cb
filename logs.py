"""What the house writes to standard output: one JSON object a line, and nothing about a reader.

No address, token, query or IP stands in it: nothing that writes a line is handed one. uvicorn's log
of requests is off. A fault is written with where it happened, without the words of the error, in
which somebody's input may stand.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from db.schema import NEWEST
from domain.version import VERSION

NAME = "house"
_ROOT = f"{Path(__file__).resolve().parent}/"
_VENV = "/site-packages/"
OURS = ("house", "calendars", "public", "publish", "uvicorn.error")
_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


class OneLine(logging.Formatter):
    """`at` (UTC), `level`, `from`, `said`, what else the line was given, and `fault`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _PLAIN}
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = " < ".join(_kinds(record.exc_info[1]))
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _kinds(error: BaseException | None) -> list[str]:
    """The error's kind, and those of what it came from."""
    found: list[str] = []
    while error is not None and len(found) < 5:
        found.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return found


def _where(trace: TracebackType | None) -> list[str]:
    """The last places in our own code, and where in others' it ended."""
    frames = traceback.extract_tb(trace)
    ours = [one for one in frames if one.filename.startswith(_ROOT) and _VENV not in one.filename]
    shown = [one for one in frames if one in ours[-8:] or one in frames[-2:]]
    return [f"{one.filename.removeprefix(_ROOT)}:{one.lineno} {one.name}" for one in shown]


def handler() -> logging.Handler:
    """Writes each line to standard output."""
    made = logging.StreamHandler(sys.stdout)
    made.setFormatter(OneLine())
    made.set_name(NAME)
    return made


def started(what: str) -> None:
    """The first line: which version runs, and the schema it needs."""
    more = {"version": VERSION, "schema": NEWEST, "serves": what}
    logging.getLogger("house").info("started", extra=more)


def configure() -> None:
    """Write our own loggers, and the server's of faults, to standard output. Again: no change."""
    for name in OURS:
        logger = logging.getLogger(name)
        logger.handlers = [one for one in logger.handlers if one.get_name() != NAME]
        logger.addHandler(handler())
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
