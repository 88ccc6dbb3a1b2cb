"""At the door: visits outside activities, one figure per place, morning and afternoon."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock, half_days
from actions.accounts import Signed
from actions.config import config
from db.connection import HouseDb
from db.half_days import half_day
from db.house import load_house
from domain.errors import AlreadyDone, HouseError, InvalidInput, NotFound, Stale
from domain.half_days import Half, HalfDay, has_begun
from domain.localtime import to_local
from locales.messages import sentence
from public import door, forms
from public.counts import EMPTY, messages, number_or, total
from public.door import FIGURES, answered
from public.forms import Form
from public.render import frame_of, private_page

HALVES: dict[str, Half] = {"formiddag": "morning", "eftermiddag": "afternoon"}


def address(at: HalfDay) -> str:
    """The form's path."""
    half = next(word for word, half in HALVES.items() if half == at.half)
    return f"/vaert/sted/{at.place_id}/{at.day.isoformat()}/{half}"


class HalfDays:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        path = "/vaert/sted/{place:int}/{day}/{half}"
        return [Route(path, self.form), Route(path, self.posted, methods=["POST"])]

    @answered
    def form(self, request: Request) -> Response:
        who = door.host(request, self.db)
        return self._form(request, who, EMPTY, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._record, request, sent)

    @answered
    def _record(self, request: Request, sent: Form) -> Response:
        who = door.sender(request, self.db, sent)
        typed = {key: sent.get(key, "")[:200] for key in EMPTY}
        at = _at(request)
        try:
            version = half_days.record_half_day(
                self.db,
                who.actor,
                at,
                total=total(typed),
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
        return door.saved(request, "/vaert?sted=1", {address(at): version})

    def _form(
        self,
        request: Request,
        who: Signed,
        typed: Form,
        errors: dict[str, str],
        status: int = 200,
    ) -> Response:
        at = _at(request)
        with self.db.read() as con:
            house, place = load_house(con), half_days.place_of(con, at)
            counted = half_day(con, at)
        if status == 200 and not has_begun(at, place, to_local(clock.now(self.db), config().zone)):
            raise NotFound("half day")
        context: dict[str, Any] = {
            "at": at,
            "place": place,
            "address": address(at),
            "counted": counted is not None,
            "figures": FIGURES,
            "typed": typed,
            "errors": errors,
            "csrf": door.csrf_of(request, who),
            "token": secrets.token_urlsafe(16),
            "version": counted.version if counted else 0,
        }
        return private_page(request, "host_half.html", frame_of(house), context, status=status)


def _at(request: Request) -> HalfDay:
    """The half day of the address. Raises HTTPException 404."""
    words = request.path_params
    try:
        return HalfDay(words["place"], date.fromisoformat(words["day"]), HALVES[words["half"]])
    except (ValueError, KeyError) as error:
        raise HTTPException(404) from error
