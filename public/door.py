"""What the pages at the door share: who records, what is said of a date, and answers to a queue.

A form is sent by the browser itself, or by the queue that keeps taps while the house cannot be
reached (static/door_queue.js). The queue asks for JSON: what became of one form, never a figure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from actions import accounts
from actions.accounts import Signed
from actions.config import config
from db.connection import HouseDb
from domain.counting import over_room
from domain.errors import HouseError, InvalidInput, NotFound, Refused, Stale
from domain.localtime import local_day, to_local
from domain.model import DatedActivity, House, Room
from domain.rights import require
from locales import _
from locales.formats import clock as clock_text
from locales.formats import short_day
from locales.messages import sentence
from public import forms, sessions
from public.counts import messages
from public.forms import Form

FIGURES = range(16)
"""The total's large figures; above them a field."""
KEPT = "X-Kept-Copy"
"""A request for a copy that the device keeps for when the house cannot be reached."""
_NEVER_KEPT = {"Cache-Control": "no-store"}


class SignedOut(Exception):
    """Nobody is signed in; `answer` says so."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def answered(work: Callable[..., Response]) -> Callable[..., Response]:
    """A handler that may find nobody signed in answers with the sign-in page."""

    @wraps(work)
    def handler(*args: Any) -> Response:
        try:
            return work(*args)
        except SignedOut as out:
            return out.answer

    return handler


def host(request: Request, db: HouseDb) -> Signed:
    """Who records here. Raises SignedOut, and Refused without the right to record."""
    who = sessions.signed(request, db)
    if who is None:
        if asks_json(request) or KEPT in request.headers:
            raise SignedOut(JSONResponse({"state": "signed-out"}, 401, _NEVER_KEPT))
        raise SignedOut(sessions.to_sign_in(request))
    require(who.actor, "attendance.host")
    return who


def sender(request: Request, db: HouseDb, sent: Form) -> Signed:
    """Who sends a form, with the session's own token in it. Raises as `host`, HTTPException 403."""
    who = host(request, db)
    forms.check_token(sent.get("csrf", ""), who.csrf)
    return who


def asks_json(request: Request) -> bool:
    return request.headers.get("accept", "") == "application/json"


def is_kept(request: Request) -> bool:
    """Whether this is a copy to keep: it holds neither session nor form tokens."""
    return KEPT in request.headers


def csrf_of(request: Request, who: Signed) -> str:
    return "" if is_kept(request) else who.csrf


def saved(request: Request, address: str, versions: dict[str, int]) -> Response:
    """A form is saved: on to `address`; `versions` are what forms at these paths start from now."""
    if asks_json(request):
        body = {"state": "saved", "next": address, "versions": versions}
        return JSONResponse(body, headers=_NEVER_KEPT)
    return sessions.see_other(address)


def not_saved(error: HouseError, *, may_look: bool = True) -> Response:
    """For the queue: why a form was not saved, as a sentence for a screen that others see.

    `may_look`: whether the form can still be opened here, to mend it or to replace what is there.
    """
    status, state = 400, "wrong"
    if isinstance(error, InvalidInput):
        status, words = 422, " ".join(dict.fromkeys(messages(error).values()))
    elif isinstance(error, Stale):
        status, state = 409, "changed"
        words = _("Somebody else recorded it in the meantime.")
    elif isinstance(error, NotFound | Refused):
        may_look = False
        status, words = 404, _("It can no longer be recorded here. Ask a coordinator.")
    else:
        words = sentence(error)
    body = {"state": state, "say": words, "look": may_look}
    return JSONResponse(body, status, _NEVER_KEPT)


def line(one: DatedActivity, house: House, now: datetime) -> dict[str, Any]:
    """What the templates at the door show of a date: never a figure of who came."""
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
        "holds": _holds(room),
        "close_out": one.occurrence.close_out or "",
        "off": one.occurrence.state == "cancelled",
        "begun": one.occurrence.starts_at <= now,
        "today": starts.date() == local_day(now, zone),
        "version": one.occurrence.version,
        "says": f"{one.title}, {short_day(starts)} {clock_text(starts)}",
    }


def _holds(room: Room | None) -> int:
    """How many may come before the form asks; 0: it never asks."""
    return room.capacity if room is not None and over_room(room, room.capacity + 1) else 0


def keep_tablet(request: Request, response: Response, who: Signed) -> Response:
    """A tablet that is used stays signed in: its cookie is given anew with each list."""
    if who.tablet:
        sessions.give_session(response, sessions.token(request), accounts.TABLET_COOKIE)
    return response
