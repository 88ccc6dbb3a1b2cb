"""Citizens' pages: Min indgang, today, a week, an activity, who can help.

They set no cookie, read none, and write nothing down about who asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions import clock
from actions.config import config
from db import occurrences
from db.activities import activity_by_uid, parts_of
from db.connection import Connection, HouseDb
from db.house import load_house
from domain.discretion import board_view
from domain.localtime import local_day, parse_week, range_bounds, week_text
from domain.model import Activity, DatedActivity, DayRange, House, TargetGroup
from public import board
from public.partners import partners_by_day
from public.qr import qr
from public.render import citizens_page, frame_of
from public.shut import closures_by_day

AHEAD = 7
"""Days after today on the first page."""
MENTION_DAYS = 56
"""How far ahead an activity must have a date to be in *Spørg os om*: a whole term's break, so
that its coming and going tells nothing of single dates."""
MOST_DATES = 12
YEARS = range(2000, 2101)
ONE_DAY = timedelta(days=1)


class Citizens:
    """The routes of one house. Each request reads one consistent state of the database."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route("/", self.home),
            Route("/i-dag", self.today),
            Route("/uge", self.this_week),
            Route("/uge/{week}", self.week),
            Route("/aktivitet/{uid}", self.activity),
            Route("/hjaelp", self.help),
        ]

    def home(self, request: Request) -> Response:
        now, today = self._now()
        days = DayRange(today, today + (AHEAD + 1) * ONE_DAY)
        with self.db.read() as con:
            house = load_house(con)
            group = _asked_group(request, house)
            dated = _around(con, days)
            shut = closures_by_day(con, days, house)
            theirs = partners_by_day(con, house, days, now, group)
        if group is not None:
            dated = board.for_group(dated, group)
        cards = board.cards_of(dated, house, config().zone, now)
        board_days = board.days_of(days.first, AHEAD + 1, cards, shut)
        return citizens_page(
            request,
            "home.html",
            frame_of(house),
            {
                "days": board_days,
                "partners": theirs,
                "now_on": _on_now(board_days[0].cards),
                "next_up": _next_up(board_days),
                "mentions": _mentions(dated, house, now),
                "groups": board.open_groups(house),
                "group": group,
                "today": today,
            },
        )

    def today(self, request: Request) -> Response:
        now, today = self._now()
        days = DayRange(today, today + ONE_DAY)
        with self.db.read() as con:
            house = load_house(con)
            dated = _around(con, days)
            shut = closures_by_day(con, days, house)
            theirs = partners_by_day(con, house, days, now)
        cards = board.cards_of(dated, house, config().zone, now)
        day = board.days_of(today, 1, cards, shut)[0]
        context = {
            "day": day,
            "partners": theirs,
            "changed": [c for c in day.cards if c.cancelled or c.moved_from or c.room_changed],
            "now_on": _on_now(day.cards),
            "tomorrow": today + ONE_DAY,
        }
        return citizens_page(request, "today.html", frame_of(house), context)

    def this_week(self, request: Request) -> Response:
        return RedirectResponse(
            f"/uge/{week_text(self._now()[1])}", 303, headers={"Cache-Control": "no-cache"}
        )

    def week(self, request: Request) -> Response:
        days = _week(request.path_params["week"])
        now, today = self._now()
        with self.db.read() as con:
            house = load_house(con)
            dated = _around(con, days)
            shut = closures_by_day(con, days, house)
            theirs = partners_by_day(con, house, days, now)
        cards = board.cards_of(dated, house, config().zone, now)
        context = {
            "days": board.days_of(days.first, 7, cards, shut),
            "partners": theirs,
            "first": days.first,
            "last": days.after - ONE_DAY,
            "number": days.first.isocalendar().week,
            "previous": week_text(days.first - ONE_DAY),
            "following": week_text(days.after),
            "mentions": _mentions(dated, house, range_bounds(days, config().zone)[0]),
            "is_now": days.first <= today < days.after,
            "qr": qr(f"{config().url}/"),
            "address": f"{config().url}/".partition("://")[2].rstrip("/"),
        }
        return citizens_page(request, "week.html", frame_of(house), context)

    def activity(self, request: Request) -> Response:
        now, _today = self._now()
        with self.db.read() as con:
            house = load_house(con)
            activity = activity_by_uid(con, request.path_params["uid"])
            view = board_view(activity, house.groups) if activity else "absent"
            if activity is None or view == "absent":
                raise HTTPException(404)
            if view == "mentioned":
                mention = {"mention": board.mention_of(activity, house)}
                return citizens_page(request, "mention.html", frame_of(house), mention)
            dated = _coming(con, activity, now)
        cards = board.cards_of(dated, house, config().zone, now)
        context = {
            "about": board.about_of(activity, house),
            "cards": cards[:MOST_DATES],
            "more": len(cards) > MOST_DATES,
            "ended": activity.state == "cancelled",
        }
        return citizens_page(request, "activity.html", frame_of(house), context)

    def help(self, request: Request) -> Response:
        with self.db.read() as con:
            house = load_house(con)
        services = [one for one in house.services.values() if not one.retired]
        context = {
            "services": [one for one in services if one.kind == "service"],
            "houses": [one for one in services if one.kind == "house"],
            "partners": [one for one in services if one.kind == "partner"],
        }
        return citizens_page(request, "help.html", frame_of(house), context)

    def _now(self) -> tuple[datetime, date]:
        now = clock.now(self.db)
        return now, local_day(now, config().zone)


def _around(con: Connection, days: DayRange) -> list[DatedActivity]:
    """Dates within MENTION_DAYS of the local days: what was moved away lies outside them."""
    around = MENTION_DAYS * ONE_DAY
    start, end = range_bounds(DayRange(days.first - around, days.after + around), config().zone)
    return occurrences.between(con, start, end)


def _mentions(dated: Sequence[DatedActivity], house: House, now: datetime) -> list[board.Mention]:
    coming = (one.activity for one in dated if one.occurrence.ends_at > now)
    return board.mentions_of(coming, house)


def _coming(con: Connection, activity: Activity, now: datetime) -> list[DatedActivity]:
    """What is left of a series, over the parts it was split into, that may be shown."""
    parts = [part for part in parts_of(con, activity.lineage) if part.state != "draft"] or [
        activity
    ]
    return occurrences.coming(con, [part.id for part in parts], now)


def _asked_group(request: Request, house: House) -> TargetGroup | None:
    """The group of `?for=`, if it is one that may be filtered by; anything else shows all."""
    asked = request.query_params.get("for", "")
    return next((group for group in board.open_groups(house) if group.slug == asked), None)


def _week(text: str) -> DayRange:
    """Raises HTTPException 404 for what is no ISO week of 2000 to 2100."""
    try:
        days = parse_week(text)
    except (ValueError, OverflowError):
        raise HTTPException(404) from None
    if days.first.year not in YEARS:
        raise HTTPException(404)
    return days


def _on_now(cards: Sequence[board.Card]) -> list[board.Card]:
    return [card for card in cards if card.phase == "now" and not card.cancelled]


def _next_up(days: Sequence[board.Day]) -> list[board.Card]:
    """The next date that will happen, with those that start at the same time."""
    coming = [c for day in days for c in day.cards if c.phase == "coming" and not c.cancelled]
    return [card for card in coming if card.starts == coming[0].starts]
