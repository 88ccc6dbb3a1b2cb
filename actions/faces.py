"""Three faces: one anonymous answer after an activity. See `domain.faces` for what is shown when.

The one write without a change-log entry: an entry has a time, and a time in a small house is a
person. Neither who held the tablet nor when it was tapped is kept.
"""

from __future__ import annotations

from datetime import datetime

from actions.attendance import counted_date
from actions.config import config
from db import writes_door as writes
from db.connection import Connection, HouseDb
from domain.discretion import is_counted
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.faces import FACES, Face, month_of, takes_answers
from domain.localtime import local_day
from domain.model import Actor, DatedActivity
from domain.rights import require


def asks_faces(one: DatedActivity, now: datetime) -> bool:
    """Whether citizens may be asked about this date: it has begun, and its month still runs."""
    zone = config().zone
    month = month_of(local_day(one.occurrence.starts_at, zone))
    return (
        is_counted(one.activity)
        and one.occurrence.state == "planned"
        and one.occurrence.starts_at <= now
        and takes_answers(month, local_day(now, zone))
    )


def faces_date(db: HouseDb, actor: Actor, occurrence_id: int, *, now: datetime) -> DatedActivity:
    """A date that citizens may be asked about now. Raises Refused, NotFound."""
    require(actor, "attendance.host")
    with db.read() as con:
        return _asked(con, occurrence_id, now)


def tap(
    db: HouseDb, actor: Actor, occurrence_id: int, face: str, *, now: datetime, token: str
) -> None:
    """Count one answer to the activity of a date, under the date's month.

    `actor` is whoever signed the tablet in; nothing of them is kept.
    Raises Refused, NotFound (also when the month is over), InvalidInput, AlreadyDone.
    """
    require(actor, "attendance.host")
    if face not in FACES or not token:
        raise InvalidInput((InvalidField("face", "unknown"),))
    chosen: Face = face
    with db.write() as con:
        one = _asked(con, occurrence_id, now)
        month = month_of(local_day(one.occurrence.starts_at, config().zone))
        writes.count_face(con, one.activity.lineage, month, chosen, token)


def _asked(con: Connection, occurrence_id: int, now: datetime) -> DatedActivity:
    one = counted_date(con, occurrence_id)
    if not asks_faces(one, now):
        raise NotFound("date")
    return one
