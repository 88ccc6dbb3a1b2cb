"""Undoing a change of the plan: the rows as they were, in a new change of its own.

It reaches back 30 days and is refused where somebody changed one of the rows since, or where a
date has begun or was recorded. Versions, SEQUENCE and stamps only rise. Undoing an undo does the
change again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from actions import feeds
from actions.booking import Desk, desk, stop_on
from actions.changelog import log
from db import writes_plan_rows as plan_rows
from db import writes_undo as writes
from db.activities import activities_by_id
from db.changes import Change, change
from db.connection import Connection, HouseDb, to_instant
from db.occurrences import dated, of_activity
from db.plan_rows import PLAN_TABLES, fields_from, rows_of
from db.snapshots import of_activities, of_dates
from domain.errors import NotFound, UndoRefused
from domain.model import Actor
from domain.rights import require
from domain.schedule import has_begun, slots

REACH = timedelta(days=30)
_PREFIXES = ("activity.", "date.", "template.", "plan-set.", "undo")
CLOSED = "date.closed"
"""What was cancelled because of a closure, as one change."""
Snapshot = Mapping[str, list[dict[str, Any]]]


def can_undo(one: Change, now: datetime) -> bool:
    """Whether a change is of a kind and an age that can be undone; its rows are looked at later."""
    return one.action.startswith(_PREFIXES) and now - one.at <= REACH


def undo(db: HouseDb, actor: Actor, change_id: int, *, now: datetime) -> int:
    """Undo a change; returns the id of the change that did it.

    Raises NotFound, Refused, UndoRefused ("too-old", "newer", "begun"), Conflicts.
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
        _check(before, after, {**current, **of_dates(con, dates)}, now)
        if not whole:
            current |= of_dates(con, dates)
        _write(con, before, after, now)
        _judge(at, ids, dates, closed_too=one.action == CLOSED)
        feeds.refresh(con, ids, now=now)
        new = of_activities(con, ids) if whole else of_dates(con, dates)
        new |= rows_of(con, extra)
        return log(con, actor, "undo", one.summary, json.loads(one.touched), current, new, now)


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


def _by_id(rows: Snapshot, table: str) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows.get(table, ())}


def _check(before: Snapshot, after: Snapshot, current: Snapshot, now: datetime) -> None:
    """Nothing newer, nothing begun: raise UndoRefused."""
    for table in ("activity", "occurrence", *PLAN_TABLES):
        known, was = _by_id(current, table), _by_id(before, table)
        for row_id, row in _by_id(after, table).items():
            if row_id not in known or known[row_id]["version"] != row["version"]:
                raise UndoRefused("newer")
        for row_id in was.keys() - _by_id(after, table).keys():
            if row_id in known:
                raise UndoRefused("newer")
    was, known = _by_id(before, "occurrence"), _by_id(after, "occurrence")
    for row_id in was.keys() | known.keys():
        old, new = was.get(row_id), known.get(row_id)
        changes = old is None or new is None or _plain(old) != _plain(new)
        rows = [row for row in (old, new) if row is not None]
        if changes and any(_is_past(row, now) for row in rows):
            raise UndoRefused("begun")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "version"}


def _is_past(row: dict[str, Any], now: datetime) -> bool:
    return row["close_out"] is not None or to_instant(row["starts_at"]) <= now


def _write(con: Connection, before: Snapshot, after: Snapshot, now: datetime) -> None:
    for row_id in _by_id(after, "activity").keys() - _by_id(before, "activity").keys():
        writes.trash_activity(con, row_id, now)
    kept = _by_id(before, "activity")
    for row in kept.values():
        writes.write_activity(con, row, before, now)
    was = _by_id(before, "occurrence")
    for row_id, row in _by_id(after, "occurrence").items():
        if row_id not in was and row["activity_id"] in kept:
            writes.delete_date(con, row_id)
    for row in was.values():
        writes.write_date(con, row, before.get("occurrence_facilitator", ()))
    for table in PLAN_TABLES:
        kept_rows = _by_id(before, table)
        for row_id in _by_id(after, table).keys() - kept_rows.keys():
            plan_rows.take_away(con, table, row_id, now)
        for row in kept_rows.values():
            plan_rows.write_back(con, table, row, now)


def _judge(
    at: Desk, activity_ids: list[int], date_ids: list[int], *, closed_too: bool = False
) -> None:
    """What is planned again must not take a room or a person that was given away since.

    `closed_too`: what was planned before a closure is planned on it again, to be decided anew.
    """
    for activity in activities_by_id(at.con, activity_ids).values():
        if activity.deleted_at is not None:
            continue
        mine = [
            date
            for date in of_activity(at.con, activity.id)
            if date.id in date_ids and not has_begun(date, at.now)
        ]
        found = at.conflicts(
            slots(mine, activity.id, activity.fields.title), activity.fields, without=activity.id
        )
        hard = [one for one in found if one.hard and not (closed_too and one.kind == "closure")]
        stop_on(hard, "")
