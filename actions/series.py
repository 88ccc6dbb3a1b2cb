"""Changing and splitting a series, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions import feeds
from actions.booking import Desk, stop_on
from actions.changelog import log, with_reason
from db import writes_activities as writes
from db.activities import activity as read_activity
from db.occurrences import of_activity
from db.snapshots import of_activities
from domain.conflicts import Conflict, between
from domain.discretion import is_treatment
from domain.errors import InvalidField, InvalidInput
from domain.localtime import local_day, to_utc
from domain.model import Activity, ActivityFields, ActivityState, Actor, Occurrence
from domain.recurrence import first_start, until_of, with_count_left, with_until
from domain.schedule import Rewrite, continued_start, cut_of, rewrite, rewrite_single, slots


def treatment_of(desk: Desk, fields: ActivityFields) -> bool:
    return is_treatment(fields, desk.house.categories[fields.category_id])


def insert(
    desk: Desk,
    fields: ActivityFields,
    *,
    state: ActivityState,
    reason: str,
    lineage: str | None = None,
    dates: Sequence[Occurrence] | None = None,
) -> int:
    """Check and write a new activity with its dates, or the given ones. Raises Conflicts."""
    dates = desk.dates(fields).all if dates is None else dates
    stop_on(desk.conflicts(slots(dates, None, fields.title), fields, without=None), reason)
    activity_id = writes.insert_activity(
        desk.con,
        fields,
        treatment=treatment_of(desk, fields),
        state=state,
        now=desk.now,
        lineage=lineage,
    )
    writes.insert_dates(desk.con, activity_id, dates)
    return activity_id


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to the dates of a series, worked out before anything is written."""

    fields: ActivityFields
    """Of the part that goes on: rule and start continue at the cut."""
    cut: Occurrence | None
    """The first date that is given to a new part; None: the series changes in place."""
    handed: tuple[Occurrence, ...]
    """The dates that the part which goes on has now."""
    rewrite: Rewrite


def change_of(
    desk: Desk,
    old: Activity,
    fields: ActivityFields,
    dates: Sequence[Occurrence],
    from_id: int | None = None,
) -> Change:
    """The effect of `fields` on the coming dates, or on the date `from_id` and those after it.

    In place while nothing before them stays; otherwise the series splits there. Raises
    InvalidInput when everything has begun already, or `from_id` is no coming date.
    """
    try:
        cut = cut_of(dates, desk.now, from_id)
    except InvalidField as problem:
        raise InvalidInput((problem,)) from problem
    if cut is None:
        return Change(fields, None, tuple(dates), _rewrite(desk, old, fields, dates))
    if old.fields.rrule is None:
        raise InvalidInput((InvalidField("start", "begun"),))
    start = continued_start(fields, dates, cut, desk.zone)
    used = sum(1 for date in dates if date.original_start < cut.original_start)
    rule = with_count_left(fields.rrule, used) if fields.rrule else None
    fields = replace(fields, local_start=first_start(start, rule), rrule=rule)
    if to_utc(fields.local_start, desk.zone) <= desk.now:
        raise InvalidInput((InvalidField("start", "in-the-past"),))
    handed = tuple(date for date in dates if date.original_start >= cut.original_start)
    return Change(fields, cut, handed, _rewrite(desk, old, fields, handed))


def _rewrite(
    desk: Desk, old: Activity, fields: ActivityFields, dates: Sequence[Occurrence]
) -> Rewrite:
    wanted = desk.dates(fields)
    if fields.rrule is None and old.fields.rrule is None and len(dates) == 1:
        return rewrite_single(dates[0], *wanted.all)
    return rewrite(dates, wanted, desk.now, desk.zone, old.fields.duration)


def collisions(desk: Desk, old: Activity, change: Change) -> list[Conflict]:
    """What the changed dates would collide with: other activities, each other (a moved date may
    lie where the rule now puts another), and the dates of the series that stay with its first part.

    Where its dates were before does not count.
    """
    proposed = slots((*change.rewrite.insert, *change.rewrite.update), old.id, change.fields.title)
    found = desk.conflicts(proposed, change.fields, without=old.id)
    handed = {date.id for date in change.handed}
    stay = [date for date in of_activity(desk.con, old.id) if date.id not in handed]
    kept = [one for one in slots(stay, old.id, old.fields.title) if one.ends_at > desk.now]
    if kept:
        rooms, people = desk.house.rooms, desk.house.facilitators
        found += [one for slot in proposed for one in between(slot, kept, rooms, people)]
    return found


def apply(desk: Desk, old: Activity, change: Change, *, reason: str) -> int:
    """Write a change; returns the id of the activity that goes on. Raises Conflicts."""
    stop_on(collisions(desk, old, change), reason)
    going_on = old.id
    if change.cut is not None:
        going_on = split(desk, old, change.handed, change.cut, change.fields)
    writes.delete_dates(desk.con, change.rewrite.delete)
    for date in change.rewrite.update:
        writes.update_date(desk.con, date)
    writes.insert_dates(desk.con, going_on, change.rewrite.insert)
    writes.update_fields(
        desk.con,
        going_on,
        change.fields,
        treatment=treatment_of(desk, change.fields),
        now=desk.now,
    )
    return going_on


def split(
    desk: Desk,
    old: Activity,
    handed: Sequence[Occurrence],
    cut: Occurrence,
    fields: ActivityFields,
) -> int:
    """End `old` before `cut` and give the dates `handed` to a new activity with `fields`.

    Returns the new id. Both parts share the lineage; each has a UID of its own, so that
    subscribers' calendars show the old part ending and the new one beginning.
    """
    assert old.fields.rrule is not None
    last = local_day(cut.original_start, desk.zone) - timedelta(days=1)
    ended = until_of(old.fields.rrule)
    shortened = with_until(old.fields.rrule, min(last, ended) if ended else last)
    before = replace(old.fields, rrule=shortened)
    writes.update_fields(desk.con, old.id, before, treatment=old.treatment, now=desk.now)
    new_id = writes.insert_activity(
        desk.con,
        fields,
        treatment=treatment_of(desk, fields),
        state=old.state,
        now=desk.now,
        lineage=old.lineage,
        taken=old.taken,
    )
    writes.hand_over_dates(desk.con, [date.id for date in handed], new_id)
    return new_id


def split_for_good(desk: Desk, old: Activity, cut: Occurrence) -> Activity:
    """Split without changing anything else: the second half takes the same fields on."""
    assert old.fields.rrule is not None
    dates = of_activity(desk.con, old.id)
    used = sum(1 for date in dates if date.original_start < cut.original_start)
    rule = with_count_left(old.fields.rrule, used)
    start = continued_start(old.fields, dates, cut, desk.zone)
    fields = replace(old.fields, rrule=rule, local_start=start)
    handed = [date for date in dates if date.original_start >= cut.original_start]
    new_id = split(desk, old, handed, cut, fields)
    part = read_activity(desk.con, new_id)
    assert part is not None
    return part


def extend(desk: Desk, series: Activity) -> int:
    """Write an open-ended series on to the horizon; returns how many dates were added.

    New dates that collide with what was planned meanwhile are written all the same: the series
    was there first, and *I dag* shows the clash.
    """
    existing = {date.original_start for date in of_activity(desk.con, series.id)}
    last = max(existing, default=datetime.min.replace(tzinfo=desk.now.tzinfo))
    new = [date for date in desk.dates(series.fields).all if date.original_start > last]
    writes.insert_dates(desk.con, series.id, new)
    return len(new)


def logged(
    desk: Desk,
    actor: Actor,
    action: str,
    title: str,
    touched: tuple[int, ...],
    before: dict[str, Any],
    reason: str,
) -> None:
    """Close a write: the feeds brought up to date, the change kept with its reason."""
    feeds.refresh(desk.con, touched, now=desk.now)
    after = with_reason(of_activities(desk.con, touched), reason)
    rows = [f"activity:{one}" for one in touched]
    log(desk.con, actor, action, title, rows, before, after, desk.now)
