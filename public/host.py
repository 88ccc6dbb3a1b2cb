"""/vaert: counting who came, by thumb, without JavaScript. The total first; services if wished.

After saving nothing on the screen shows a figure: the tablet stands by the door.
"""

from __future__ import annotations

import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import attendance, clock
from actions.accounts import Signed
from actions.config import config
from db.attendance import attendance_version
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import dated
from domain.errors import AlreadyDone, InvalidInput, NotFound, Stale
from domain.localtime import local_day, to_local
from domain.model import DatedActivity, House
from domain.rights import allows, require
from locales.messages import sentence
from public import forms, sessions
from public.counts import EMPTY, counts, field_of, messages, number_or, origins, visits
from public.forms import Form
from public.render import frame_of, private_page

FIGURES = range(16)
"""The total's large figures; above them a field."""
SERVICE_FIGURES = range(11)


class Host:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route("/vaert", self.dates),
            Route("/vaert/{date:int}", self.form),
            Route("/vaert/{date:int}", self.posted, methods=["POST"]),
            Route("/vaert/{date:int}/fordeling", self.division),
            Route("/vaert/{date:int}/fordeling", self.division_posted, methods=["POST"]),
        ]

    def dates(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        require(who.actor, "attendance.host")
        now = clock.now(self.db)
        today, missing = attendance.host_dates(self.db, who.actor, now=now)
        saved = number_or(request.query_params.get("gemt", ""), 0)
        with self.db.read() as con:
            house = load_house(con)
            done = dated(con, saved) if saved else None
        context = {
            "today": [_line(one, house) for one in today],
            "missing": [_line(one, house) for one in missing],
            "saved": _line(done, house) if done else None,
            "may_divide": done is not None
            and done.occurrence.close_out == "held"
            and _is_today(done, now),
            "day": local_day(now, config().zone),
            "staff_app": allows(who.actor, "plan.read"),
        }
        return private_page(request, "host.html", frame_of(house), context)

    def form(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        require(who.actor, "attendance.host")
        return self._form(request, who, EMPTY, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._record, request, sent)

    def _record(self, request: Request, sent: Form) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        forms.check_token(sent.get("csrf", ""), who.csrf)
        date: int = request.path_params["date"]
        typed = {key: sent.get(key, "")[:200] for key in EMPTY}
        try:
            self._save(who, date, typed, sent)
        except AlreadyDone:
            pass  # a double tap: the first one counted
        except InvalidInput as error:
            return self._form(request, who, typed, messages(error), 422)
        except Stale as error:
            return self._form(request, who, typed, {"form": sentence(error)}, 409)
        return sessions.see_other(f"/vaert?gemt={date}")

    def _save(self, who: Signed, date: int, typed: Form, sent: Form) -> None:
        form: dict[str, Any] = {
            "version": number_or(sent.get("version", ""), 0),
            "now": clock.now(self.db),
            "token": sent.get("token", "")[:64],
        }
        what = sent.get("do", "held")
        if what == "cancelled":
            attendance.cancelled(self.db, who.actor, date, reason=typed["reason"], **form)
            return
        if what == "nobody":
            attendance.nobody_came(self.db, who.actor, date, **form)
            return
        numbers: dict[str, Any] = {**counts(typed), **form}
        attendance.record(self.db, who.actor, date, **numbers)

    def division(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        require(who.actor, "attendance.host")
        return self._division(request, who, {}, {})

    async def division_posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._divide, request, sent)

    def _divide(self, request: Request, sent: Form) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        forms.check_token(sent.get("csrf", ""), who.csrf)
        date: int = request.path_params["date"]
        with self.db.read() as con:
            services = origins(load_house(con))
        names = [field_of(one) for one in services] + [f"{field_of(one)}_more" for one in services]
        typed = {name: sent.get(name, "")[:20] for name in names}
        try:
            said = visits(typed, services)
            attendance.divide(
                self.db,
                who.actor,
                date,
                said,
                version=number_or(sent.get("version", ""), 0),
                now=clock.now(self.db),
            )
        except InvalidInput as error:
            return self._division(request, who, typed, messages(error), 422)
        except Stale as error:
            return self._division(request, who, typed, {"form": sentence(error)}, 409)
        return sessions.see_other(f"/vaert?gemt={date}")

    def _form(
        self,
        request: Request,
        who: Signed,
        typed: Form,
        errors: dict[str, str],
        status: int = 200,
    ) -> Response:
        one, house = self._date(request, who)
        context = {
            "one": _line(one, house),
            "figures": FIGURES,
            "typed": typed,
            "errors": errors,
            "csrf": who.csrf,
            "token": secrets.token_urlsafe(16),
            "version": one.occurrence.version,
        }
        return private_page(request, "host_form.html", frame_of(house), context, status=status)

    def _division(
        self,
        request: Request,
        who: Signed,
        typed: Form,
        errors: dict[str, str],
        status: int = 200,
    ) -> Response:
        one, house = self._date(request, who)
        if one.occurrence.close_out != "held" or not _is_today(one, clock.now(self.db)):
            raise HTTPException(404)
        with self.db.read() as con:
            version = attendance_version(con, one.occurrence.id)
        context = {
            "one": _line(one, house),
            "services": [
                {"name": each.name, "color": each.color, "field": field_of(each)}
                for each in origins(house)
            ],
            "figures": SERVICE_FIGURES,
            "typed": typed,
            "errors": errors,
            "csrf": who.csrf,
            "version": version,
        }
        return private_page(request, "host_division.html", frame_of(house), context, status=status)

    def _date(self, request: Request, who: Signed) -> tuple[DatedActivity, House]:
        """The date of the address, if it is one this person may record now."""
        date: int = request.path_params["date"]
        today, missing = attendance.host_dates(self.db, who.actor, now=clock.now(self.db))
        one = next((one for one in (*today, *missing) if one.occurrence.id == date), None)
        if one is None:
            raise NotFound("occurrence")
        with self.db.read() as con:
            return one, load_house(con)


def _line(one: DatedActivity, house: House) -> dict[str, Any]:
    """What the hosts' templates show of a date: never a figure."""
    zone = config().zone
    room = house.rooms.get(one.occurrence.room_id or 0)
    starts = to_local(one.occurrence.starts_at, zone)
    return {
        "id": one.occurrence.id,
        "title": one.title,
        "day": starts.date(),
        "starts": starts,
        "ends": to_local(one.occurrence.ends_at, zone),
        "place": room.name if room else "",
        "close_out": one.occurrence.close_out or "",
        "off": one.occurrence.state == "cancelled",
    }


def _is_today(one: DatedActivity, now: Any) -> bool:
    zone = config().zone
    return local_day(one.occurrence.starts_at, zone) == local_day(now, zone)
