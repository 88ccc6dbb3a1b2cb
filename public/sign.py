"""/vagt/<date>/skilt.pdf: a sign for the door on A4, for a date that is cancelled or moved."""

from __future__ import annotations

from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock, morning
from actions.config import config
from actions.notices import notice_of
from db.connection import HouseDb
from db.house import load_house
from locales import _
from locales.notices import sign_lines
from public import sessions
from public.duty import PAGE
from public.render import PRIVATE, frame_of
from public.typeset import typeset


class Sign:
    """The route of one house, for who may plan the date."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route(PAGE + "/{date:int}/skilt.pdf", self.sheet)]

    def sheet(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        one = morning.one_date(self.db, who.actor, request.path_params["date"])
        with self.db.read() as con:
            frame = frame_of(load_house(con))
            notice = notice_of(con, one, now=clock.now(self.db), zone=config().zone)
        if notice is None or notice.said == "nowhere":
            raise HTTPException(404)
        made = _sheet(notice.title, *sign_lines(notice), notice.place, frame.house_name)
        headers = {
            "Cache-Control": PRIVATE,
            "X-Robots-Tag": "noindex",
            "Content-Disposition": 'inline; filename="skilt.pdf"',
        }
        return Response(made, media_type="application/pdf", headers=headers)


@lru_cache(maxsize=16)
def _sheet(
    title: str, what: str, was: str, label: str, instead: str, place: str, house: str
) -> bytes:
    data = {
        "document": _("Sign"),
        "what": what,
        "title": title,
        "was": was,
        "place": place,
        "label": label,
        "instead": instead,
        "house": house,
    }
    return typeset("sign.typ", data, "pdf")
