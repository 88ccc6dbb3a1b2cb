"""Reading calendars from outside: what was decided, how fetching goes, and the last good copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.connection import Connection, Row, in_clause, maybe_instant, to_instant, to_text
from domain.outside import Busy, Fetching, OutsideCalendar, PartnerDate


@dataclass(frozen=True, slots=True)
class Kept:
    """A calendar from outside with how its fetching goes."""

    calendar: OutsideCalendar
    fetching: Fetching
    empty_since: datetime | None
    """Since when it says that it holds nothing, which is not believed yet."""


def outside_calendars(con: Connection) -> list[Kept]:
    """All of them, partners' first, then by id."""
    rows = con.execute(
        "SELECT c.*, (SELECT count(*) FROM partner_date d WHERE d.calendar_id = c.id)"
        " + (SELECT count(*) FROM busy_time b WHERE b.calendar_id = c.id) AS dates"
        " FROM outside_calendar c ORDER BY c.kind DESC, c.id"
    ).fetchall()
    groups = _groups(con)
    return [_kept(row, groups) for row in rows]


def outside_calendar(con: Connection, calendar_id: int) -> Kept | None:
    return next((one for one in outside_calendars(con) if one.calendar.id == calendar_id), None)


def partner_dates(
    con: Connection, start: datetime, end: datetime
) -> list[tuple[Kept, PartnerDate]]:
    """Partners' dates that overlap [start, end), UTC, by start; who may see them is not asked."""
    rows = con.execute(
        "SELECT * FROM partner_date WHERE starts_at < :end AND (ends_at > :start OR"
        " starts_at >= :start) ORDER BY starts_at, ends_at, title, id",
        {"start": to_text(start), "end": to_text(end)},
    ).fetchall()
    if not rows:
        return []
    kept = {one.calendar.id: one for one in outside_calendars(con)}
    return [(kept[row["calendar_id"]], _date(row)) for row in rows]


def busy_near(
    con: Connection,
    start: datetime,
    end: datetime,
    room_ids: Iterable[int],
    facilitator_ids: Iterable[int],
) -> list[Busy]:
    """Times that overlap [start, end), UTC, at which these rooms and people are taken elsewhere."""
    params: dict[str, Any] = {"start": to_text(start), "end": to_text(end)}
    rooms = in_clause("room", sorted(set(room_ids)), params)
    people = in_clause("person", sorted(set(facilitator_ids)), params)
    rows = con.execute(
        "SELECT b.starts_at, b.ends_at, c.room_id, c.facilitator_id FROM busy_time b"
        " JOIN outside_calendar c ON c.id = b.calendar_id"
        " WHERE b.ends_at > :start AND b.starts_at < :end"
        f" AND (c.room_id IN ({rooms}) OR c.facilitator_id IN ({people}))"
        " ORDER BY b.starts_at, c.id",
        params,
    )
    return [
        Busy(
            to_instant(row["starts_at"]),
            to_instant(row["ends_at"]),
            row["room_id"],
            row["facilitator_id"],
        )
        for row in rows
    ]


def _groups(con: Connection) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in con.execute("SELECT * FROM outside_group ORDER BY group_id"):
        found[row["calendar_id"]].append(row["group_id"])
    return found


def _kept(row: Row, groups: dict[int, list[int]]) -> Kept:
    return Kept(
        OutsideCalendar(
            id=row["id"],
            kind=row["kind"],
            address=row["address"],
            service_id=row["service_id"],
            facilitator_id=row["facilitator_id"],
            room_id=row["room_id"],
            listing=row["listing"],
            group_ids=tuple(groups.get(row["id"], ())),
        ),
        Fetching(
            good_at=maybe_instant(row["good_at"]),
            read_at=maybe_instant(row["read_at"]),
            next_at=maybe_instant(row["next_at"]),
            failing_since=maybe_instant(row["failing_since"]),
            failures=row["failures"],
            trouble=row["trouble"],
            status=row["status"],
            dates=row["dates"],
            left_out=row["left_out"],
            etag=row["etag"],
            last_modified=row["last_modified"],
        ),
        maybe_instant(row["empty_since"]),
    )


def _date(row: Row) -> PartnerDate:
    return PartnerDate(
        starts_at=to_instant(row["starts_at"]),
        ends_at=to_instant(row["ends_at"]),
        all_day=bool(row["all_day"]),
        title=row["title"],
        place=row["place"],
        link=row["link"],
        cancelled=bool(row["cancelled"]),
    )
