"""Editing an activity: what it would do, and doing it. One transaction, one change.

Scope *this* is a change of one date (`actions.dates`). *All* changes every coming date; *this and
following* (`from_id`) splits the series at a date. Dates that have begun or are recorded stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from actions.booking import Desk, desk, found_activity, guard, stop_on
from actions.series import apply, change_of, collisions, logged, treatment_of
from db import writes_activities as writes
from db.connection import HouseDb
from db.occurrences import of_activity
from db.snapshots import of_activities
from db.writes_changes import claim_token, settle_token
from domain.changeable import check_times
from domain.conflicts import Conflict
from domain.discretion import ChannelLine, channel_lines, is_treatment
from domain.house_rules import soft_kinds
from domain.localtime import to_local
from domain.model import Activity, ActivityFields, Actor, Occurrence
from domain.schedule import Effect, effect, has_begun, is_structural, slots
from domain.telling import Telling, telling_in
from domain.validation import checked


@dataclass(frozen=True, slots=True)
class Preview:
    """What a save would do: shown before anything is saved. Dates are naive wall starts."""

    dates: tuple[datetime, ...]
    skipped: tuple[tuple[datetime, str], ...]
    """Dates that fall on a closure, with its name."""
    conflicts: tuple[Conflict, ...]
    channels: tuple[ChannelLine, ...]
    effect: Effect | None = None
    """What becomes of the dates there are; None for a new activity."""
    splits: bool = False
    """Whether the edit starts a second part of the series."""
    telling: tuple[Telling, ...] = ()
    """Telling words that public calendars would show: a warning, never a stop."""


def preview(
    db: HouseDb,
    actor: Actor,
    fields: ActivityFields,
    *,
    now: datetime,
    activity_id: int | None = None,
    from_id: int | None = None,
) -> Preview:
    """Judge a form without saving. Raises InvalidInput and Refused like the save itself."""
    with db.read() as con:
        at = desk(con, now)
        old = found_activity(con, activity_id) if activity_id is not None else None
        fields = checked(fields, at.house, old.fields if old else None)
        at.may_write(actor, fields.service_ids)
        category = at.house.categories[fields.category_id]
        channels = channel_lines(fields, category, at.house.groups)
        telling = tuple(telling_in(fields, is_treatment(fields, category), at.house))
        if old is None:
            return replace(_of_new(at, fields, channels), telling=telling)
        at.may_write(actor, old.fields.service_ids)
        return replace(_of_edit(at, old, fields, channels, from_id), telling=telling)


def _of_new(at: Desk, fields: ActivityFields, channels: tuple[ChannelLine, ...]) -> Preview:
    dates = at.dates(fields)
    planned = slots(dates.all, None, fields.title)
    return Preview(
        dates=tuple(to_local(slot.starts_at, at.zone) for slot in planned),
        skipped=tuple((to_local(date.starts_at, at.zone), name) for date, name in dates.skipped),
        conflicts=tuple(at.conflicts(planned, fields, without=None)),
        channels=channels,
    )


def _of_edit(
    at: Desk,
    old: Activity,
    fields: ActivityFields,
    channels: tuple[ChannelLine, ...],
    from_id: int | None,
) -> Preview:
    existing = of_activity(at.con, old.id)
    if from_id is None and not is_structural(old.fields, fields):
        return Preview(
            dates=_starts(at, existing),
            skipped=(),
            conflicts=tuple(_in_place(at, old, fields)),
            channels=channels,
        )
    guard(check_times, old, existing)
    change = change_of(at, old, fields, existing, from_id)
    after = [*change.rewrite.insert, *change.rewrite.update]
    skipped = [
        (to_local(date.starts_at, at.zone), name)
        for date, name in at.dates(change.fields).skipped
        if not has_begun(date, at.now)
    ]
    return Preview(
        dates=_starts(at, after),
        skipped=tuple(skipped),
        conflicts=tuple(collisions(at, old, change)),
        channels=channels,
        effect=effect(existing, change.handed, change.rewrite, at.now),
        splits=change.cut is not None,
    )


def _starts(at: Desk, dates: list[Occurrence]) -> tuple[datetime, ...]:
    coming = [one.starts_at for one in dates if one.state == "planned" and one.starts_at > at.now]
    return tuple(to_local(start, at.zone) for start in sorted(coming))


def edit(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    fields: ActivityFields,
    *,
    version: int,
    now: datetime,
    from_id: int | None = None,
    reason: str = "",
    token: str | None = None,
) -> int:
    """Change an activity; returns the id of the part that goes on (another after a split).

    `from_id`: only that date and those after it, in the order of the rule. Raises InvalidInput,
    Refused, Stale, NotFound, Conflicts, AlreadyDone.
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        old = found_activity(con, activity_id, version)
        fields = checked(fields, at.house, old.fields)
        at.may_write(actor, old.fields.service_ids)
        at.may_write(actor, fields.service_ids)
        before = of_activities(con, [activity_id])
        if from_id is None and not is_structural(old.fields, fields):
            stop_on(_in_place(at, old, fields), reason)
            treatment = treatment_of(at, fields)
            writes.update_fields(con, old.id, fields, treatment=treatment, now=now)
            going_on = activity_id
        else:
            dates = of_activity(con, old.id)
            guard(check_times, old, dates)
            change = change_of(at, old, fields, dates, from_id)
            going_on = apply(at, old, change, reason=reason)
        touched = tuple(dict.fromkeys((activity_id, going_on)))
        logged(at, actor, "activity.edit", fields.title, touched, before, reason)
        settle_token(con, token, str(going_on))
    return going_on


def _in_place(at: Desk, old: Activity, fields: ActivityFields) -> list[Conflict]:
    """What an edit can collide with that leaves the dates alone: places, type, groups."""
    kinds = soft_kinds(old, fields)
    if not kinds:
        return []
    proposed = slots(of_activity(at.con, old.id), old.id, fields.title)
    found = at.conflicts(proposed, fields, without=old.id)
    return [one for one in found if one.kind in kinds]
