"""Cards to hand out: a calendar's address as a QR code, ten to a sheet of A4.

A discreet group's card names neither the house nor the group: it may lie in a purse. PDF, because
a browser prints its page's title and address at the edge of the paper.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.discretion import Feed, public_feeds
from domain.model import House
from domain.rights import allows
from locales import _
from public import sessions
from public.links import Links, links_of
from public.render import HOUSE_NAME, PRIVATE
from public.typeset import typeset

TEMPLATE = "cards.typ"


class Cards:
    """`/kort/<group's id>`: for staff who read the plan; nobody else learns which groups are."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/kort/{group:int}", self.sheet)]

    def sheet(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        if not allows(who.actor, "plan.read"):
            raise HTTPException(403)
        with self.db.read() as con:
            house = load_house(con)
        feed = _feed(house, request.path_params["group"])
        if feed is None:
            raise HTTPException(404)
        headers = {
            "Cache-Control": PRIVATE,
            "X-Robots-Tag": "noindex",
            "Content-Disposition": 'inline; filename="kort.pdf"',
        }
        return Response(_sheet(*_words(feed, house)), media_type="application/pdf", headers=headers)


def _feed(house: House, group_id: int) -> Feed | None:
    """The public calendar of a group; of "alle" the whole house's."""
    group = house.groups.get(group_id)
    wanted = None if group and group.is_everyone else group_id
    return next((one for one in public_feeds(house.groups) if one.group_id == wanted), None)


def _words(feed: Feed, house: House) -> tuple[str, str, Links]:
    """Heading, what stands under it, and the addresses."""
    links = links_of(feed, config().url)
    if feed.discreet:
        return _("Calendar"), "", links
    return feed.name, house.settings.get("house.name") or HOUSE_NAME, links


@lru_cache(maxsize=16)
def _sheet(heading: str, house_name: str, links: Links) -> bytes:
    data: dict[str, Any] = {
        "heading": heading,
        "house": house_name,
        "address": links.https.partition("://")[2],
        "address_label": _("Or type the address:"),
        "steps": [
            _("Point your phone's camera at the code."),
            _("Tap what appears, and then “Subscribe”."),
        ],
        "title": _("Cards"),
        "qr": {"size": links.qr.size, "path": links.qr.path},
    }
    return typeset(TEMPLATE, data, "pdf")
