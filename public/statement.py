"""`/tilgaengelighed`: what is done so that everybody can use the pages, and what does not work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.entrance import STATEMENT
from db.connection import HouseDb
from db.house import load_house
from public.frames import citizens_frame
from public.reading import now_of
from public.render import citizens_page


class Statement:
    """The route of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/tilgaengelighed", self.page)]

    def page(self, request: Request) -> Response:
        now, _today = now_of(self.db)
        with self.db.read() as con:
            house = load_house(con)
            frame = citizens_frame(con, house, now)
        context = {"official": house.settings.get(STATEMENT, "")}
        return citizens_page(request, "statement.html", frame, context)
