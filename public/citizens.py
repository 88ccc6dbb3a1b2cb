"""Citizens' pages: today, a week, an activity, who can help. The front page is public.home.

They set no cookie, read none, and write nothing down about who asks.
"""

from __future__ import annotations

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions.config import config
from db import occurrences
from db.activities import activity_by_uid, parts_of
from db.connection import Connection, HouseDb
from db.house import load_house
from domain.discretion import board_view
from domain.localtime import range_bounds, week_text
from domain.model import Activity, DayRange, House
from locales import spoken
from locales.formats import day_span
from locales.tongues import TONGUES
from public import board
from public.finding import EVENING
from public.frames import citizens_frame
from public.helping import help_of
from public.home import on_now
from public.keep import is_open
from public.open_data import event_data
from public.poster import ways
from public.qr import qr
from public.reading import ONE_DAY, asked_week, is_near, now_of, see
from public.render import citizens_page
from public.tongues import to

MOST_DATES = 12
CLOSE, CLOSEST = 5, 8
"""Dates on one day from which a printed week has smaller letters."""


class Citizens:
    """The routes of one house. Each request reads one consistent state of the database."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route("/i-dag", self.today),
            Route("/uge", self.this_week),
            Route("/uge/{week}", self.week),
            Route("/aktivitet/{uid}", self.activity),
            Route("/hjaelp", self.help),
        ]

    def today(self, request: Request) -> Response:
        _now, today = now_of(self.db)
        seen = see(self.db, DayRange(today, today + ONE_DAY))
        day = seen.board(seen.cards())[0]
        context = {
            "day": day,
            "partners": seen.partners,
            "changed": [c for c in day.cards if c.cancelled or c.moved_from or c.room_changed],
            "now_on": on_now(day.cards),
            "tomorrow": today + ONE_DAY,
        }
        return citizens_page(request, "today.html", seen.frame, context)

    def this_week(self, request: Request) -> Response:
        week = week_text(now_of(self.db)[1])
        headers = {"Cache-Control": "no-cache"}
        return RedirectResponse(to(f"/uge/{week}", spoken()), 303, headers=headers)

    def week(self, request: Request) -> Response:
        days = asked_week(request.path_params["week"])
        seen = see(self.db, days)
        board_days = seen.board(seen.cards())
        longest = max(
            len(one.cards) + len(one.gone) + len(seen.partners.get(one.day, ()))
            for one in board_days
        )
        context = {
            "days": board_days,
            # letters on paper, where a sheet cannot grow
            "close": "closest" if longest > CLOSEST else "close" if longest > CLOSE else "",
            "partners": seen.partners,
            "span": day_span(days.first, days.after - ONE_DAY),
            "number": days.first.isocalendar().week,
            "week": week_text(days.first),
            "previous": week_text(days.first - ONE_DAY),
            "following": week_text(days.after),
            "mentions": seen.mentions(since=range_bounds(days, config().zone)[0]),
            "is_now": days.first <= seen.today < days.after,
            "codes": [(qr(address), word) for address, word in ways(days.first)],
            "address": f"{config().url}/i-dag".partition("://")[2],
            "near": is_near(days, seen.today),
            "evening": EVENING,
            "groups": [
                (group, board.group_name(group, seen.house))
                for group in board.open_groups(seen.house)
            ],
        }
        return citizens_page(request, "week.html", seen.frame, context)

    def activity(self, request: Request) -> Response:
        now, _today = now_of(self.db)
        with self.db.read() as con:
            house = load_house(con)
            activity = _asked(con, house, request.path_params["uid"])
            frame = citizens_frame(con, house, now)
            if board_view(activity, house.groups) == "mentioned":
                mention = {"mention": board.mention_of(activity, house)}
                return citizens_page(request, "mention.html", frame, mention)
            parts = [one for one in parts_of(con, activity.lineage) if one.state != "draft"]
            dated = occurrences.coming(con, [part.id for part in parts or [activity]], now)
        cards = board.cards_of(dated, house, config().zone, now)
        about = board.about_of(activity, house)
        url = f"{config().url}/aktivitet/{about.uid}"
        context = {
            "about": about,
            "other": TONGUES[about.other_title.language],
            "cards": cards[:MOST_DATES],
            "more": len(cards) > MOST_DATES,
            "ended": activity.state == "cancelled",
            "events": Markup(event_data(about, cards[:MOST_DATES], url)),
            "can_keep": bool(cards) and is_open(activity, house),
        }
        return citizens_page(request, "activity.html", frame, context)

    def help(self, request: Request) -> Response:
        now, _today = now_of(self.db)
        with self.db.read() as con:
            house = load_house(con)
            frame = citizens_frame(con, house, now)
        return citizens_page(request, "help.html", frame, help_of(house))


def _asked(con: Connection, house: House, uid: str) -> Activity:
    """Raises HTTPException 404: unknown, or not for citizens to see."""
    activity = activity_by_uid(con, uid)
    if activity is None or board_view(activity, house.groups) == "absent":
        raise HTTPException(404)
    return activity
