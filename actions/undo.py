"""Undoing a change of the plan: the rows as they were, in a new change of its own.

It reaches back 30 days and is refused where somebody changed since what the change had changed, or
where a date of it has begun or was recorded. What the change had left alone stays as it is by now.
Versions, SEQUENCE and stamps only rise. Undoing an undo does the change again.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from actions import feeds
from actions.booking import Desk, desk
from actions.changelog import log, with_reason
from actions.undo_judging import judge, standing
from actions.undo_rows import Snapshot, check, touched, write, write_on
from db.activities import activities_by_id
from db.changes import Change, change
from db.connection import HouseDb
from db.occurrences import dated
from db.plan_rows import PLAN_TABLES, fields_from, rows_of
from db.snapshots import of_activities, of_dates
from domain.errors import NotFound, UndoRefused
from domain.model import Actor
from domain.rights import require

REACH = timedelta(days=30)
_PREFIXES = ("activity.", "date.", "template.", "plan-set.", "undo")


def can_undo(one: Change, now: datetime) -> bool:
    """Whether a change is of a kind and an age that can be undone; its rows are looked at later."""
    return one.action.startswith(_PREFIXES) and now - one.at <= REACH


def undo(db: HouseDb, actor: Actor, change_id: int, *, reason: str = "", now: datetime) -> int:
    """Undo a change; returns the id of the change that did it. `reason` answers soft conflicts.

    Raises NotFound, Refused, UndoRefused ("too-old", "newer", "begun", "cancelled", "trash"),
    Conflicts.
    """
    require(actor, "plan.write")  # and below, for what each touched activity's services organise
    with db.write() as con:
        one = change(con, change_id)
        if one is None or not one.action.startswith(_PREFIXES):
            raise NotFound("change")
        if not can_undo(one, now):
            raise UndoRefused("too-old")
        before, after = _rows(one.before), _rows(one.after)
        at = desk(con, now)
        dates = _ids(before, after, "occurrence")
        whole = "activity" in before or "activity" in after
        ids = sorted({*_ids(before, after, "activity"), *_owners(before, after)})
        for activity in activities_by_id(con, ids).values():
            at.may_write(actor, activity.fields.service_ids)
        if not ids:
            _may_take_back(at, actor, before, after)
        extra = {table: _ids(before, after, table) for table in PLAN_TABLES}
        current = (of_activities(con, ids) if whole else {}) | rows_of(con, extra)
        # by their own ids: a number that was free may belong to another activity by now
        mine = touched(before, after)
        check(mine, before, after, {**current, **of_dates(con, dates)}, now)
        if not whole:
            current |= of_dates(con, dates)
        stood = standing(at, ids)
        write(con, mine, before, after, now)
        write_on(at, mine, before, after)
        paused = judge(at, ids, stood, one, reason, whole=whole)
        feeds.refresh(con, ids, now=now)
        new = of_activities(con, ids) if whole else of_dates(con, dates)
        told = with_reason(new | rows_of(con, extra), reason)
        told |= {"paused": paused} if paused else {}
        return log(con, actor, "undo", one.summary, json.loads(one.touched), current, told, now)


def paused_by(db: HouseDb, change_id: int) -> int:
    """How many dates an undo left paused, because their day was closed since."""
    with db.read() as con:
        one = change(con, change_id)
    return int(json.loads(one.after).get("paused", 0)) if one else 0


def _rows(text: str) -> dict[str, list[dict[str, Any]]]:
    kept = json.loads(text)
    return {table: rows for table, rows in kept.items() if isinstance(rows, list)}


def _ids(before: Snapshot, after: Snapshot, table: str) -> list[int]:
    return sorted({row["id"] for rows in (before, after) for row in rows.get(table, ())})


def _owners(before: Snapshot, after: Snapshot) -> list[int]:
    rows = [*before.get("occurrence", ()), *after.get("occurrence", ())]
    return sorted({row["activity_id"] for row in rows})


def _may_take_back(at: Desk, actor: Actor, before: Snapshot, after: Snapshot) -> None:
    """Templates, kept dates and names of plans: by whoever may plan what they are of."""
    require(actor, "plan.write")
    for rows in (before, after):
        for row in rows.get("template", ()):
            at.may_write(actor, fields_from(row["fields"]).service_ids)
        for row in rows.get("closure_keep", ()):
            one = dated(at.con, row["occurrence_id"])
            if one is not None:
                at.may_write(actor, one.activity.fields.service_ids)
