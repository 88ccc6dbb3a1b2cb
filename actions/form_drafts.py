"""Half-filled forms, kept on the server as they change, so that a reload loses nothing.

One per person and form, seen by that person alone. No change of the plan, so none in the log. A
text with something like a CPR number in it is not kept: it may be typed by mistake, and the save
refuses it too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from db.connection import Connection, HouseDb
from db.form_drafts import FormDraft, form_draft, form_drafts
from db.writes_form_drafts import drop_draft, forget_drafts, keep_draft
from domain.model import Actor
from domain.rights import require
from domain.text import has_cpr

KEPT = timedelta(days=14)
"""How long a form is kept that nobody went on with."""
MAX_LENGTH = 40_000
_NAME = 200
_DATE, _TIME = "date:", "time:"
Values = Mapping[str, object]


def keep(db: HouseDb, actor: Actor, form: str, content: Mapping[str, Any], now: datetime) -> bool:
    """Keep what was typed; False where it is too long to keep. Raises Refused.

    `content` is plain JSON; its "values" as `plain` gives them.
    """
    require(actor, "plan.write")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    if len(text) > MAX_LENGTH:
        return False
    with db.write() as con:
        keep_draft(con, actor.staff_id, _key(form), text, now)
    return True


def kept(db: HouseDb, actor: Actor, form: str, now: datetime) -> FormDraft | None:
    """What this person had typed into a form, if it is not too old."""
    with db.read() as con:
        found = form_draft(con, actor.staff_id, _key(form))
    return found if found is not None and found.saved_at >= now - KEPT else None


def all_kept(db: HouseDb, actor: Actor, now: datetime) -> list[FormDraft]:
    """Everything this person had typed and not saved, the newest first."""
    with db.read() as con:
        found = form_drafts(con, actor.staff_id)
    return [one for one in found if one.saved_at >= now - KEPT]


def drop(db: HouseDb, actor: Actor, form: str) -> None:
    """Forget one's own form that was saved or given up. One that was not kept is no error.

    Raises Refused.
    """
    require(actor, "plan.write")
    with db.write() as con:
        drop_draft(con, actor.staff_id, _key(form))


def thin(con: Connection, now: datetime) -> None:
    """The daily job's part: forget what nobody went on with."""
    forget_drafts(con, now - KEPT)


def plain(values: Values) -> dict[str, Any]:
    """Values of widgets as JSON: days and times told apart from texts; no CPR-like text."""
    return {name: _out(value) for name, value in values.items()}


def from_plain(values: Mapping[str, Any]) -> dict[str, object]:
    """The values that `plain` was given."""
    return {name: _in(value) for name, value in values.items()}


def _out(value: object) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return _DATE + value.isoformat()
    if isinstance(value, time):
        return _TIME + value.isoformat()
    if isinstance(value, str):
        return "" if has_cpr(value) else f"text:{value}"
    return value


def _in(value: Any) -> object:
    if not isinstance(value, str) or not value:
        return value
    kind, _colon, text = value.partition(":")
    if kind == "date":
        return date.fromisoformat(text)
    return time.fromisoformat(text) if kind == "time" else text


def _key(form: str) -> str:
    """The form's name as the table holds it."""
    return form if len(form) <= _NAME else sha256(form.encode()).hexdigest()
