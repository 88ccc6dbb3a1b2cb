"""The plan on one's phone: the page that explains it, and the picture of a week."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock
from actions.config import config
from db import occurrences
from db.connection import HouseDb
from db.house import load_house
from domain.discretion import public_feeds
from domain.localtime import local_day, parse_week, range_bounds, week_range, week_text
from domain.model import DayRange
from public import board
from public.frames import citizens_frame
from public.links import links_of
from public.picture import picture, version, week_data
from public.render import CITIZENS_CACHE, citizens_page, frame_of
from public.shut import closures_by_day

PICTURES_BACK, PICTURES_AHEAD = 1, 12
"""Weeks around this one that can be had as a picture: each costs a moment of a core."""
MOVED_WITHIN = timedelta(days=56)
"""How far away dates are looked for that were moved out of the week."""
ONE_DAY = timedelta(days=1)


class Phone:
    """The routes of one house. The picture's stands before the week's own page."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/uge/{week}.png", self.picture), Route("/abonner", self.subscribe)]

    def subscribe(self, request: Request) -> Response:
        now = clock.now(self.db)
        today = local_day(now, config().zone)
        with self.db.read() as con:
            house = load_house(con)
            frame = citizens_frame(con, house, now)
        feeds = [
            links_of(feed, config().url)
            for feed in public_feeds(house.groups)
            if not feed.discreet  # handed out on a card (public.cards), never listed
        ]
        following = today + 7 * ONE_DAY
        context = {
            "feeds": feeds,
            "address": f"{config().url}/".partition("://")[2].rstrip("/"),
            "weeks": [(day.isocalendar().week, week_text(day)) for day in (today, following)],
        }
        return citizens_page(request, "subscribe.html", frame, context)

    def picture(self, request: Request) -> Response:
        """404 for what is no week, or too far away to be drawn for whoever asks."""
        now = clock.now(self.db)
        zone = config().zone
        today = local_day(now, zone)
        week = _week(request.path_params["week"], today)
        start, end = range_bounds(week, zone)
        with self.db.read() as con:
            house = load_house(con)
            dated = occurrences.between(con, start - MOVED_WITHIN, end + MOVED_WITHIN)
            shut = closures_by_day(con, week, house)
        cards = board.cards_of(dated, house, zone, now)
        frame = frame_of(house)
        data = week_data(
            board.days_of(week.first, 7, cards, shut),
            week,
            house_name=frame.house_name,
            address=f"{config().url}/i-dag".partition("://")[2],
            today=today,
        )
        headers = {"Cache-Control": CITIZENS_CACHE, "ETag": f'"{version(data)}"'}
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if headers["ETag"] in known:
            return Response(status_code=304, headers=headers)
        name = f"uge-{week.first.isocalendar().week}.png"  # a file's name tells no more than that
        headers["Content-Disposition"] = f'inline; filename="{name}"'
        return Response(picture(data), media_type="image/png", headers=headers)


def _week(text: str, today: date) -> DayRange:
    """Raises HTTPException 404."""
    this = week_range(today).first
    try:
        week = parse_week(text)
    except (ValueError, OverflowError):
        raise HTTPException(404) from None
    if not -PICTURES_BACK <= (week.first - this).days // 7 <= PICTURES_AHEAD:
        raise HTTPException(404)
    return week
