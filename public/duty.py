"""/vagt: somebody cannot. A phone's way from the call to a substitute, another day, or a message.

Plain HTML, as /vaert is: it opens on a bad connection, and every tap is one post.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock, dates, morning, undo
from actions.accounts import Signed
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.errors import (
    AlreadyDone,
    Conflicts,
    InvalidField,
    InvalidInput,
    Stale,
    UndoRefused,
)
from domain.localtime import local_day
from domain.model import DatedActivity
from domain.schedule import has_begun
from locales.conflicts import words as conflict_words
from locales.messages import field_messages, sentence
from public import duty_show, forms, sessions
from public.counts import number_or
from public.door import SignedOut, answered
from public.duty_show import DONE
from public.forms import Form
from public.render import frame_of, private_page

PAGE = "/vagt"
TYPED = ("day", "at", "room", "reason", "public_note")


class Duty:
    """The routes of one house, for who may plan the date."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route(PAGE, self.dates),
            Route(PAGE + "/{date:int}", self.date),
            Route(PAGE + "/{date:int}", self.posted, methods=["POST"]),
        ]

    @answered
    def dates(self, request: Request) -> Response:
        who, now = self._who(request), clock.now(self.db)
        found = morning.coming_dates(self.db, who.actor, now=now)
        with self.db.read() as con:
            house = load_house(con)
        lines = [duty_show.line(one, house) for one in found]
        context = {
            "missing": [line for line in lines if line["cannot"] and not line["off"]],
            "days": duty_show.by_day(lines),
            "today": local_day(now, config().zone),
        }
        return private_page(request, "duty_list.html", frame_of(house), context)

    @answered
    def date(self, request: Request) -> Response:
        who = self._who(request)
        one = morning.one_date(self.db, who.actor, request.path_params["date"])
        return self._page(request, who, one, {}, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._act, request, sent)

    @answered
    def _act(self, request: Request, sent: Form) -> Response:
        who = self._who(request)
        forms.check_token(sent.get("csrf", ""), who.csrf)
        one = morning.one_date(self.db, who.actor, request.path_params["date"])
        what = sent.get("do", "").partition(":")[0]
        try:
            change = self._call(who, one, sent)()
        except AlreadyDone as again:  # a double tap: the first one counted
            change = number_or(again.result, 0)
        except InvalidInput as error:
            return self._page(request, who, one, sent, field_messages(error), 422)
        except Conflicts as error:
            told = [conflict_words(each, config().zone) for each in error.conflicts]
            words = " ".join([sentence(error), *(f"{each}." for each in told)])
            hard = any(each.hard for each in error.conflicts)
            undoing = what == "fortryd" and not hard
            number = number_or(sent["do"].partition(":")[2], 0) if undoing else 0
            return self._page(request, who, one, sent, {"form": words}, 409, again=number)
        except (Stale, UndoRefused) as error:
            return self._page(request, who, one, sent, {"form": sentence(error)}, 409)
        return sessions.see_other(f"{PAGE}/{one.occurrence.id}?gjort={what}&aendring={change}")

    def _call(self, who: Signed, one: DatedActivity, sent: Form) -> Callable[[], int]:
        """The use case behind a button. Raises InvalidInput for what was typed wrongly."""
        what, _colon, value = sent.get("do", "").partition(":")
        number, now = number_or(value, 0), clock.now(self.db)
        common: dict[str, Any] = {
            "version": number_or(sent.get("version", ""), 0),
            "now": now,
            "token": sent.get("token", "")[:64] or None,
        }
        at = (self.db, who.actor, one.occurrence.id)
        reason = sent.get("reason", "")[:200]
        if what == "fortryd":
            return partial(undo.undo, self.db, who.actor, number, reason=reason, now=now)
        if what == "kan-ikke":
            return partial(morning.cannot, *at, number, **common)
        if what == "kan-igen":
            return partial(morning.can_again, *at, number, **common)
        if what == "afloeser":
            return partial(morning.take_over, *at, number, reason=reason, **common)
        if what == "klarer":
            return partial(morning.manage, *at, **common)
        if what == "aflys":
            note = sent.get("public_note", "")
            return partial(dates.cancel_date, *at, reason=reason, public_note=note, **common)
        if what == "flyt":
            return partial(self._move(one, sent, value), *at, reason=reason, **common)
        raise InvalidInput((InvalidField("form", "unknown"),))

    def _move(self, one: DatedActivity, sent: Form, value: str) -> Callable[..., int]:
        """To the wall time `value`, or the one that was typed, with the people it was to have."""
        typed = value or f"{sent.get('day', '')}T{sent.get('at', '')}"
        try:
            start = datetime.fromisoformat(typed).replace(tzinfo=None)
        except ValueError as error:
            raise InvalidInput((InvalidField("day", "required"),)) from error
        date = one.occurrence
        room = date.room_id if value else number_or(sent.get("room", ""), 0) or None
        people = (*date.facilitator_ids, *date.missing_ids)
        return partial(dates.move_date, local_start=start, room_id=room, facilitator_ids=people)

    def _who(self, request: Request) -> Signed:
        who = sessions.signed(request, self.db)
        if who is None:
            raise SignedOut(sessions.to_sign_in(request))
        return who

    def _page(
        self,
        request: Request,
        who: Signed,
        one: DatedActivity,
        sent: Form,
        errors: dict[str, str],
        status: int = 200,
        *,
        again: int = 0,
    ) -> Response:
        """`again`: the change whose undo asks for a reason, 0 for none."""
        now = clock.now(self.db)
        one = morning.one_date(self.db, who.actor, one.occurrence.id)
        ways = morning.ways(self.db, who.actor, one.occurrence.id, now=now)
        done = request.query_params.get("gjort", "") if request.method == "GET" else ""
        may_undo = done and not has_begun(one.occurrence, now)  # what has begun is never undone
        with self.db.read() as con:
            house = load_house(con)
            shown = duty_show.date_shown(con, one, house, ways, now=now)
        context = {
            **shown,
            "done": DONE.get(done, ""),
            "change": number_or(request.query_params.get("aendring", ""), 0) if may_undo else 0,
            "typed": {name: sent.get(name, "")[:200] for name in TYPED},
            "errors": errors,
            "again": again,
            "csrf": who.csrf,
            "token": secrets.token_urlsafe(16),
        }
        return private_page(request, "duty.html", frame_of(house), context, status=status)
