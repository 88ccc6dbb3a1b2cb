"""A plan for a period: ordinary series pause, chosen ones go on, and the set's own run.

Made and taken away as one change each, and undone so. What is already begun stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions.booking import Desk, desk, stop_on
from actions.changelog import log
from actions.plan_set_rows import close, found, own, paused
from actions.series import insert
from db import writes_activities as writes
from db import writes_plan_rows as plan_rows
from db.activities import activity as read_activity
from db.connection import HouseDb
from db.occurrences import between
from db.plan_rows import PlanSet, rows_of
from db.plan_rows import plan_sets as read_sets
from db.plan_rows import template as read_template
from db.snapshots import of_dates
from db.writes_changes import claim_token, settle_token
from domain.conflicts import Conflict, Slot
from domain.conflicts import between as among_these
from domain.errors import Conflicts, InvalidField, InvalidInput, NotFound, Refused
from domain.localtime import local_day, range_bounds, to_local
from domain.model import Activity, ActivityFields, Actor, DatedActivity, DayRange
from domain.plan_sets import checked_period, in_period, to_pause
from domain.rights import require
from domain.schedule import slots
from domain.validation import checked

Source = tuple[str, int]
"""What one of the set's own is made from: ("activity", id) or ("template", id)."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """One of the set's own activities, before it is saved."""

    source: Source
    title: str
    fields: ActivityFields | None
    """None: its rule gives no date in the period."""
    dates: tuple[datetime, ...] = ()
    """Naive wall starts."""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class SetLook:
    """What making a set would do."""

    series: tuple[Activity, ...]
    """Series with dates in the period that the actor may plan: they pause unless they go on."""
    others: tuple[Activity, ...]
    """Series of services that the actor does not coordinate: they go on."""
    pausing: tuple[DatedActivity, ...]
    own: tuple[OwnPlan, ...]


@dataclass(frozen=True, slots=True)
class SetView:
    """A set as it stands."""

    plan: PlanSet
    own: tuple[Activity, ...]
    """Parts of its own activities that were not deleted."""
    paused: tuple[DatedActivity, ...]
    """Dates that pause for it still."""


def look(
    db: HouseDb,
    actor: Actor,
    first: date,
    last: date,
    *,
    going_on: Collection[str] = (),
    sources: Sequence[Source] = (),
    now: datetime,
) -> SetLook:
    """What making a set for `first` to `last` would do. Raises Refused, InvalidInput, NotFound."""
    require(actor, "plan.write")
    with db.read() as con:
        at = desk(con, now)
        checked_period("?", first, last, local_day(now, at.zone))
        every = _series(at, first, last)
        mine = [one for one in every if _may(at, actor, one.activity.fields)]
        pausing = to_pause(mine, first, last, going_on, now, at.zone)
        return SetLook(
            series=_activities(mine),
            others=_activities([one for one in every if one not in mine]),
            pausing=tuple(pausing),
            own=tuple(_judged(at, actor, sources, first, last, pausing)),
        )


def make(
    db: HouseDb,
    actor: Actor,
    name: str,
    first: date,
    last: date,
    *,
    going_on: Collection[str] = (),
    sources: Sequence[Source] = (),
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Pause the series that do not go on (by lineage), and plan the set's own; returns its id.

    Raises Refused, NotFound, Conflicts (hard, or soft without `reason`), AlreadyDone, InvalidInput
    (also "empty-plan": nothing pauses and nothing is planned).
    """
    require(actor, "plan.write")
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        name = checked_period(name, first, last, local_day(now, at.zone))
        mine = [o for o in _series(at, first, last) if _may(at, actor, o.activity.fields)]
        pausing = [o.occurrence for o in to_pause(mine, first, last, going_on, now, at.zone)]
        ids = [one.id for one in pausing]
        before = of_dates(con, ids)
        for one in pausing:
            writes.update_date(con, replace(one, state="paused", is_exception=True))
        made = _insert(at, actor, sources, first, last, reason)
        if not ids and not made:
            raise InvalidInput((InvalidField("form", "empty-plan"),))
        lineages = [new.lineage for number in made if (new := read_activity(con, number))]
        set_id = plan_rows.insert_plan_set(
            con, name=name, first=first, last=last, own=lineages, paused=ids, now=now
        )
        touched = [*made, *(one.activity_id for one in pausing)]
        close(at, actor, "plan-set.make", name, touched, before, (made, ids, set_id), reason)
        settle_token(con, token, str(set_id))
    return set_id


def rename(
    db: HouseDb, actor: Actor, set_id: int, name: str, *, version: int, now: datetime
) -> None:
    """Another name, the same plan. Raises Refused, NotFound, Stale, InvalidInput."""
    require(actor, "plan.write")
    with db.write() as con:
        at = desk(con, now)
        one = found(at, set_id, version)
        for activity in own(at, one):
            at.may_write(actor, activity.fields.service_ids)
        name = checked_period(name, one.first, one.first, one.first)
        before = rows_of(con, {"plan_set": [set_id]})
        plan_rows.rename_plan_set(con, set_id, name, now)
        after = rows_of(con, {"plan_set": [set_id]})
        log(con, actor, "plan-set.rename", name, [f"plan_set:{set_id}"], before, after, now)


def plan_sets(db: HouseDb, actor: Actor, *, now: datetime) -> list[SetView]:
    """The sets that stand, the latest period first, with what is in them. Raises Refused."""
    require(actor, "plan.read")
    with db.read() as con:
        at = desk(con, now)
        return [SetView(one, tuple(own(at, one)), tuple(paused(at, one))) for one in read_sets(con)]


def _series(at: Desk, first: date, last: date) -> list[DatedActivity]:
    """Planned dates of series in the period, also of reservations."""
    found = between(
        at.con,
        *range_bounds(DayRange(first, last + _ONE_DAY), at.zone),
        states=("planned",),
        activity_states=("draft", "published"),
        kinds=("activity", "reservation"),
    )
    return [one for one in found if one.activity.fields.rrule is not None]


def _activities(dates: Iterable[DatedActivity]) -> tuple[Activity, ...]:
    """One of each series, by title."""
    found = {one.activity.lineage: one.activity for one in dates}
    return tuple(sorted(found.values(), key=lambda one: one.fields.title.casefold()))


def _may(at: Desk, actor: Actor, fields: ActivityFields) -> bool:
    try:
        at.may_write(actor, fields.service_ids)
    except Refused:
        return False
    return True


def _fields(
    at: Desk, actor: Actor, sources: Sequence[Source], first: date, last: date
) -> list[tuple[Source, str, ActivityFields | None]]:
    plans: list[tuple[Source, str, ActivityFields | None]] = []
    today = local_day(at.now, at.zone)
    first = first if first > today else today + _ONE_DAY  # a period that runs: from tomorrow
    for kind, number in dict.fromkeys(sources):
        if kind == "template":
            template = read_template(at.con, number)
            fields = template.fields if template else None
        else:
            activity = read_activity(at.con, number)
            fields = activity.fields if activity and activity.deleted_at is None else None
        if fields is None:
            raise NotFound(kind)
        at.may_write(actor, fields.service_ids)
        plans.append(((kind, number), fields.title, in_period(fields, first, last)))
    return plans


def _judged(
    at: Desk,
    actor: Actor,
    sources: Sequence[Source],
    first: date,
    last: date,
    pausing: Sequence[DatedActivity],
) -> list[OwnPlan]:
    """Beside what stays planned and beside each other; what pauses gives its room away."""
    gone = {(one.activity.id, one.occurrence.starts_at) for one in pausing}
    before: list[Slot] = []
    plans: list[OwnPlan] = []
    for source, title, fields in _fields(at, actor, sources, first, last):
        if fields is None:
            plans.append(OwnPlan(source, title, None))
            continue
        mine = slots(at.dates(fields).planned, None, title)
        clashes = [
            one
            for one in at.conflicts(mine, fields, without=None)
            if (one.other_activity_id, one.other_starts_at) not in gone
        ]
        for slot in mine:
            clashes += among_these(slot, before, at.house.rooms, at.house.facilitators)
        before += mine
        walls = tuple(to_local(slot.starts_at, at.zone) for slot in mine)
        plans.append(OwnPlan(source, title, fields, walls, tuple(clashes)))
    return plans


def _insert(
    at: Desk, actor: Actor, sources: Sequence[Source], first: date, last: date, reason: str
) -> list[int]:
    ids: list[int] = []
    stopped: list[Conflict] = []
    for _source, _title, fields in _fields(at, actor, sources, first, last):
        if fields is None:
            continue
        try:
            ids.append(insert(at, checked(fields, at.house), state="published", reason=reason))
        except Conflicts as error:
            stopped.extend(error.conflicts)
    stop_on(stopped, reason)
    return ids
