"""Counting who came: a total per date, and beside it, if wished, its division over services.

"Not recorded" is never zero: nobody came is recorded as such. Saving twice replaces, it never
adds up. Figures are in no change log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions import feeds
from actions.changelog import log
from actions.config import config
from db import writes_attendance as writes
from db.attendance import attendance as read_attendance
from db.connection import Connection, HouseDb
from db.house import load_house
from db.occurrences import between, dated, unrecorded
from db.writes_activities import set_close_out
from db.writes_changes import claim_token, insert_reading, settle_token
from domain.discretion import is_counted
from domain.errors import InvalidField, InvalidInput, NotFound, Refused, Stale
from domain.localtime import day_bounds, local_day
from domain.model import Actor, Attendance, CloseOut, DatedActivity
from domain.rights import allows, require
from domain.text import clean_line

MAX_VISITS = 1000
MAX_VOLUNTEERS = 100
MAX_VOLUNTEER_MINUTES = 60_000
MISSING_FOR = timedelta(days=60)
"""How far back hosts are asked for dates that were not recorded."""
MISSING_SHOWN = 30


def host_dates(
    db: HouseDb, actor: Actor, *, now: datetime
) -> tuple[list[DatedActivity], list[DatedActivity]]:
    """Today's dates in order, and earlier ones not recorded, oldest first. Raises Refused."""
    require(actor, "attendance.host")
    with db.read() as con:
        return _host_dates(con, now)


def record(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    total: int,
    turned_away: int = 0,
    volunteers: int = 0,
    volunteer_minutes: int = 0,
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> None:
    """The total of a date that was held. `version` is the date's, as the form saw it.

    A total of 0 is "nobody came". Raises InvalidInput (every number that is wrong), Refused,
    NotFound, Stale (somebody recorded it in between), AlreadyDone.
    """
    limits = {
        "total": (total, MAX_VISITS),
        "turned_away": (turned_away, MAX_VISITS),
        "volunteers": (volunteers, MAX_VOLUNTEERS),
        "volunteer_hours": (volunteer_minutes, MAX_VOLUNTEER_MINUTES),
    }
    problems = tuple(
        InvalidField(name, "number-range", lowest=0, highest=most // (60 if "hours" in name else 1))
        for name, (value, most) in limits.items()
        if not 0 <= value <= most
    )
    if problems:
        raise InvalidInput(problems)
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        one = _recordable(con, actor, occurrence_id, version, now)
        found = read_attendance(con, occurrence_id)
        if found is not None and sum(found.by_service.values()) > total:
            writes.save_division(con, occurrence_id, {})
        writes.save_total(
            con,
            occurrence_id,
            total=total,
            turned_away=turned_away,
            volunteers=volunteers,
            volunteer_minutes=volunteer_minutes,
            staff_id=actor.staff_id,
            now=now,
        )
        _close(con, actor, one, "held" if total else "nobody", now)
        settle_token(con, token, str(occurrence_id))


def nobody_came(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> None:
    """The date was held, and nobody came: a count of 0. Raises like `record`."""
    record(db, actor, occurrence_id, total=0, version=version, now=now, token=token)


def cancelled(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    reason: str = "",
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> None:
    """The date was not held after all, told afterwards. Raises like `record`."""
    text = clean_line(reason)
    if len(text) > 200:
        raise InvalidInput((InvalidField("reason", "too-long", highest=200),))
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        one = _recordable(con, actor, occurrence_id, version, now)
        writes.delete_attendance(con, occurrence_id)
        _close(con, actor, one, "cancelled", now, text)
        settle_token(con, token, str(occurrence_id))


def divide(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    by_service: Mapping[int, int],
    *,
    version: int,
    now: datetime,
) -> None:
    """How the total divides over services; the rest is "ved ikke". `version`: attendance's own.

    Hosts may do so on the day itself; coordinators of an organising service later too.
    Raises InvalidInput (a number, or the sum over the total), Refused, NotFound, Stale.
    """
    with db.write() as con:
        one = _dated(con, occurrence_id)
        house = load_house(con)
        if not _may_divide(con, actor, one, now):
            raise Refused("attendance.services")
        found = read_attendance(con, occurrence_id)
        if found is None:
            raise NotFound("attendance")
        if found.version != version:
            raise Stale("attendance", version, found.version)
        origins = {one.id for one in house.services.values() if one.is_origin}
        problems = [
            InvalidField(f"service_{service}", "number-range", lowest=0, highest=MAX_VISITS)
            for service, visits in by_service.items()
            if service not in origins or not 0 <= visits <= MAX_VISITS
        ]
        if not problems and sum(by_service.values()) > found.total:
            problems = [InvalidField("by_service", "over-total", total=found.total)]
        if problems:
            raise InvalidInput(tuple(problems))
        writes.save_division(con, occurrence_id, dict(by_service))
        _log(con, actor, "attendance.divide", one, now)


def read_division(db: HouseDb, actor: Actor, occurrence_id: int, *, now: datetime) -> Attendance:
    """The counts of a date, by service too: only coordinators of an organising service.

    Each reading is kept in the log of readings. Raises Refused, NotFound.
    """
    with db.write() as con:
        one = _dated(con, occurrence_id)
        _require_scoped(con, actor, "attendance.services", one)
        found = read_attendance(con, occurrence_id)
        if found is None:
            raise NotFound("attendance")
        insert_reading(
            con,
            at=now,
            staff_id=actor.staff_id,
            what="attendance.by_service",
            occurrence_id=occurrence_id,
        )
        return found


def _host_dates(con: Connection, now: datetime) -> tuple[list[DatedActivity], list[DatedActivity]]:
    zone = config().zone
    start, end = day_bounds(local_day(now, zone), zone)
    today = [
        one
        for one in between(con, start, end, states=("planned",))
        if one.occurrence.starts_at >= start and is_counted(one.activity)
    ]
    missing = unrecorded(con, start, since=start - MISSING_FOR, limit=MISSING_SHOWN)
    return today, missing


def _recordable(
    con: Connection, actor: Actor, occurrence_id: int, version: int | None, now: datetime
) -> DatedActivity:
    """The date, if this person may record it now. Raises Refused, NotFound, Stale, InvalidInput."""
    one = _dated(con, occurrence_id)
    if not _is_hosts(con, actor, one, now):
        _require_scoped(con, actor, "attendance.total", one)
    if one.occurrence.starts_at > now and local_day(
        one.occurrence.starts_at, config().zone
    ) != local_day(now, config().zone):
        raise InvalidInput((InvalidField("form", "not-begun"),))
    if one.occurrence.state != "planned" or not is_counted(one.activity):
        raise InvalidInput((InvalidField("form", "was-cancelled"),))
    if version is not None and one.occurrence.version != version:
        raise Stale("date", version, one.occurrence.version)
    return one


def _is_hosts(con: Connection, actor: Actor, one: DatedActivity, now: datetime) -> bool:
    """Hosts record today's dates and those that were not recorded."""
    if not allows(actor, "attendance.host"):
        return False
    today, _ = _host_dates(con, now)
    unrecorded_yet = one.occurrence.close_out is None and one.occurrence.starts_at <= now
    return unrecorded_yet or any(other.occurrence.id == one.occurrence.id for other in today)


def _may_divide(con: Connection, actor: Actor, one: DatedActivity, now: datetime) -> bool:
    zone = config().zone
    same_day = local_day(one.occurrence.starts_at, zone) == local_day(now, zone)
    if same_day and allows(actor, "attendance.host"):
        return True
    try:
        _require_scoped(con, actor, "attendance.services", one)
    except Refused:
        return False
    return True


def _require_scoped(con: Connection, actor: Actor, action: str, one: DatedActivity) -> None:
    shared = [each.id for each in load_house(con).services.values() if each.kind == "house"]
    ids = one.activity.fields.service_ids
    if action == "attendance.services":
        require(actor, "attendance.services", ids, shared)
    else:
        require(actor, "attendance.total", ids, shared)


def _dated(con: Connection, occurrence_id: int) -> DatedActivity:
    one = dated(con, occurrence_id)
    if one is None or one.activity.deleted_at is not None or one.activity.state == "draft":
        raise NotFound("date")
    return one


def _close(
    con: Connection,
    actor: Actor,
    one: DatedActivity,
    close_out: CloseOut,
    now: datetime,
    reason: str = "",
) -> None:
    set_close_out(con, one.occurrence.id, close_out)
    if "cancelled" in (close_out, one.occurrence.close_out):
        feeds.refresh(con, [one.activity.id], now=now)
    _log(con, actor, f"attendance.{close_out}", one, now, reason)


def _log(
    con: Connection,
    actor: Actor,
    action: str,
    one: DatedActivity,
    now: datetime,
    reason: str = "",
) -> None:
    rows = [f"occurrence:{one.occurrence.id}"]
    log(con, actor, action, one.title, rows, {}, {"reason": reason} if reason else {}, now)
