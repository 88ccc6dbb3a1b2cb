"""/mit-skema: a facilitator's own dates on a phone, and *Jeg kan ikke*. Plain HTML, as /vaert is.

It says of a date what the facilitator's own calendar says (domain.discretion): a phone lies about.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock, morning
from actions.accounts import Signed
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.discretion import (
    SECRET_PREFIX,
    Feed,
    place_in,
    title_where_neutral,
    view_of,
)
from domain.duty import may_be_changed
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused, Stale
from domain.localtime import to_local
from domain.model import DatedActivity, House
from domain.rights import allows, require
from locales import _
from locales.messages import sentence
from public import forms, sessions
from public.counts import number_or
from public.door import SignedOut, answered
from public.forms import Form
from public.render import frame_of, private_page

PAGE = "/mit-skema"
CANNOT, AGAIN = "kan-ikke", "kan-igen"


class Schedule:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route(PAGE, self.show),
            Route(PAGE + "/{date:int}", self.posted, methods=["POST"]),
        ]

    @answered
    def show(self, request: Request) -> Response:
        return self._page(request, self._who(request), {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._save, request, sent)

    @answered
    def _save(self, request: Request, sent: Form) -> Response:
        who = self._who(request)
        forms.check_token(sent.get("csrf", ""), who.csrf)
        number: int = request.path_params["date"]
        one = morning.own_date(self.db, who.actor, number)
        acts = {CANNOT: morning.cannot, AGAIN: morning.can_again}
        act, mine = acts.get(sent.get("do", "")), who.actor.facilitator_id
        if act is None or mine is None:
            raise Refused("schedule.own")
        version = number_or(sent.get("version", ""), 0)
        token = sent.get("token", "")[:64] or None
        now = clock.now(self.db)
        try:
            act(self.db, who.actor, one.occurrence.id, mine, version=version, now=now, token=token)
        except AlreadyDone:
            pass  # a double tap: the first one counted
        except (InvalidInput, Stale, Conflicts) as error:
            status = 422 if isinstance(error, InvalidInput) else 409
            return self._page(request, who, {"form": sentence(error)}, status)
        return sessions.see_other(f"{PAGE}?gjort={sent['do']}&dato={number}")

    def _who(self, request: Request) -> Signed:
        who = sessions.signed(request, self.db)
        if who is None:
            raise SignedOut(sessions.to_sign_in(request))
        require(who.actor, "schedule.own")
        return who

    def _page(
        self, request: Request, who: Signed, errors: dict[str, str], status: int = 200
    ) -> Response:
        now = clock.now(self.db)
        found = morning.own_schedule(self.db, who.actor, now=now)
        with self.db.read() as con:
            house = load_house(con)
        mine = who.actor.facilitator_id or 0
        lines = [line_of(one, house, mine, now) for one in found]
        done = request.query_params.get("gjort", "")
        number = number_or(request.query_params.get("dato", ""), 0)
        context = {
            "days": _by_day(lines),
            "today": to_local(now, config().zone).date(),
            "done": next((line for line in lines if line["id"] == number), None),
            "did": done if done in (CANNOT, AGAIN) else "",
            "errors": errors,
            "csrf": who.csrf,
            "token": secrets.token_urlsafe(16),
            "name": house.facilitators[mine].name if mine in house.facilitators else "",
            "hosts": allows(who.actor, "attendance.host"),
            "staff_app": allows(who.actor, "plan.read"),
        }
        return private_page(request, "schedule.html", frame_of(house), context, status=status)


def line_of(one: DatedActivity, house: House, mine: int, now: datetime) -> dict[str, Any]:
    """What the page says of one date; `mine` is the facilitator's id."""
    zone, date_ = config().zone, one.occurrence
    feed = Feed(f"{SECRET_PREFIX}person/{mine}", "", False, None, "person", facilitator_id=mine)
    view = view_of(one.activity, house.groups, feed)
    title = one.title if view == "full" else _("Busy")
    if view == "neutral":
        title = title_where_neutral(one.activity.fields, house.groups, feed)
    starts = to_local(date_.starts_at, zone)
    return {
        "id": date_.id,
        "title": title,
        "day": starts.date(),
        "starts": starts,
        "ends": to_local(date_.ends_at, zone),
        "place": place_in(house, feed, view, date_.room_id).partition(",")[0],
        "off": date_.state == "cancelled" or one.activity.state == "cancelled",
        "cannot": mine in date_.missing_ids,
        "may": may_be_changed(date_, now) and one.activity.state != "cancelled",
        "version": date_.version,
    }


def _by_day(lines: list[dict[str, Any]]) -> list[tuple[date, list[dict[str, Any]]]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for line in lines:
        days.setdefault(line["day"], []).append(line)
    return list(days.items())
