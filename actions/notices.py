"""What is told when a date is cancelled or moved, read from the plan as it stands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from db.activities import parts_of
from db.connection import Connection
from db.house import load_house
from db.occurrences import coming
from domain.localtime import to_local
from domain.model import DatedActivity
from domain.notices import Happened, Notice, said_of, title_said


def notice_of(
    con: Connection, one: DatedActivity, *, now: datetime, zone: ZoneInfo
) -> Notice | None:
    """What to tell of a date; None where it stands as it was planned. `now` is an aware instant."""
    date, house = one.occurrence, load_house(con)
    happened: Happened
    if date.state == "cancelled" or one.activity.state == "cancelled":
        happened = "cancelled"
    elif date.state == "planned" and date.starts_at != date.original_start:
        happened = "moved"
    else:
        return None
    said = said_of(one.activity, house.groups)
    room = house.rooms.get(one.activity.fields.room_id or 0)
    # a date that was moved and then cancelled was last to begin where it was moved to
    was = date.starts_at if happened == "cancelled" else date.original_start
    return Notice(
        said=said,
        happened=happened,
        title=title_said(one, house.groups, said),
        was=to_local(was, zone),
        place=room.name if room and said == "full" else "",
        starts=to_local(date.starts_at, zone),
        next_start=_next(con, one, now, zone) if happened == "cancelled" else None,
    )


def _next(con: Connection, one: DatedActivity, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The first later date that takes place; one that lacks somebody is promised to nobody."""
    parts = [part.id for part in parts_of(con, one.activity.lineage) if part.state == "published"]
    for other in coming(con, parts, now):
        date = other.occurrence
        if (
            date.state == "planned"
            and not date.missing_ids
            and date.starts_at > one.occurrence.starts_at
        ):
            return to_local(date.starts_at, zone)
    return None
