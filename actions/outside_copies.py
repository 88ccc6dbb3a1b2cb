"""What fetching a calendar from outside brings: judged, and kept or not.

`fetching.py` fetches, and hands its answers in as bytes or as a trouble. A calendar that fails
keeps its last good copy. Nothing of this is in the change log: it is not an edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import clock
from actions.config import config
from calendars.read import Date, Limits, Reading, read
from db import writes_outside as writes
from db.connection import Connection, HouseDb
from db.house import setting
from db.outside import Kept, outside_calendar, outside_calendars
from domain.errors import UnreadableCalendar
from domain.localtime import day_bounds, local_day
from domain.outside import (
    DEFAULT_MINUTES,
    FETCH_MINUTES,
    READ_AGAIN,
    OutsideCalendar,
    PartnerDate,
    is_doubtful,
    merged,
    pause,
)

PAST = timedelta(days=35)
AHEAD = timedelta(days=550)
"""As far as the house itself plans, so that a busy time is known wherever something is planned."""
BUSY_LIMITS = Limits(dates=10_000)
CLAIMED = timedelta(minutes=5)
"""How long a fetch belongs to the process that began it."""


@dataclass(frozen=True, slots=True)
class ToFetch:
    """A calendar whose turn it is. `etag` and `last_modified` are empty when it is read whole."""

    id: int
    address: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `body` None: unchanged since it was last asked."""

    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def due(db: HouseDb, now: datetime) -> list[int]:
    """The ids of the calendars whose turn it is."""
    with db.read() as con:
        return [one.calendar.id for one in outside_calendars(con) if _is_due(one, now)]


def every(db: HouseDb) -> list[int]:
    """The ids of all calendars."""
    with db.read() as con:
        return [one.calendar.id for one in outside_calendars(con)]


def claim(db: HouseDb, calendar_id: int, now: datetime, *, due_only: bool) -> ToFetch | None:
    """Take a calendar for five minutes, so that no other process fetches it too.

    None when it is gone or, with `due_only`, another took it. A calendar that was not read whole
    for a day is asked for without conditions: what its rules give further ahead is not kept.
    """
    with db.write() as con:
        one = outside_calendar(con, calendar_id)
        if one is None or (due_only and not _is_due(one, now)):
            return None
        writes.set_next(con, calendar_id, now + CLAIMED)
    fetching, calendar = one.fetching, one.calendar
    if fetching.read_at is None or now - fetching.read_at >= READ_AGAIN:
        return ToFetch(calendar.id, calendar.address, "", "")
    return ToFetch(calendar.id, calendar.address, fetching.etag, fetching.last_modified)


def keep(db: HouseDb, fetched: ToFetch, answer: Answer, *, now: datetime) -> str:
    """Judge an answer and keep what it holds; returns the trouble's code, "" when all is well.

    The copy stays as it is when the answer is no calendar, is cut off, or is suddenly empty.
    """
    with db.read() as con:
        found = outside_calendar(con, fetched.id)
        minutes = _minutes(con)
    if found is None or found.calendar.address != fetched.address:
        return ""  # removed or changed meanwhile
    if answer.body is None:
        with db.write() as con:
            writes.went_well(con, fetched.id, now=now, next_at=now + pause(minutes, 0))
        return ""
    try:
        reading = _read(db, found.calendar, answer.body)
    except UnreadableCalendar as error:
        return fail(db, fetched, error.code, now=now)
    if not reading.complete:
        return fail(db, fetched, "truncated", now=now)
    partner = [(one.event.source_uid, date) for one in reading.dates for date in _partner(one)]
    busy = merged(
        [(one.starts_at, one.ends_at) for one in reading.dates if one.event.busy]
        + list(reading.taken)
    )
    is_partner = found.calendar.kind == "partner"
    # one with events, of which none is in the window, is at the end of its season and believed
    held = len(reading.events) + len(reading.taken)
    if is_doubtful(found.fetching.dates, held, found.empty_since, now):
        return fail(db, fetched, "suddenly-empty", empty=True, now=now)
    with db.write() as con:
        current = outside_calendar(con, fetched.id)
        if current is None or current.calendar.address != fetched.address:
            return ""
        if is_partner:
            writes.replace_partner_dates(con, fetched.id, partner)
        else:
            writes.replace_busy_times(con, fetched.id, busy)
        writes.was_read(
            con,
            fetched.id,
            left_out=len(reading.problems),
            etag=answer.etag,
            last_modified=answer.last_modified,
            now=now,
        )
        writes.went_well(con, fetched.id, now=now, next_at=now + pause(minutes, 0))
    return ""


def fail(
    db: HouseDb,
    fetched: ToFetch,
    trouble: str,
    *,
    status: int | None = None,
    empty: bool = False,
    now: datetime,
) -> str:
    """Keep that a fetch failed, and try again later and later. Returns `trouble`."""
    with db.write() as con:
        found = outside_calendar(con, fetched.id)
        if found is None or found.calendar.address != fetched.address:
            return ""
        failures = 0 if empty else found.fetching.failures + 1
        writes.went_wrong(
            con,
            fetched.id,
            trouble=trouble,
            status=status,
            empty=empty,
            now=now,
            next_at=now + pause(_minutes(con), failures),
        )
    return trouble


def _read(db: HouseDb, calendar: OutsideCalendar, body: bytes) -> Reading:
    zone = config().zone
    first, _after = day_bounds(local_day(clock.now(db), zone), zone)
    busy = calendar.kind == "busy"
    return read(
        body,
        house=zone,
        start=first - (timedelta() if busy else PAST),
        end=first + AHEAD,
        texts=not busy,
        limits=BUSY_LIMITS if busy else Limits(),
    )


def _partner(one: Date) -> list[PartnerDate]:
    """A date as a partner's, none for what is private or has no name."""
    event = one.event
    if event.private or not event.title:
        return []
    return [
        PartnerDate(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            all_day=event.all_day,
            title=event.title,
            place=event.place,
            link=event.link,
            cancelled=event.cancelled,
        )
    ]


def _is_due(one: Kept, now: datetime) -> bool:
    return one.fetching.next_at is None or one.fetching.next_at <= now


def _minutes(con: Connection) -> int:
    text = setting(con, "outside.minutes")
    return int(text) if text in {str(one) for one in FETCH_MINUTES} else DEFAULT_MINUTES
