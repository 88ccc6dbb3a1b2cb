"""Places of a course, counted by staff as people ring: one more, one fewer, no names."""

from __future__ import annotations

from datetime import datetime

from actions import feeds
from actions.booking import desk, found_activity
from actions.changelog import log
from db import writes_activities as writes
from db.connection import HouseDb
from db.snapshots import without_dates
from db.writes_changes import claim_token, settle_token
from domain.errors import InvalidField, InvalidInput
from domain.model import Actor
from domain.places import changed


def count_places(
    db: HouseDb,
    actor: Actor,
    activity_id: int,
    by: int,
    *,
    over: bool = False,
    now: datetime,
    token: str | None = None,
) -> int:
    """`by` more places of a course are taken (fewer, when negative); returns how many are.

    Counted on from what stands now, so that two who tap at once both count. `over`: somebody was
    told that it is more than there are places, and means it. Raises NotFound, Refused,
    AlreadyDone, InvalidInput ("places": "no-course", "no-places-taken", "course-full").
    """
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        one = found_activity(con, activity_id)
        at.may_write(actor, one.fields.service_ids)
        try:
            taken = changed(one, by, over=over)
        except InvalidField as problem:
            raise InvalidInput((problem,)) from problem
        before = without_dates(con, [activity_id])
        writes.set_taken(con, activity_id, taken, now)
        feeds.refresh(con, [activity_id], now=now)
        rows = [f"activity:{activity_id}"]
        after = without_dates(con, [activity_id])
        log(con, actor, "activity.places", one.fields.title, rows, before, after, now)
        settle_token(con, token, str(taken))
    return taken
