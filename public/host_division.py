"""The second step at the door: how a total divides over services, the same day, if it is known."""

from __future__ import annotations

import re
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import attendance, attendance_division, clock
from actions.accounts import Signed
from db.attendance import attendance_version
from db.connection import HouseDb
from db.house import load_house
from domain.errors import AlreadyDone, HouseError, InvalidInput, Stale
from domain.model import DatedActivity, House, Service
from locales.messages import sentence
from public import door, forms
from public.counts import field_of, messages, number_or, origins, visits
from public.door import answered
from public.forms import Form
from public.render import frame_of, private_page

FIGURES = range(11)
_FIELD = re.compile(r"service_([0-9]{1,9})(?:_more)?", re.ASCII)


class Division:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        path = "/vaert/{date:int}/fordeling"
        return [Route(path, self.form), Route(path, self.posted, methods=["POST"])]

    @answered
    def form(self, request: Request) -> Response:
        who = door.host(request, self.db)
        return self._form(request, who, {}, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._divide, request, sent)

    @answered
    def _divide(self, request: Request, sent: Form) -> Response:
        who = door.sender(request, self.db, sent)
        date: int = request.path_params["date"]
        with self.db.read() as con:
            services = _asked(load_house(con), sent)
        names = [field_of(one) for one in services] + [f"{field_of(one)}_more" for one in services]
        typed = {name: sent.get(name, "")[:20] for name in names}
        try:
            version = attendance_division.divide(
                self.db,
                who.actor,
                date,
                visits(typed, services),
                version=number_or(sent.get("version", ""), 0),
                now=clock.now(self.db),
                token=sent.get("token", "")[:64],
            )
        except AlreadyDone as again:
            version = number_or(again.result, 0)
        except HouseError as error:
            if door.asks_json(request):
                return door.not_saved(error)
            if isinstance(error, InvalidInput):
                return self._form(request, who, typed, messages(error), 422)
            if not isinstance(error, Stale):
                raise
            return self._form(request, who, typed, {"form": sentence(error)}, 409)
        return door.saved(request, f"/vaert?gemt={date}", {f"/vaert/{date}/fordeling": version})

    def _form(
        self,
        request: Request,
        who: Signed,
        typed: Form,
        errors: dict[str, str],
        status: int = 200,
    ) -> Response:
        one, house = self._date(request, who)
        with self.db.read() as con:
            version = attendance_version(con, one.occurrence.id)
        context = {
            "one": door.line(one, house, clock.now(self.db)),
            "services": [
                {"name": each.name, "color": each.color, "field": field_of(each)}
                for each in _asked(house, typed)
            ],
            "figures": FIGURES,
            "typed": typed,
            "errors": errors,
            "csrf": door.csrf_of(request, who),
            "token": secrets.token_urlsafe(16),
            "version": version,
        }
        return private_page(request, "host_division.html", frame_of(house), context, status=status)

    def _date(self, request: Request, who: Signed) -> tuple[DatedActivity, House]:
        """The date, if it may be divided today.

        A copy to be kept is given before the total is: without the net one follows the other.
        """
        now = clock.now(self.db)
        one = attendance.may_open(self.db, who.actor, request.path_params["date"], now=now)
        with self.db.read() as con:
            house = load_house(con)
        held = one.occurrence.close_out == "held" or door.is_kept(request)
        if not held or not door.line(one, house, now)["today"]:
            raise HTTPException(404)
        return one, house


def _asked(house: House, sent: Form) -> list[Service]:
    """The services of the form, and retired ones for which a figure was sent all the same."""
    sent_ids = {
        int(found[1]) for name, value in sent.items() if value and (found := _FIELD.fullmatch(name))
    }
    current = origins(house)
    gone = [one for one in house.services.values() if one.retired and one.id in sent_ids]
    return current + [one for one in gone if one.is_origin]
