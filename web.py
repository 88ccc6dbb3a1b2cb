"""The house as an ASGI application without Streamlit: citizens' pages, feeds, hosts, sign-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan, Scope

import logs
import stopping
from actions import health as health_of
from actions.config import config, house_db
from backup.in_use import in_use
from calendars import serve
from db.connection import HouseDb
from db.schema import NEWEST
from domain.errors import DatabaseTrouble
from public import at_the_door, openapi, signing
from public.answers import Answers
from public.cards import Cards
from public.citizens import Citizens
from public.errors import handlers
from public.feeds_first import FeedsFirst
from public.headers import SecurityHeaders, feed_headers
from public.home import Home
from public.keep import Keep
from public.lobby import Lobby
from public.open_data import OpenData
from public.phone import Phone
from public.poster import Poster
from public.render import STATIC
from public.statement import Statement
from public.tongues import in_each
from public.volunteers import Volunteers

# no calendar, not the secret ones either: Google's refuses what robots.txt forbids (line 28)
NOT_FOR_ROBOTS = (
    "/personale/",
    "/vaert",
    "/log-ind",
    "/log-ud",
    "/konto",
    "/kort/",
    "/mit-skema",
    "/vagt",
    "/skaerm",
)
FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Our own files; those asked for with their hash (`?v=`) may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            hashed = scope.get("query_string", b"").startswith(b"v=")
            response.headers["Cache-Control"] = FOREVER if hashed else "no-cache"
        return response


def build_app(
    db: HouseDb,
    *,
    routes: Sequence[BaseRoute] = (),
    assets: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
    script_hashes: Iterable[str] = (),
    staff: bool = True,
) -> Starlette:
    """The application of one house; without `staff` only calendars and citizens' pages.

    `routes` are added behind ours (the staff app's mount), `assets` before our own under /assets;
    `script_hashes` ("sha256-…") are the inline scripts that pages under /personale may run.
    """

    def health(request: Request) -> Response:
        try:
            version = health_of.schema(db)
        except DatabaseTrouble as error:
            return JSONResponse({"ok": False, "why": error.problem}, 503, _NEVER_KEPT)
        if version != NEWEST:
            why = "newer" if version > NEWEST else "older"
            return JSONResponse({"ok": False, "why": why, "schema": version}, 503, _NEVER_KEPT)
        return JSONResponse({"ok": True, "schema": version}, headers=_NEVER_KEPT)

    def robots(request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
        lines.append(f"Sitemap: {config().url}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n")

    https = config().https
    feeds = serve.routes(db, feed_headers(https=https))
    return FeedsFirst(
        feeds,
        routes=[
            *Keep(db).routes(),
            *Lobby(db).own_routes(),
            *OpenData(db).routes(),
            *openapi.routes(),
            *in_each(
                [
                    *Poster(db).routes(),
                    *Phone(db).routes(),
                    *Home(db).routes(),
                    *Citizens(db).routes(),
                    *Lobby(db).routes(),
                    *Volunteers(db).routes(),
                    *Statement(db).routes(),
                ]
            ),
            *(Cards(db).routes() if staff else ()),
            *feeds,
            *(at_the_door.routes(db) if staff else ()),
            *(signing.routes(db) if staff else ()),
            Route("/healthz", health),
            Route("/robots.txt", robots),
            *assets,
            Mount("/assets", Assets(directory=STATIC)),
            *routes,
        ],
        middleware=[
            Middleware(Answers, db=db),
            Middleware(SecurityHeaders, https=https, script_hashes=tuple(script_hashes)),
        ],
        exception_handlers=handlers(db),
        lifespan=lifespan,
    )


_NEVER_KEPT = {"Cache-Control": "no-store"}


def create() -> Starlette:
    """For `uvicorn --factory web:create`: calendars and citizens' pages of the environment's house.

    Whoever signs in does so at the whole house: nothing here needs a session, and none is made.
    """
    return build_app(house_db(), staff=False, lifespan=_alone)


@asynccontextmanager
async def _alone(app: Starlette) -> AsyncIterator[None]:
    logs.configure()
    stopping.in_time()
    logs.started("calendars and citizens' pages")
    with in_use(house_db()):
        yield
