"""Counting visits outside activities: per place, morning and afternoon; and keeping the places.

Saving again replaces; nothing adds these visits to those of activities.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from actions.attendance import MAX_VISITS
from actions.changelog import log
from actions.config import config
from db import writes_door as writes
from db.connection import Connection, HouseDb
from db.half_days import counting_places, half_day, half_days
from db.house import closures
from db.writes_changes import claim_token, settle_token
from domain.errors import InvalidField, InvalidInput, NotFound, Refused, Stale
from domain.half_days import EARLIEST, LATEST, CountingPlace, HalfDay, expected, has_begun
from domain.localtime import day_bounds, local_day, range_bounds, to_local
from domain.model import Actor, Closure, DayRange
from domain.rights import allows, require
from domain.text import clean_line, has_cpr

MISSING_DAYS = 14
"""How far back a half day that was not counted is asked for."""
MAX_NAME = 120


def host_half_days(
    db: HouseDb, actor: Actor, *, now: datetime
) -> tuple[list[tuple[HalfDay, bool]], list[HalfDay]]:
    """Today's halves that have begun, each with whether it is counted; earlier ones missing.

    Both by time, oldest first. Raises Refused.
    """
    require(actor, "attendance.host")
    with db.read() as con:
        today, asked, counted = _asked(con, now)
    return (
        [(one, one in counted) for one in asked if one.day == today],
        [one for one in asked if one.day < today and one not in counted],
    )


def missing_half_days(con: Connection, now: datetime) -> list[tuple[HalfDay, str]]:
    """The half days before today that nobody counted, with the place's name, oldest first."""
    names = {place.id: place.name for place in counting_places(con)}
    today, asked, counted = _asked(con, now)
    return [(one, names[one.place_id]) for one in asked if one.day < today and one not in counted]


def _asked(con: Connection, now: datetime) -> tuple[date, list[HalfDay], set[HalfDay]]:
    """Today, what should have been counted up to now, and what was."""
    wall = to_local(now, config().zone)
    today = wall.date()
    back = DayRange(today - timedelta(days=MISSING_DAYS), today + timedelta(days=1))
    asked = expected(counting_places(con), back, _closed_days(con, back), wall)
    return today, asked, {one.at for one in half_days(con, back)}


def record_half_day(
    db: HouseDb,
    actor: Actor,
    at: HalfDay,
    *,
    total: int,
    version: int,
    now: datetime,
    token: str | None = None,
) -> int:
    """The visits of a half day, each visitor at most once. `version`: 0 where nothing was counted.

    Returns the version a correction asks for. Hosts record what is not recorded, and correct
    today's; coordinators correct every half day.
    Raises InvalidInput, Refused, NotFound, Stale, AlreadyDone with the version as text.
    """
    require(actor, "attendance.host")
    if not 0 <= total <= MAX_VISITS:
        raise InvalidInput((InvalidField("total", "number-range", lowest=0, highest=MAX_VISITS),))
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        place = place_of(con, at)
        wall = to_local(now, config().zone)
        if not has_begun(at, place, wall):
            raise InvalidInput((InvalidField("form", "half-not-begun"),))
        before = half_day(con, at)
        found = before.version if before else 0
        if found != version:
            raise Stale("half day", version, found)
        if before and at.day != wall.date() and not allows(actor, "attendance.total"):
            raise Refused("attendance.total")
        writes.save_half_day(con, at, total=total, staff_id=actor.staff_id, now=now)
        settle_token(con, token, str(found + 1))
        action = "half-day.correct" if before else "half-day.record"
        row = f"half_day:{at.place_id}:{at.day}:{at.half}"
        log(con, actor, action, place.name, [row], {}, {"day": str(at.day), "half": at.half}, now)
        return found + 1


def place_of(con: Connection, at: HalfDay) -> CountingPlace:
    """The place of a half day. Raises NotFound."""
    for place in counting_places(con):
        if place.id == at.place_id:
            return place
    raise NotFound("place")


def save_place(db: HouseDb, actor: Actor | None, place: CountingPlace, *, now: datetime) -> int:
    """Save a counting place (id 0: new); returns its id. `actor` None: the operator.

    Raises Refused, NotFound, InvalidInput (`name`, `divides_at`, `weekdays`).
    """
    if actor is not None:
        require(actor, "setup.write")
    place = replace(place, name=clean_line(place.name))
    problems: list[InvalidField] = []
    if not place.name:
        problems.append(InvalidField("name", "required"))
    elif len(place.name) > MAX_NAME:
        problems.append(InvalidField("name", "too-long", most=MAX_NAME))
    elif has_cpr(place.name):
        problems.append(InvalidField("name", "cpr"))
    if not EARLIEST <= place.divides_at <= LATEST:
        problems.append(InvalidField("divides_at", "divides-range"))
    if not place.weekdays:
        problems.append(InvalidField("weekdays", "required"))
    if problems:
        raise InvalidInput(tuple(problems))
    with db.write() as con:
        old = {one.id: one for one in counting_places(con)}.get(place.id)
        if place.id and old is None:
            raise NotFound("place")
        saved = writes.save_place(con, place, now)
        before = asdict(old) if old else {}
        rows = [f"counting_place:{saved}"]
        log(con, actor, "setup.save", place.name, rows, before, asdict(place), now)
    return saved


def _closed_days(con: Connection, days: DayRange) -> set[date]:
    """The local days on which the whole house is shut from morning to night."""
    zone = config().zone
    shut = [one for one in closures(con, *range_bounds(days, zone)) if one.site_id is None]
    return {day for one in shut for day in _whole_days(one)}


def _whole_days(closure: Closure) -> list[date]:
    zone, found = config().zone, []
    day = local_day(closure.starts_at, zone)
    while day_bounds(day, zone)[0] < closure.ends_at:
        start, end = day_bounds(day, zone)
        if closure.starts_at <= start and end <= closure.ends_at:
            found.append(day)
        day += timedelta(days=1)
    return found
