"""Counting who came: a total per date, and beside it, if wished, its division over services.

"Not recorded" is never zero: nobody came is recorded as such. Saving twice replaces, it never
adds up. Figures are in no change log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import feeds
from actions.changelog import log
from actions.config import config
from db import writes_attendance as writes
from db.attendance import attendance as read_attendance
from db.attendance import attendance_version
from db.connection import Connection, HouseDb
from db.house import load_house
from db.occurrences import between, dated, unrecorded
from db.writes_activities import set_close_out
from db.writes_changes import claim_token, settle_token
from domain.counting import over_room
from domain.discretion import is_counted
from domain.errors import InvalidField, InvalidInput, NotFound, Refused, Stale
from domain.localtime import day_bounds, local_day, range_bounds, week_range
from domain.model import Actor, CloseOut, DatedActivity
from domain.rights import allows, require
from domain.text import clean_line

MAX_VISITS = 1000
MAX_VOLUNTEERS = 100
MAX_VOLUNTEER_MINUTES = 60_000
MISSING_FOR = timedelta(days=60)
"""How far back hosts are asked for dates that were not recorded."""
MISSING_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a save left behind, for forms that were filled in before it: versions, no figure."""

    version: int
    """The date's."""
    division: int
    """The count's own, which a division asks for; 0 without a count."""

    def __str__(self) -> str:
        return f"{self.version}:{self.division}"

    @classmethod
    def of(cls, text: str) -> Recorded:
        """The one that AlreadyDone carries."""
        version, _mark, division = text.partition(":")
        return cls(int(version), int(division))


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
    ask_room: bool = False,
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> Recorded:
    """The total of a date that was held. `version` is the date's, as the form saw it.

    A total of 0 is "nobody came". `ask_room`: the form has not asked yet whether more than the
    room holds is right.
    Raises InvalidInput (every number that is wrong; `over_room`: ask first), Refused, NotFound,
    Stale (somebody recorded it in between), AlreadyDone with a `Recorded` as text.
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
        if ask_room:
            _ask_room(con, one, total)
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
        return _settled(con, one, token)


def nobody_came(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> Recorded:
    """The date was held, and nobody came: a count of 0. Raises like `record`."""
    return record(db, actor, occurrence_id, total=0, version=version, now=now, token=token)


def cancelled(
    db: HouseDb,
    actor: Actor,
    occurrence_id: int,
    *,
    reason: str = "",
    version: int | None = None,
    now: datetime,
    token: str | None = None,
) -> Recorded:
    """The date was not held after all, told afterwards. Raises like `record`."""
    text = clean_line(reason)
    if len(text) > 200:
        raise InvalidInput((InvalidField("reason", "too-long", highest=200),))
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        one = _recordable(con, actor, occurrence_id, version, now)
        writes.delete_attendance(con, occurrence_id)
        _close(con, actor, one, "cancelled", now, text)
        return _settled(con, one, token)


def host_week(db: HouseDb, actor: Actor, *, now: datetime) -> list[DatedActivity]:
    """The counted dates of the current local ISO week, by start. Raises Refused."""
    require(actor, "attendance.host")
    zone = config().zone
    start, end = range_bounds(week_range(local_day(now, zone)), zone)
    with db.read() as con:
        found = between(con, start, end, states=("planned",))
    return [one for one in found if one.occurrence.starts_at >= start and is_counted(one.activity)]


def may_open(db: HouseDb, actor: Actor, occurrence_id: int, *, now: datetime) -> DatedActivity:
    """A counted date whose form this person may see: to record it, or to be told why not.

    Hosts: those of `host_dates` and any other that has not been recorded; coordinators of an
    organising service all. Raises Refused, NotFound.
    """
    with db.read() as con:
        one = counted_date(con, occurrence_id)
        if not is_counted(one.activity):
            raise NotFound("date")
        if not _is_hosts(actor, one, now):
            try:
                require_scoped(con, actor, "attendance.total", one)
            except Refused as error:
                raise NotFound("date") from error
        return one


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
    one = counted_date(con, occurrence_id)
    today, day = (local_day(at, config().zone) for at in (now, one.occurrence.starts_at))
    stale = version is not None and one.occurrence.version != version
    if day > today and allows(actor, "attendance.host"):
        raise InvalidInput((InvalidField("form", "not-begun"),))
    if not _is_hosts(actor, one, now):
        if stale and allows(actor, "attendance.host") and one.occurrence.close_out is not None:
            # theirs was kept on the device until somebody else had recorded the date
            raise Stale("date", version or 0, one.occurrence.version)
        require_scoped(con, actor, "attendance.total", one)
    if one.occurrence.state != "planned" or not is_counted(one.activity):
        raise InvalidInput((InvalidField("form", "was-cancelled"),))
    if stale:
        raise Stale("date", version or 0, one.occurrence.version)
    return one


def _is_hosts(actor: Actor, one: DatedActivity, now: datetime) -> bool:
    """Hosts record today's dates and those that were not recorded; a clock may be set back."""
    if not allows(actor, "attendance.host"):
        return False
    zone = config().zone
    passed = local_day(one.occurrence.starts_at, zone) < local_day(now, zone)
    return not passed or one.occurrence.close_out is None


def _ask_room(con: Connection, one: DatedActivity, total: int) -> None:
    """Raise InvalidInput when more came than the room holds, so that the form asks."""
    room = load_house(con).rooms.get(one.occurrence.room_id or 0)
    if room is not None and over_room(room, total):
        raise InvalidInput((InvalidField("over_room", "over-room", places=room.capacity),))


def _settled(con: Connection, one: DatedActivity, token: str | None) -> Recorded:
    saved = dated(con, one.occurrence.id)
    version = saved.occurrence.version if saved else 0
    found = Recorded(version, attendance_version(con, one.occurrence.id))
    settle_token(con, token, str(found))
    return found


def require_scoped(con: Connection, actor: Actor, action: str, one: DatedActivity) -> None:
    """Raise Refused unless a coordinator of an organising service acts."""
    shared = [each.id for each in load_house(con).services.values() if each.kind == "house"]
    ids = one.activity.fields.service_ids
    if action == "attendance.services":
        require(actor, "attendance.services", ids, shared)
    else:
        require(actor, "attendance.total", ids, shared)


def counted_date(con: Connection, occurrence_id: int) -> DatedActivity:
    """A date of an activity that is neither a draft nor deleted. Raises NotFound."""
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
    """Mark the date and log it; a correction says what it was before, without figures."""
    before = one.occurrence.close_out
    set_close_out(con, one.occurrence.id, close_out)
    if "cancelled" in (close_out, before):
        feeds.refresh(con, [one.activity.id], now=now)
    action = f"attendance.{close_out}"
    if before is not None and close_out != "cancelled":
        action = "attendance.correct"
    after = {"close_out": close_out} | ({"reason": reason} if reason else {})
    log_date(con, actor, action, one, {"close_out": before} if before else {}, after, now)


def log_date(
    con: Connection,
    actor: Actor,
    action: str,
    one: DatedActivity,
    before: dict[str, str],
    after: dict[str, str],
    now: datetime,
) -> None:
    """One entry of the change log about a date's recording: never a figure."""
    log(con, actor, action, one.title, [f"occurrence:{one.occurrence.id}"], before, after, now)
