"""What was planned on a day that is closed: cancel it all with one text, or keep it for a reason.

Moving a date is its own action (`actions.dates`). A closure never cancels anything by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from actions import feeds
from actions.booking import Desk, desk
from actions.changelog import log
from actions.dates import checked_note
from actions.undo_judging import CLOSED
from db import writes_activities as writes
from db import writes_plan_rows as plan_rows
from db.connection import HouseDb
from db.house import closure as read_closure
from db.occurrences import between
from db.plan_rows import kept_on, rows_of
from db.snapshots import of_dates
from db.writes_changes import claim_token, settle_token
from domain.conflicts import closure_of
from domain.errors import InvalidField, InvalidInput, NotFound, Refused
from domain.model import Actor, Closure, DatedActivity
from domain.rights import require
from domain.schedule import cancelled, has_begun
from domain.text import clean_line, has_cpr

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class OnClosure:
    """One planned date that a closure falls upon."""

    one: DatedActivity
    mine: bool
    """Whether the actor may decide about it."""
    kept: str
    """Why it is held all the same (staff only); "" while nobody decided so."""


def on_closure(
    db: HouseDb, actor: Actor, closure_id: int, *, now: datetime
) -> tuple[Closure, list[OnClosure]]:
    """The closure, and the coming planned dates that it falls upon. Raises NotFound, Refused."""
    require(actor, "plan.read")
    with db.read() as con:
        return _on(desk(con, now), actor, closure_id)


def cancel_all(
    db: HouseDb,
    actor: Actor,
    closure_id: int,
    *,
    reason: str,
    public_note: str,
    now: datetime,
    token: str | None = None,
) -> int:
    """Cancel what the actor may plan and nobody decided to keep; returns how many.

    One text for all: `public_note` for citizens, `reason` for staff. Raises NotFound, Refused,
    InvalidInput (nothing to cancel, a CPR number, too long), AlreadyDone.
    """
    note = checked_note(public_note)
    require(actor, "plan.write")
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        closure, found = _on(at, actor, closure_id)
        dates = [each.one.occurrence for each in found if each.mine and not each.kept]
        if not dates:
            raise InvalidInput((InvalidField("form", "nothing-on-closure"),))
        before = of_dates(con, [date.id for date in dates])
        why = clean_line(reason) or closure.name
        for date in dates:
            off = cancelled(date, why, now)
            writes.update_date(con, replace(off, note=note or date.note))
        feeds.refresh(con, sorted({date.activity_id for date in dates}), now=now)
        ids = [date.id for date in dates]
        touched = [f"occurrence:{number}" for number in ids]
        log(con, actor, CLOSED, closure.name, touched, before, of_dates(con, ids), now)
        settle_token(con, token, str(len(dates)))
    return len(dates)


def keep(
    db: HouseDb,
    actor: Actor,
    closure_id: int,
    occurrence_ids: Collection[int],
    *,
    reason: str,
    now: datetime,
    token: str | None = None,
) -> int:
    """Note that dates are held although it is closed, with a reason; returns how many.

    Raises NotFound, Refused, InvalidInput (no reason, none of these dates), AlreadyDone.
    """
    require(actor, "plan.write")
    reason = clean_line(reason)
    if not reason:
        raise InvalidInput((InvalidField("reason", "required"),))
    if len(reason) > MAX_REASON:
        raise InvalidInput((InvalidField("reason", "too-long", highest=MAX_REASON),))
    if has_cpr(reason):
        raise InvalidInput((InvalidField("reason", "cpr"),))
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        closure, found = _on(at, actor, closure_id)
        chosen = [each for each in found if each.one.occurrence.id in occurrence_ids]
        for each in chosen:
            at.may_write(actor, each.one.activity.fields.service_ids)
        dates = [each.one.occurrence for each in chosen if not each.kept]
        if not dates:
            raise InvalidInput((InvalidField("dates", "required"),))
        rows = [plan_rows.keep_on_closure(con, closure.id, date.id, reason, now) for date in dates]
        after = rows_of(con, {"closure_keep": rows})
        touched = [f"occurrence:{date.id}" for date in dates]
        log(con, actor, "date.keep", closure.name, touched, {}, after, now)
        settle_token(con, token, str(len(dates)))
    return len(dates)


def _on(at: Desk, actor: Actor, closure_id: int) -> tuple[Closure, list[OnClosure]]:
    closure = read_closure(at.con, closure_id)
    if closure is None:
        raise NotFound("closure")
    kept = kept_on(at.con, closure_id)
    found = between(
        at.con,
        closure.starts_at,
        closure.ends_at,
        states=("planned",),
        activity_states=("draft", "published"),
        kinds=("activity", "reservation"),
    )
    return closure, [
        OnClosure(one, _may(at, actor, one), kept.get(one.occurrence.id, ""))
        for one in found
        if _falls_on(at, closure, one) and not has_begun(one.occurrence, at.now)
    ]


def _falls_on(at: Desk, closure: Closure, one: DatedActivity) -> bool:
    """What has no room may be at any site, so it is told too."""
    date = one.occurrence
    room = at.house.rooms.get(date.room_id) if date.room_id is not None else None
    if room is None:
        return True
    return closure_of(date.starts_at, date.ends_at, room, [closure]) is not None


def _may(at: Desk, actor: Actor, one: DatedActivity) -> bool:
    try:
        at.may_write(actor, one.activity.fields.service_ids)
    except Refused:
        return False
    return True
