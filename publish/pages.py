"""What is published: which addresses, and what the house answers there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from actions.config import config
from actions.feeds import feed_settings
from db.activities import with_dates
from db.connection import Connection, HouseDb
from db.house import load_house
from domain.discretion import board_view, public_feeds
from domain.errors import DatabaseTrouble, PublishTrouble
from domain.localtime import day_bounds, local_day, to_local, week_range, week_text
from domain.model import Activity, House
from domain.recurrence import horizon
from locales.tongues import EVERY
from public.errors import handlers
from public.render import STATIC

_SPOKEN = ("/", "/i-dag", "/hjaelp", "/abonner", "/frivillig", "/tilgaengelighed")
"""The pages that are published in every language; weeks and activities are in Danish, and in the
other languages the house makes them."""
PAGES = (*(f"{one.prefix}{page}" for one in EVERY for page in _SPOKEN), "/robots.txt")
PAGES += ("/sitemap.xml",)
ALWAYS_NEW = tuple(f"{one.prefix}{page}" for one in EVERY for page in ("/", "/i-dag"))
"""They say what is on now, so time alone changes them."""
NOT_THERE, NO_CALENDAR, CLOSED = "/404", "/404.txt", "/503"
"""The error pages: a page that is not there, a calendar that is not there, a house that is away."""
_NO_SLUG = "/kalender/INGEN.ics"
_ERRORS = {NOT_THERE: 404, NO_CALENDAR: 404, CLOSED: 503}
_SAFE = re.compile(
    r"/((let|en|tr|ar|ur)/)?(i-dag|hjaelp|abonner|frivillig|tilgaengelighed)?"
    r"|/(robots\.txt|sitemap\.xml|404|404\.txt|503|kalender/[a-z0-9-]+\.ics"
    r"|uge/\d{4}-W\d\d(\.png)?|aktivitet/[A-Za-z0-9_-]+(\.ics)?|assets/[A-Za-z0-9_.-]+)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What the house answers at `address` to somebody who takes no compression."""

    address: str
    body: bytes
    content_type: str
    disposition: str
    changed_at: datetime | None
    """A calendar's own Last-Modified (UTC); pages have none."""


def is_ours(address: str) -> bool:
    """Whether an address is of the kinds that are published. Nothing else is written or removed."""
    return _SAFE.fullmatch(address) is not None


def addresses(db: HouseDb, app: ASGIApp, now: datetime) -> list[str]:
    """Everything that belongs to the published house at `now` (aware), in the order to write it.

    Calendars first, then what pages need, then pages: a page never names a file that is not there.
    Weeks and activities reach from `feed.past_days` back to the horizon. Raises DatabaseTrouble.
    """
    zone = config().zone
    with db.read() as con:
        house = load_house(con)
        first = now - timedelta(days=feed_settings(house, "").past_days)
        last = horizon(to_local(now, zone)).replace(tzinfo=zone)
        activities = _shown(con, house, first, last)
    found = [f"/kalender/{feed.slug}.ics" for feed in public_feeds(house.groups)]
    found += sorted(f"/assets/{path.name}" for path in STATIC.iterdir() if path.is_file())
    found += [NOT_THERE, NO_CALENDAR, CLOSED]
    found += [f"/aktivitet/{one.uid}" for one in activities]
    if _has_route(app, "/aktivitet/{uid}.ics"):
        found += [f"/aktivitet/{one.uid}.ics" for one in activities]
    today = local_day(now, zone)
    # the weeks that /abonner offers as pictures; drawing one takes a moment of a core
    found += [f"/uge/{week_text(today + timedelta(days=on))}.png" for on in (0, 7)]
    monday = week_range(local_day(first, zone)).first
    while monday <= last.date():
        found.append(f"/uge/{week_text(monday)}")
        monday += timedelta(days=7)
    return [address for address in [*found, *reversed(PAGES)] if is_ours(address)]


def timed_addresses(db: HouseDb, now: datetime) -> list[str]:
    """What the clock alone changes during a day: the front page, today, its week and activities."""
    zone = config().zone
    today = local_day(now, zone)
    with db.read() as con:
        activities = _shown(con, load_house(con), *day_bounds(today, zone))
    found = [f"/aktivitet/{one.uid}" for one in activities]
    found += [f"/uge/{week_text(today)}", *ALWAYS_NEW]
    return [address for address in found if is_ours(address)]


Ask = Callable[[str], Awaitable[Page | None]]


@asynccontextmanager
async def asking(app: ASGIApp, db: HouseDb) -> AsyncIterator[Ask]:
    """A way to fetch pages of the house; None for an address where nothing is (any more).

    Asked over ASGI in this process, so that what is published is what is served, byte for byte.
    The asking raises PublishTrouble when the house answers with an error.
    """
    apps = (app, Starlette(routes=[Route(CLOSED, _closed)], exception_handlers=handlers(db)))
    house, closed = (
        httpx.AsyncClient(
            transport=httpx.ASGITransport(each, raise_app_exceptions=False),
            base_url=config().url,
            headers={"accept-encoding": "identity"},
        )
        for each in apps
    )

    async def ask(address: str) -> Page | None:
        expected = _ERRORS.get(address, 200)
        there = _NO_SLUG if address == NO_CALENDAR else address
        answer = await (closed if address == CLOSED else house).get(there)
        if answer.status_code == 404 and expected == 200:
            return None
        if answer.status_code != expected:
            raise PublishTrouble("page", address)
        return _page(address, answer)

    async with house, closed:
        yield ask


def _page(address: str, answer: httpx.Response) -> Page:
    changed = answer.headers.get("last-modified") if address.endswith(".ics") else None
    return Page(
        address,
        answer.content,
        answer.headers["content-type"],
        answer.headers.get("content-disposition", ""),
        parsedate_to_datetime(changed) if changed else None,
    )


def _closed(request: Request) -> Response:
    """What the house says while its database is away: for a cache that does not reach the house."""
    raise DatabaseTrouble("missing", "")


def _shown(con: Connection, house: House, start: datetime, end: datetime) -> list[Activity]:
    return [one for one in with_dates(con, start, end) if board_view(one, house.groups) != "absent"]


def _has_route(app: ASGIApp, path: str) -> bool:
    return any(getattr(route, "path", "") == path for route in getattr(app, "routes", ()))
