"""The change log: who did what to which rows, with before and after, never attendance figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from db.connection import Connection
from db.writes_changes import insert_change
from domain.model import Actor
from domain.text import clean_line


def log(
    con: Connection,
    who: Actor | int | None,
    action: str,
    summary: str,
    touched: Sequence[str],
    before: object,
    after: object,
    now: datetime,
) -> int:
    """Append one change in the caller's transaction and return its id.

    `who` None: the operator at the command line, or the house itself (a job). `touched` names rows
    as "table:id". `before` and `after` are anything JSON can hold.
    """
    return insert_change(
        con,
        at=now,
        staff_id=who.staff_id if isinstance(who, Actor) else who,
        action=action,
        summary=summary,
        touched=_json(list(touched)),
        before=_json(before),
        after=_json(after),
    )


def with_reason(after: Mapping[str, object], reason: str) -> dict[str, object]:
    """What stands after a change, with the reason that answered its soft conflicts, if any."""
    words = clean_line(reason)
    return {**after, "reason": words} if words else dict(after)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
