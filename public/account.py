"""/konto: where one is signed in, the password, codes from the phone. For all with an account.

Plain HTML, so that it works for hosts and facilitators too, who have no part of the staff app.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts, own_account, second_factor
from actions.accounts import Signed
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.errors import InvalidInput, NotFound
from domain.localtime import to_local
from domain.model import Actor
from domain.rights import require
from locales.messages import field_messages
from public import forms, sessions
from public.forms import Form
from public.qr import qr
from public.render import frame_of, private_page

PATH = "/konto"


class Account:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route(PATH, self.page), Route(PATH, self.posted, methods=["POST"])]

    def page(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        require(who.actor, "account.own")
        return self._page(request, who)

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._act, request, sent)

    def _act(self, request: Request, sent: Form) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.to_sign_in(request)
        require(who.actor, "account.own")
        forms.check_token(sent.get("csrf", ""), who.csrf)
        what = sent.get("do", "")
        try:
            if what == "everywhere":
                accounts.revoke_sessions(self.db, who.actor, who.actor.staff_id)
                return sessions.take_session(sessions.see_other("/log-ind"))
            if what == "factor-confirm":
                codes = second_factor.confirm(self.db, who.actor, sent.get("code", ""))
                return self._page(request, who, codes=codes)
            done = self._change(what, who.actor, request, sent)
        except InvalidInput as error:
            return self._page(request, who, field_messages(error), status=422)
        except NotFound:
            done = ""  # done already, or on another device
        return sessions.see_other(f"{PATH}?gemt={done}" if done else PATH)

    def _change(self, what: str, actor: Actor, request: Request, sent: Form) -> str:
        """Does what a form asks, and says what was saved."""
        if what == "session":
            own_account.end_session(self.db, actor, sent.get("session", ""))
            return "session"
        if what == "password":
            own_account.change_password(
                self.db,
                actor,
                sent.get("old", ""),
                sent.get("password", ""),
                sent.get("repeat", ""),
                keep=own_account.handle_of(sessions.token(request)),
            )
            return "password"
        if what == "factor-begin":
            second_factor.begin(self.db, actor)
            return ""
        if what == "factor-remove":
            second_factor.remove(self.db, actor, sent.get("code", ""))
            return "factor"
        raise NotFound("form")

    def _page(
        self,
        request: Request,
        who: Signed,
        errors: dict[str, str] | None = None,
        *,
        codes: list[str] | None = None,
        status: int = 200,
    ) -> Response:
        factor = second_factor.state(self.db, who.actor)
        waiting = second_factor.waiting(self.db, who.actor)
        this = own_account.handle_of(sessions.token(request))
        with self.db.read() as con:
            house = load_house(con)
        context: dict[str, Any] = {
            "name": who.actor.name,
            "csrf": who.csrf,
            "errors": errors or {},
            "saved": request.query_params.get("gemt", ""),
            "sessions": [
                {
                    "handle": one.handle,
                    "here": one.handle == this,
                    "device": one.device,
                    "way": one.way,
                    "since": to_local(one.created_at, config().zone),
                    "seen": to_local(one.last_seen_at, config().zone),
                }
                for one in own_account.own_sessions(self.db, who.actor)
            ],
            "has_password": own_account.has_password(self.db, who.actor),
            "factor": factor is not None and factor.confirmed_at is not None,
            "codes_left": factor.codes_left if factor else 0,
            "setup": waiting,
            "qr": qr.__wrapped__(waiting.uri) if waiting else None,  # a secret stays in no cache
            "codes": codes,
            "back": sessions.first_page(who.actor),
        }
        return private_page(request, "account.html", frame_of(house), context, status=status)
