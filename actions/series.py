"""Splitting a series and rewriting its coming dates, inside the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from actions.booking import Desk, stop_on
from db import writes_activities as writes
from db.activities import activity as read_activity
from db.occurrences import of_activity
from domain.discretion import is_treatment
from domain.errors import InvalidField, InvalidInput
from domain.localtime import local_day
from domain.model import Activity, ActivityFields, ActivityState, Occurrence
from domain.recurrence import first_start, until_of, with_count_left, with_until
from domain.schedule import (
    continued_start,
    has_begun,
    rewrite,
    slots,
    split_point,
)


def treatment_of(desk: Desk, fields: ActivityFields) -> bool:
    return is_treatment(fields, desk.house.categories[fields.category_id])


def insert(
    desk: Desk,
    fields: ActivityFields,
    *,
    state: ActivityState,
    reason: str,
    lineage: str | None = None,
) -> int:
    """Check and write a new activity with its dates. Raises Conflicts."""
    dates = desk.dates(fields)
    stop_on(desk.conflicts(slots(dates.all, None, fields.title), fields, without=None), reason)
    activity_id = writes.insert_activity(
        desk.con,
        fields,
        treatment=treatment_of(desk, fields),
        state=state,
        now=desk.now,
        lineage=lineage,
    )
    writes.insert_dates(desk.con, activity_id, dates.all)
    return activity_id


def restructure(desk: Desk, old: Activity, fields: ActivityFields, *, reason: str) -> int:
    """An edit of time, rule, room or people. Returns the id of the activity that goes on.

    In place while nothing has begun; otherwise the series splits at its first coming date.
    Raises Conflicts, or InvalidInput when everything has begun already.
    """
    dates = of_activity(desk.con, old.id)
    if not any(has_begun(date, desk.now) for date in dates):
        _rewrite(desk, old.id, old, fields, dates, reason)
        return old.id
    cut = split_point(dates, desk.now)
    if cut is None or old.fields.rrule is None:
        raise InvalidInput((InvalidField("start", "begun"),))
    start = continued_start(fields, cut, desk.zone)
    used = sum(1 for date in dates if date.original_start < cut.original_start)
    rule = with_count_left(fields.rrule, used) if fields.rrule else None
    fields = replace(fields, local_start=first_start(start, rule), rrule=rule)
    new_id, handed = split(desk, old, dates, cut, fields)
    _rewrite(desk, new_id, old, fields, handed, reason)
    return new_id


def split(
    desk: Desk,
    old: Activity,
    dates: list[Occurrence],
    cut: Occurrence,
    fields: ActivityFields,
) -> tuple[int, list[Occurrence]]:
    """End `old` before `cut` and give its later dates to a new activity with `fields`.

    Returns the new id and the dates handed over. Both parts share the lineage; each has a UID of
    its own, so that subscribers' calendars show the old part ending and the new one beginning.
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
    )
    handed = [date for date in dates if date.original_start >= cut.original_start]
    writes.hand_over_dates(desk.con, [date.id for date in handed], new_id)
    return new_id, handed


def split_for_good(desk: Desk, old: Activity, cut: Occurrence) -> Activity:
    """Split without changing anything else: the second half takes the same fields on."""
    assert old.fields.rrule is not None
    dates = of_activity(desk.con, old.id)
    used = sum(1 for date in dates if date.original_start < cut.original_start)
    rule = with_count_left(old.fields.rrule, used)
    start = continued_start(old.fields, cut, desk.zone)
    fields = replace(old.fields, rrule=rule, local_start=start)
    new_id, _ = split(desk, old, dates, cut, fields)
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


def _rewrite(
    desk: Desk,
    activity_id: int,
    old: Activity,
    fields: ActivityFields,
    existing: list[Occurrence],
    reason: str,
) -> None:
    change = rewrite(existing, desk.dates(fields), desk.now, desk.zone)
    proposed = slots((*change.insert, *change.update), activity_id, fields.title)
    # dates handed over still count as the old part's for whoever looks them up
    conflicts = [
        one
        for one in desk.conflicts(proposed, fields, without=activity_id)
        if one.other_activity_id != old.id or one.kind == "capacity"
    ]
    stop_on(conflicts, reason)
    writes.delete_dates(desk.con, change.delete)
    for date in change.update:
        writes.update_date(desk.con, date)
    writes.insert_dates(desk.con, activity_id, change.insert)
    writes.update_fields(
        desk.con, activity_id, fields, treatment=treatment_of(desk, fields), now=desk.now
    )
