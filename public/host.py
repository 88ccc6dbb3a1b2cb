"""/vaert: counting who came, by thumb; without JavaScript too. The total first, services if wished.

After saving nothing on the screen shows a figure: the tablet stands by the door.
"""

from __future__ import annotations

import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions import attendance, clock, faces, half_days
from actions.accounts import Signed
from actions.attendance import Recorded
from actions.config import config
from db.connection import HouseDb
from db.half_days import counting_places
from db.house import load_house
from db.occurrences import dated
from domain.errors import AlreadyDone, HouseError, InvalidInput, NotFound, Refused, Stale
from domain.half_days import HALVES
from domain.localtime import local_day
from domain.model import DatedActivity
from domain.rights import allows
from locales.messages import sentence
from public import door, forms
from public.counts import EMPTY, counts, messages, number_or
from public.door import FIGURES, answered
from public.forms import Form
from public.render import STATIC, frame_of, private_page


class Host:
    """The routes of one house: the list, the form of a date, and what works without the net."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route("/vaert", self.dates),
            Route("/vaert/sw.js", self.worker),
            Route("/vaert/session.json", self.session),
            Route("/vaert/{date:int}", self.form),
            Route("/vaert/{date:int}", self.posted, methods=["POST"]),
        ]

    @answered
    def dates(self, request: Request) -> Response:
        who = door.host(request, self.db)
        now = clock.now(self.db)
        today, missing = attendance.host_dates(self.db, who.actor, now=now)
        week = attendance.host_week(self.db, who.actor, now=now)
        halves, missing_halves = half_days.host_half_days(self.db, who.actor, now=now)
        number = number_or(request.query_params.get("gemt", ""), 0)
        with self.db.read() as con:
            house = load_house(con)
            places = {place.id: place for place in counting_places(con)}
            done = dated(con, number) if number else None
        day = local_day(now, config().zone)
        context = {
            "today": [self._card(one, house, now) for one in today],
            "missing": [self._card(one, house, now) for one in missing],
            "week": _by_day([door.line(one, house, now) for one in week]),
            "halves": [
                {"at": at, "place": places[at.place_id].name, "counted": counted}
                for at, counted in sorted(halves, key=lambda one: HALVES.index(one[0].half))
            ],
            "missing_halves": [
                {"at": at, "place": places[at.place_id].name, "counted": False}
                for at in missing_halves
            ],
            "saved": self._card(done, house, now) if done else None,
            "saved_half": request.query_params.get("sted", "") == "1",
            "day": day,
            "tablet": who.tablet,
            "staff_app": allows(who.actor, "plan.read"),
            "own_dates": allows(who.actor, "schedule.own"),
        }
        page = private_page(request, "host.html", frame_of(house), context)
        return page if door.is_kept(request) else door.keep_tablet(request, page, who)

    def _card(self, one: DatedActivity, house: Any, now: Any) -> dict[str, Any]:
        held = one.occurrence.close_out == "held"
        card = door.line(one, house, now)
        return {
            **card,
            "may_divide": held and card["today"],
            "faces": card["today"] and faces.asks_faces(one, now),
        }

    def worker(self, request: Request) -> Response:
        """The service worker, for /vaert and what lies below it."""
        text = (STATIC / "door_worker.js").read_text(encoding="utf-8")
        headers = {"Service-Worker-Allowed": "/vaert", "Cache-Control": "no-cache"}
        return Response(text, media_type="text/javascript", headers=headers)

    @answered
    def session(self, request: Request) -> Response:
        """What the queue needs before it sends: whether somebody is signed in, and their token."""
        who = door.host(request, self.db)
        return JSONResponse({"csrf": who.csrf}, headers={"Cache-Control": "no-store"})

    @answered
    def form(self, request: Request) -> Response:
        who = door.host(request, self.db)
        now = clock.now(self.db)
        one = attendance.may_open(self.db, who.actor, request.path_params["date"], now=now)
        line_day = local_day(one.occurrence.starts_at, config().zone)
        if one.occurrence.state != "planned" or line_day > local_day(now, config().zone):
            raise NotFound("date")
        return self._form(request, who, one, EMPTY, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._record, request, sent)

    @answered
    def _record(self, request: Request, sent: Form) -> Response:
        who = door.sender(request, self.db, sent)
        date: int = request.path_params["date"]
        typed = {key: sent.get(key, "")[:200] for key in EMPTY}
        try:
            done = self._save(who, date, typed, sent)
        except AlreadyDone as again:  # a double tap, or a second send: the first one counted
            done = Recorded.of(again.result)
        except HouseError as error:
            if door.asks_json(request):
                return door.not_saved(error, may_look=self._may_open(who, date))
            if not isinstance(error, InvalidInput | Stale):
                raise
            one = attendance.may_open(self.db, who.actor, date, now=clock.now(self.db))
            if isinstance(error, InvalidInput):
                return self._form(request, who, one, typed, messages(error), 422)
            return self._form(request, who, one, typed, {"form": sentence(error)}, 409)
        path = f"/vaert/{date}"
        versions = {path: done.version, f"{path}/fordeling": done.division}
        return door.saved(request, f"/vaert?gemt={date}", versions)

    def _may_open(self, who: Signed, date: int) -> bool:
        try:
            attendance.may_open(self.db, who.actor, date, now=clock.now(self.db))
        except (NotFound, Refused):
            return False
        return True

    def _save(self, who: Signed, date: int, typed: Form, sent: Form) -> Recorded:
        form: dict[str, Any] = {
            "version": number_or(sent.get("version", ""), 0),
            "now": clock.now(self.db),
            "token": sent.get("token", "")[:64],
        }
        what = sent.get("do", "held")
        if what == "cancelled":
            return attendance.cancelled(self.db, who.actor, date, reason=typed["reason"], **form)
        if what == "nobody":
            return attendance.nobody_came(self.db, who.actor, date, **form)
        numbers: dict[str, Any] = {**counts(typed), **form}
        asked = typed["over_room"] == "1"
        return attendance.record(self.db, who.actor, date, ask_room=not asked, **numbers)

    def _form(
        self,
        request: Request,
        who: Signed,
        one: DatedActivity,
        typed: Form,
        errors: dict[str, str],
        status: int = 200,
    ) -> Response:
        with self.db.read() as con:
            house = load_house(con)
        context = {
            "one": door.line(one, house, clock.now(self.db)),
            "figures": FIGURES,
            "typed": typed,
            "errors": errors,
            "csrf": door.csrf_of(request, who),
            "token": secrets.token_urlsafe(16),
            "version": one.occurrence.version,
        }
        return private_page(request, "host_form.html", frame_of(house), context, status=status)


def _by_day(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The week's dates under their days, in order."""
    days: dict[Any, list[dict[str, Any]]] = {}
    for one in lines:
        days.setdefault(one["day"], []).append(one)
    return [{"day": day, "dates": dates} for day, dates in days.items()]
