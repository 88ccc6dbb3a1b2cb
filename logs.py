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

from db.schema import NEWEST
from domain.version import VERSION

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
            line["fault"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-6:]
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def started(what: str) -> None:
    """The first line: which version runs, and the schema it needs."""
    more = {"version": VERSION, "schema": NEWEST, "serves": what}
    logging.getLogger("house").info("started", extra=more)


def configure() -> None:
    """Write our own loggers, and the server's of faults, to standard output. Again: no change."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(OneLine())
    handler.set_name("house")
    for name in OURS:
        logger = logging.getLogger(name)
        logger.handlers = [one for one in logger.handlers if one.get_name() != "house"]
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
