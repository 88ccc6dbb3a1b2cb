"""A bad morning: somebody cannot, somebody else is found, or the date moves or is cancelled.

Nobody is asked for a reason. Moving and cancelling are `actions.dates`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from actions.booking import Desk, desk, guard
from actions.dates import change_one, check_people, collisions, judge
from db.connection import HouseDb
from db.duty import last_ran, own_dates
from db.house import load_house
from db.occurrences import between, dated, missing, of_activity
from domain.changeable import check_date
from domain.duty import (
    Substitute,
    enough,
    in_order,
    manned,
    require_cannot,
    require_own,
    without,
)
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.localtime import local_day, to_local, to_utc
from domain.model import Actor, DatedActivity, House, Occurrence
from domain.rights import allows, require

AHEAD = timedelta(days=56)
"""How far a facilitator sees their own dates."""
SOON = timedelta(days=8)
"""How far the list for a bad morning looks."""
_RUN_SINCE = timedelta(days=730)
_LOOK_DAYS = 28
_FRIDAY = 4
_OFFERS = 3


def cannot(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    facilitator_id: int,
    *,
    version: int,
    now: datetime,
    token: str | None = None,
) -> int:
    """*Jeg kan ikke*: the date lacks this facilitator from now on. Returns the change's id.

    By the facilitator's own account, or by whoever may plan the activity. Raises NotFound, Stale,
    Refused, AlreadyDone, InvalidInput (ended, cancelled, recorded, or they do not run it).
    """

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = _open_date(one, now)
        if facilitator_id not in date.facilitator_ids:
            raise InvalidInput((InvalidField("form", "not-theirs"),))
        return without(date, facilitator_id)

    may = _may(actor, facilitator_id)
    return change_one(db, actor, occurrence_id, version, now, "date.cannot", act, token, may)


def can_again(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    facilitator_id: int,
    *,
    version: int,
    now: datetime,
    token: str | None = None,
) -> int:
    """Take *Jeg kan ikke* back while nobody else was found. Returns the change's id.

    Raises as `cannot`, and Conflicts where they were given something else to do since.
    """

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = _open_date(one, now)
        if facilitator_id not in date.missing_ids:
            raise InvalidInput((InvalidField("form", "somebody-found"),))
        back = manned(date, (*date.facilitator_ids, facilitator_id))
        judge(at, one, back, reason="", hard_only=True)
        return back

    may = _may(actor, facilitator_id)
    return change_one(db, actor, occurrence_id, version, now, "date.can", act, token, may)


def take_over(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    facilitator_id: int,
    *,
    version: int,
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Let a substitute run the date. `reason` answers soft conflicts. Returns the change's id.

    Raises NotFound, Stale, Refused, AlreadyDone, Conflicts, InvalidInput.
    """

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = _open_date(one, now)
        check_people(at, (facilitator_id,))
        there = manned(date, (*date.facilitator_ids, facilitator_id))
        judge(at, one, there, reason)
        return there

    return change_one(db, actor, occurrence_id, version, now, "date.substitute", act, token)


def manage(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int,
    now: datetime,
    token: str | None = None,
) -> int:
    """Those who are left run it alone. Returns the change's id.

    Raises NotFound, Stale, Refused, AlreadyDone, InvalidInput (nobody is left).
    """

    def act(at: Desk, one: DatedActivity) -> Occurrence:
        date = _open_date(one, now)
        if not date.facilitator_ids:
            raise InvalidInput((InvalidField("form", "nobody-left"),))
        return enough(date)

    return change_one(db, actor, occurrence_id, version, now, "date.manage", act, token)


@dataclass(frozen=True, slots=True)
class Ways:
    """What can be done about a date that lacks somebody."""

    substitutes: list[Substitute]
    """Free first, and of those who have run this type; then those who are not free."""
    other_times: list[datetime]
    """Naive wall starts at which room and people are free, nearest first."""


def ways(db: HouseDb, actor: Actor, occurrence_id: int, *, now: datetime) -> Ways:
    """Who could take over, and when it could be instead. Raises NotFound, Refused."""
    with db.read() as con:
        at = desk(con, now)
        one = dated(con, occurrence_id)
        if one is None or one.activity.deleted_at is not None:
            raise NotFound("date")
        at.may_write(actor, one.activity.fields.service_ids)
        return Ways(_substitutes(at, one), _other_times(at, one))


def own_schedule(db: HouseDb, actor: Actor, *, now: datetime) -> list[DatedActivity]:
    """The actor's own coming dates, as a facilitator. Raises Refused for who is none."""
    require(actor, "schedule.own")
    assert actor.facilitator_id is not None
    with db.read() as con:
        return own_dates(con, actor.facilitator_id, now, now + AHEAD)


def own_date(db: HouseDb, actor: Actor, occurrence_id: int) -> DatedActivity:
    """One date that is the actor's own to run. Raises NotFound, Refused for another's."""
    with db.read() as con:
        one = dated(con, occurrence_id)
    if one is None or one.activity.deleted_at is not None or one.activity.state == "draft":
        raise NotFound("date")
    require_own(actor, one.occurrence)
    return one


def coming_dates(db: HouseDb, actor: Actor, *, now: datetime) -> list[DatedActivity]:
    """Dates of the coming days that the actor may plan, and all that lack somebody, by start.

    Raises Refused for who may plan nothing.
    """
    require(actor, "plan.write")
    with db.read() as con:
        house = load_house(con)
        soon = between(con, now, now + SOON)
        found = {one.occurrence.id: one for one in (*missing(con, now), *soon)}.values()
    return sorted(
        (one for one in found if may_plan(actor, one, house)),
        key=lambda one: (one.occurrence.starts_at, one.occurrence.id),
    )


def one_date(db: HouseDb, actor: Actor, occurrence_id: int) -> DatedActivity:
    """One date that the actor may plan. Raises NotFound, Refused."""
    with db.read() as con:
        house = load_house(con)
        one = dated(con, occurrence_id)
    if one is None or one.activity.deleted_at is not None:
        raise NotFound("date")
    require(actor, "plan.write", one.activity.fields.service_ids, shared_of(house))
    return one


def may_plan(actor: Actor, one: DatedActivity, house: House) -> bool:
    return allows(actor, "plan.write", one.activity.fields.service_ids, shared_of(house))


def shared_of(house: House) -> list[int]:
    """The services that stand for the whole house."""
    return [each.id for each in house.services.values() if each.kind == "house"]


def _may(actor: Actor, facilitator_id: int) -> Callable[[Desk, DatedActivity], None]:
    return lambda at, one: require_cannot(actor, one, facilitator_id, shared_of(at.house))


def _open_date(one: DatedActivity, now: datetime) -> Occurrence:
    guard(check_date, one, now, begun=True)
    return one.occurrence


def _substitutes(at: Desk, one: DatedActivity) -> list[Substitute]:
    """Everybody who does not run it already; what stands in the way without them is not theirs."""
    date, category = one.occurrence, one.activity.fields.category_id
    there = set(collisions(at, one, date))
    found = []
    for person in at.house.facilitators.values():
        if person.retired or person.id in (*date.facilitator_ids, *date.missing_ids):
            continue
        asked = replace(date, facilitator_ids=(*date.facilitator_ids, person.id))
        theirs = [each for each in collisions(at, one, asked) if each not in there]
        ran = last_ran(at.con, person.id, category, at.now - _RUN_SINCE, at.now)
        found.append(Substitute(person, ran, tuple(theirs)))
    return in_order(found)


def _other_times(at: Desk, one: DatedActivity) -> list[datetime]:
    """The same time on one of the coming days, where the same people and the room are free.

    Not on the series' own days, nor at a weekend what is planned on a working day.
    """
    date = one.occurrence
    people = (*date.facilitator_ids, *date.missing_ids)
    wall, length = to_local(date.starts_at, at.zone), date.ends_at - date.starts_at
    own = {local_day(each.starts_at, at.zone) for each in of_activity(at.con, one.activity.id)}
    found: list[datetime] = []
    for days in range(1, _LOOK_DAYS + 1):
        start = wall + timedelta(days=days)
        begins = to_utc(start, at.zone)
        if begins <= at.now or start.date() in own:
            continue
        if start.weekday() > _FRIDAY >= wall.weekday():
            continue
        there = replace(date, starts_at=begins, ends_at=begins + length, facilitator_ids=people)
        if not collisions(at, one, there):
            found.append(start)
        if len(found) == _OFFERS:
            break
    return found
