"""Templates of the house's usual activities: kept, renamed, changed, deleted.

A template plans nothing. Its first day is only the day it was saved with; the weekday, the times
and the rule are what is used of it. Writes need plan.write for a service that organises it.
"""

from __future__ import annotations

from datetime import datetime

from actions.booking import Desk, desk
from actions.changelog import log
from db import writes_plan_rows as writes
from db.connection import HouseDb
from db.plan_rows import Template, rows_of, templates
from db.plan_rows import template as read_template
from db.writes_changes import claim_token, settle_token
from domain.errors import InvalidField, InvalidInput, NotFound, Stale
from domain.model import MAX_TITLE, ActivityFields, Actor
from domain.text import clean_line, has_cpr
from domain.validation import checked


def save(
    db: HouseDb,
    actor: Actor,
    name: str,
    fields: ActivityFields,
    *,
    template_id: int | None = None,
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> int:
    """Keep `fields` as a new template, or as the one with `template_id`; returns its id.

    Raises InvalidInput (also "name-taken"), Refused, NotFound, Stale, AlreadyDone.
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        fields = checked(fields, at.house)
        at.may_write(actor, fields.service_ids)
        old = _found(at, actor, template_id, version) if template_id is not None else None
        name = _name(at, name or fields.title, template_id)
        saved = _saved(at, actor, old, name, fields)
        settle_token(con, token, str(saved))
    return saved


def rename(
    db: HouseDb, actor: Actor, template_id: int, name: str, *, version: int, now: datetime
) -> None:
    """Another name, the same activity. Raises as `save` does."""
    with db.write() as con:
        at = desk(con, now)
        old = _found(at, actor, template_id, version)
        _saved(at, actor, old, _name(at, name, template_id), old.fields)


def delete(db: HouseDb, actor: Actor, template_id: int, *, version: int, now: datetime) -> None:
    """Take a template away; what was made from it stays. Raises NotFound, Refused, Stale."""
    with db.write() as con:
        at = desk(con, now)
        old = _found(at, actor, template_id, version)
        before = rows_of(con, {"template": [template_id]})
        writes.take_away(con, "template", template_id, now)
        after = rows_of(con, {"template": [template_id]})
        touched = [f"template:{template_id}"]
        log(con, actor, "template.delete", old.name, touched, before, after, now)


def _saved(at: Desk, actor: Actor, old: Template | None, name: str, fields: ActivityFields) -> int:
    before = rows_of(at.con, {"template": [old.id] if old else []})
    saved = writes.save_template(at.con, old.id if old else 0, name, fields, at.now)
    after = rows_of(at.con, {"template": [saved]})
    log(at.con, actor, "template.save", name, [f"template:{saved}"], before, after, at.now)
    return saved


def _found(at: Desk, actor: Actor, template_id: int, version: int | None) -> Template:
    found = read_template(at.con, template_id)
    if found is None:
        raise NotFound("template")
    at.may_write(actor, found.fields.service_ids)
    if version is not None and found.version != version:
        raise Stale("template", version, found.version)
    return found


def _name(at: Desk, name: str, template_id: int | None) -> str:
    name = clean_line(name)
    if not name:
        raise InvalidInput((InvalidField("name", "required"),))
    if len(name) > MAX_TITLE:
        raise InvalidInput((InvalidField("name", "too-long", highest=MAX_TITLE),))
    if has_cpr(name):
        raise InvalidInput((InvalidField("name", "cpr"),))
    taken = {one.name.casefold() for one in templates(at.con) if one.id != template_id}
    if name.casefold() in taken:
        raise InvalidInput((InvalidField("name", "name-taken"),))
    return name
