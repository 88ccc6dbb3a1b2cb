"""Keeping counts by service no longer than needed: announced, reduced to quarters, scrubbed.

A job does it. No release changes: what leaves the house comes from releases, which are stored.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from actions.changelog import log
from actions.config import config
from db.connection import Connection, HouseDb
from db.figures import is_closed
from db.house import setting
from db.retention import Kept, announcements
from db.writes_retention import announce, first_divided_day, has_divided, reduce, scrubbed
from domain.errors import InvalidField
from domain.localtime import local_day, range_bounds
from domain.periods import Period
from domain.retention import KEEP_MONTHS, KEEP_SETTING, due_on, keep_months, to_announce

logger = logging.getLogger("house.retention")


@dataclass(frozen=True, slots=True)
class Notice:
    """Counts by service per date of `quarter` go on the local day `day`."""

    quarter: Period
    day: date


def upcoming(con: Connection, *, now: datetime) -> list[Notice]:
    """What is announced and still there, the oldest first. No figure stands in it."""
    months = _months(con)
    return [
        Notice(one.quarter, max(_due(one, months), local_day(now, config().zone)))
        for one in announcements(con)
        if one.reduced_at is None and one.announced_at <= now
    ]


def run(db: HouseDb, *, now: datetime) -> list[Period]:
    """Announce what is due within four weeks and reduce what was announced long enough.

    Returns the quarters reduced now. Each is one transaction; running again changes nothing. A
    quarter that is not released yet waits. `now` is an aware instant.
    """
    zone = config().zone
    today = local_day(now, zone)
    with db.write() as con:
        months, first = _months(con), first_divided_day(con, zone)
        for quarter in to_announce(first, today, months) if first else ():
            some = has_divided(con, *range_bounds(quarter.days, zone))
            if some and announce(con, quarter, now):
                _log(con, "retention.announce", quarter, now)
    done: list[Period] = []
    with db.read() as con:
        waiting = [one for one in announcements(con) if one.reduced_at is None]
    for one in waiting:
        if _due(one, months) <= today and _reduce(db, one.quarter, now):
            done.append(one.quarter)
    _scrub(db, now)
    return done


def _reduce(db: HouseDb, quarter: Period, now: datetime) -> bool:
    with db.write() as con:
        waiting = [o.quarter for o in announcements(con) if o.reduced_at is None]
        if quarter not in waiting or not is_closed(con, quarter):
            return False
        reduce(con, quarter, *range_bounds(quarter.days, config().zone), now)
        _log(con, "retention.reduce", quarter, now)
    return True


def _scrub(db: HouseDb, now: datetime) -> None:
    """Also the write-ahead log must forget; while somebody reads it cannot, and is tried again."""
    with db.read() as con:
        if all(one.reduced_at is None or one.scrubbed_at for one in announcements(con)):
            return
    if not db.scrub():
        logger.info("the file is in use, so it is scrubbed at the next run")
        return
    with db.write() as con:
        scrubbed(con, now)


def _due(one: Kept, months: int) -> date:
    return due_on(one.quarter, months, local_day(one.announced_at, config().zone))


def _months(con: Connection) -> int:
    try:
        return keep_months(setting(con, KEEP_SETTING))
    except InvalidField:
        return KEEP_MONTHS


def _log(con: Connection, action: str, quarter: Period, now: datetime) -> None:
    log(con, None, action, str(quarter), [], {}, {}, now)
