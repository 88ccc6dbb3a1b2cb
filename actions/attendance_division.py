"""How a date's total divides over services: confidential, so each reading is logged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.attendance import MAX_VISITS, counted_date, log_date, require_scoped
from actions.config import config
from db import writes_attendance as writes
from db.attendance import attendance as read_attendance
from db.attendance import attendance_version
from db.connection import Connection, HouseDb
from db.house import load_house
from db.retention import is_reduced
from db.writes_changes import claim_token, insert_reading, settle_token
from domain.counting import Attendance
from domain.errors import InvalidField, InvalidInput, NotFound, Refused, Stale
from domain.localtime import local_day
from domain.model import Actor, DatedActivity
from domain.periods import quarter_of
from domain.rights import allows

OPENING_LASTS = timedelta(minutes=30)
"""A division that stays on the screen for longer is a reading again."""


def divide(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    by_service: Mapping[int, int],
    *,
    version: int,
    now: datetime,
    token: str | None = None,
) -> int:
    """How the total divides over services; the rest is "ved ikke". `version`: attendance's own.

    Returns the version that a further division asks for. Hosts may do so on the day itself;
    coordinators of an organising service later too. A service that has been retired since keeps
    the visits it had and takes no new ones.
    Raises InvalidInput (a number, a retired service, or the sum over the total), Refused,
    NotFound, Stale, AlreadyDone with the version as text. The counts of a quarter that was reduced
    (actions.retention) cannot be divided again: InvalidInput, form "reduced".
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        one = counted_date(con, occurrence_id)
        if not _may_divide(con, actor, one, now):
            raise Refused("attendance.services")
        found = read_attendance(con, occurrence_id)
        if found is None:
            raise NotFound("attendance")
        _refuse_reduced(con, one)
        problems = _problems(con, found, by_service)
        if problems:
            raise InvalidInput(tuple(problems))
        if found.version != version:
            raise Stale("attendance", version, found.version)
        writes.save_division(con, occurrence_id, dict(by_service))
        log_date(con, actor, "attendance.divide", one, {}, {}, now)
        saved = attendance_version(con, occurrence_id)
        settle_token(con, token, str(saved))
        return saved


def read_division(
    db: HouseDb, actor: Actor, occurrence_id: int, *, now: datetime, opening: str = ""
) -> Attendance:
    """The counts of a date, by service too: only coordinators of an organising service.

    Each reading is kept in the log of readings. A page that stays open draws itself again and
    again: with the same `opening` that is one reading, for OPENING_LASTS at a time.
    Raises Refused, NotFound, InvalidInput (form: "reduced", the quarter's counts have gone).
    """
    with db.write() as con:
        one = counted_date(con, occurrence_id)
        require_scoped(con, actor, "attendance.services", one)
        found = read_attendance(con, occurrence_id)
        if found is None:
            raise NotFound("attendance")
        _refuse_reduced(con, one)
        insert_reading(
            con,
            at=now,
            staff_id=actor.staff_id,
            what="attendance.by_service",
            occurrence_id=occurrence_id,
            opening=opening,
            since=now - OPENING_LASTS,
        )
        return found


def _refuse_reduced(con: Connection, one: DatedActivity) -> None:
    quarter = quarter_of(local_day(one.occurrence.starts_at, config().zone))
    if is_reduced(con, quarter):
        raise InvalidInput((InvalidField("form", "reduced"),))


def _problems(
    con: Connection, found: Attendance, by_service: Mapping[int, int]
) -> list[InvalidField]:
    services = load_house(con).services
    problems: list[InvalidField] = []
    for number, visits in by_service.items():
        service, field = services.get(number), f"service_{number}"
        if service is None or not service.is_origin or not 0 <= visits <= MAX_VISITS:
            problems.append(InvalidField(field, "number-range", lowest=0, highest=MAX_VISITS))
        elif service.retired and visits and number not in found.by_service:
            problems.append(InvalidField(field, "service-retired", service=service.name))
    if not problems and sum(by_service.values()) > found.total:
        problems = [InvalidField("by_service", "over-total", total=found.total)]
    return problems


def _may_divide(con: Connection, actor: Actor, one: DatedActivity, now: datetime) -> bool:
    zone = config().zone
    same_day = local_day(one.occurrence.starts_at, zone) == local_day(now, zone)
    if same_day and allows(actor, "attendance.host"):
        return True
    try:
        require_scoped(con, actor, "attendance.services", one)
    except Refused:
        return False
    return True
