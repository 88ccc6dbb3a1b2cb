"""*Føj til min kalender*: one activity as a file, from the entries of the whole house's calendar.

What `alle.ics` does not hold in full is not here either: there is one policy and one builder.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.config import config
from calendars.build import Stamped, assemble, event
from db.activities import activity_by_uid, parts_of
from db.connection import Connection, HouseDb
from db.feeds import StoredEntry, entries_of
from db.house import load_house
from domain.discretion import EVERYONE_SLUG, board_view, feed_view
from domain.feedentry import load
from domain.model import Activity, House
from public.render import kept_answer


def is_open(activity: Activity, house: House) -> bool:
    """Whether the activity may be taken home as a file: shown in full on pages and in `alle`."""
    return (
        board_view(activity, house.groups) == "full"
        and feed_view(activity, house.groups, EVERYONE_SLUG) == "full"
    )


class Keep:
    """`/aktivitet/<uid>.ics`. Its route stands before the activity's own."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/aktivitet/{uid}.ics", self.file)]

    def file(self, request: Request) -> Response:
        """404 for what is unknown, not open, or has no date left."""
        with self.db.read() as con:
            house = load_house(con)
            activity = activity_by_uid(con, request.path_params["uid"])
            if activity is None or not is_open(activity, house):
                raise HTTPException(404)
            entries = _entries(con, activity, house)
        if not entries:
            raise HTTPException(404)
        zone = config().zone
        stamped = (
            Stamped(one.uid, load(one.content), one.sequence, one.last_modified) for one in entries
        )
        body = assemble(activity.fields.title, (event(one, zone) for one in stamped), zone)
        headers = {
            "Content-Disposition": 'attachment; filename="aktivitet.ics"',
            "X-Robots-Tag": "noindex",
        }
        return kept_answer(request, body, "text/calendar; charset=utf-8", headers)


def _entries(con: Connection, activity: Activity, house: House) -> list[StoredEntry]:
    """The entries of the parts of its series that are open themselves, without tombstones."""
    parts = [one.id for one in parts_of(con, activity.lineage) if is_open(one, house)]
    found = [
        one
        for one in entries_of(con, parts)
        if one.feed == EVERYONE_SLUG and one.left_at is None and one.content
    ]
    return sorted(found, key=lambda one: one.uid)
