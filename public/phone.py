"""The plan on one's phone: the page that explains it, and the picture of a week."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.discretion import public_feeds
from domain.localtime import local_day, week_text
from public.frames import citizens_frame
from public.links import links_of
from public.picture import picture, version, week_data
from public.poster import cards_for, chosen_groups
from public.reading import ONE_DAY, see, week_near
from public.render import CITIZENS_CACHE, citizens_page
from public.words import NOTHING


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
        week = week_near(self.db, request.path_params["week"])
        seen = see(self.db, week)
        cards = cards_for(seen, chosen_groups(request, seen))
        data = week_data(
            seen.board(cards),
            week,
            house_name=seen.frame.house_name,
            address=f"{config().url}/i-dag".partition("://")[2],
            today=seen.today,
            message=seen.frame.message if week.first <= seen.today < week.after else NOTHING,
        )
        headers = {"Cache-Control": CITIZENS_CACHE, "ETag": f'"{version(data)}"'}
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if headers["ETag"] in known:
            return Response(status_code=304, headers=headers)
        name = f"uge-{week.first.isocalendar().week}.png"  # a file's name tells no more than that
        headers["Content-Disposition"] = f'inline; filename="{name}"'
        return Response(picture(data), media_type="image/png", headers=headers)
