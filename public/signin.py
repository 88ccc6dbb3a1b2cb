"""Signing in and out: the form, one-time links, and going out again."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import accounts
from actions.elsewhere import provider
from db.connection import HouseDb
from db.house import load_house
from domain.errors import CodeNeeded, InvalidField, InvalidInput, NotFound
from locales import _
from locales.messages import field_messages
from public import forms, sessions
from public.forms import Form
from public.leaving import Leaving
from public.origin import origin_of
from public.render import Frame, frame_of, private_page


class SignIn:
    """The routes of one house."""

    def __init__(self, db: HouseDb, leaving: Leaving) -> None:
        self.db, self._leaving = db, leaving

    def routes(self) -> list[Route]:
        return [
            Route("/log-ind", self.form),
            Route("/log-ind", self.posted, methods=["POST"]),
            Route("/log-ind/kode", self.code_asked),
            Route("/log-ind/kode", self.code_posted, methods=["POST"]),
            Route("/log-ind/{token}", self.link),
            Route("/log-ind/{token}", self.link_posted, methods=["POST"]),
            Route("/log-ud", self.out_form),
            Route("/log-ud", self.out, methods=["POST"]),
        ]

    def form(self, request: Request) -> Response:
        target = forms.local_path(request.query_params.get("next", ""), "")
        who = sessions.signed(request, self.db)
        if who is not None:
            return sessions.see_other(target or sessions.first_page(who.actor))
        return self._form(request, {"username": "", "next": target}, {})

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._sign_in, request, sent)

    def _sign_in(self, request: Request, sent: Form) -> Response:
        forms.check_token(sent.get("csrf", ""), forms.known_token(request))
        target = forms.local_path(sent.get("next", ""), "")
        typed = {"username": sent.get("username", "")[:200], "next": target}
        try:
            token = accounts.sign_in(
                self.db, typed["username"], sent.get("password", ""), origin=origin_of(request)
            )
        except CodeNeeded as needed:
            return self._code(request, needed.step, target, {})
        except InvalidInput as error:
            status = 429 if _waits(error.problems) else 422
            return self._form(request, typed, field_messages(error), status)
        return into_house(request, self.db, token, target)

    def code_asked(self, request: Request) -> Response:
        """Somebody reloads the page of the code: it is asked for after the password only."""
        return sessions.see_other("/log-ind")

    async def code_posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._show_code, request, sent)

    def _show_code(self, request: Request, sent: Form) -> Response:
        forms.check_token(sent.get("csrf", ""), forms.known_token(request))
        target = forms.local_path(sent.get("next", ""), "")
        step = sent.get("step", "")[:100]
        try:
            token = accounts.show_code(
                self.db, step, sent.get("code", "")[:100], origin=origin_of(request)
            )
        except NotFound:
            errors = {"password": _("It took too long, or too many tries. Begin again.")}
            return self._form(request, {"username": "", "next": target}, errors, 422)
        except InvalidInput as error:
            status = 429 if _waits(error.problems) else 422
            return self._code(request, step, target, field_messages(error), status)
        return into_house(request, self.db, token, target)

    def _code(
        self, request: Request, step: str, target: str, errors: dict[str, str], status: int = 200
    ) -> Response:
        csrf = forms.form_cookie(request)
        context = {"step": step, "next": target, "errors": errors, "csrf": csrf}
        page = private_page(request, "code.html", self._frame(), context, status=status)
        return forms.keep_form_cookie(page, csrf)

    def link(self, request: Request) -> Response:
        """Shows what the link is for; only a post uses it, so that previews of it do not."""
        return self._link_page(request, {}, {})

    async def link_posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._use_link, request, sent)

    def _use_link(self, request: Request, sent: Form) -> Response:
        forms.check_token(sent.get("csrf", ""), forms.known_token(request))
        answers = accounts.Answers(
            name=sent.get("name", "")[:500],
            username=sent.get("username", "")[:500],
            password=sent.get("password", ""),
            repeat=sent.get("repeat", ""),
        )
        try:
            token = accounts.use_link(
                self.db, request.path_params["token"], answers, origin=origin_of(request)
            )
        except CodeNeeded as needed:
            return self._code(request, needed.step, "", {})
        except NotFound:
            who = sessions.signed(request, self.db)  # the link was tapped twice
            if who is not None:
                return sessions.see_other(sessions.first_page(who.actor))
            return self._link_page(request, {}, {})
        except InvalidInput as error:
            typed = {"name": answers.name, "username": answers.username}
            return self._link_page(request, typed, field_messages(error), 422)
        return into_house(request, self.db, token, "")

    def out_form(self, request: Request) -> Response:
        who = sessions.signed(request, self.db)
        if who is None:
            return sessions.see_other("/log-ind")
        context = {"csrf": who.csrf, "name": who.actor.name}
        return private_page(request, "signout.html", self._frame(), context)

    async def out(self, request: Request) -> Response:
        """Here first; then at the municipality, where the session began there."""
        sent = await forms.read_form(request)
        page = None
        if await run_in_threadpool(self._out, request, sent):
            page = await self._leaving.page(request, sessions.token(request))
        return sessions.take_session(page or sessions.see_other("/"))

    def _out(self, request: Request, sent: Form) -> bool:
        """Whether there was anybody to sign out."""
        who = sessions.signed(request, self.db)
        if who is None:
            return False
        forms.check_token(sent.get("csrf", ""), who.csrf)
        accounts.sign_out(self.db, sessions.token(request))
        return True

    def _form(
        self, request: Request, typed: Form, errors: dict[str, str], status: int = 200
    ) -> Response:
        csrf = forms.form_cookie(request)
        elsewhere = provider() is not None
        context = {"typed": typed, "errors": errors, "csrf": csrf, "elsewhere": elsewhere}
        page = private_page(request, "signin.html", self._frame(), context, status=status)
        return forms.keep_form_cookie(page, csrf)

    def _link_page(
        self, request: Request, typed: Form, errors: dict[str, str], status: int = 200
    ) -> Response:
        try:
            link = accounts.link(self.db, request.path_params["token"])
        except NotFound:
            return private_page(request, "link_dead.html", self._frame(), {}, status=404)
        csrf = forms.form_cookie(request)
        context = {
            "link": link,
            "typed": {"name": "", "username": "", **typed},
            "errors": errors,
            "csrf": csrf,
        }
        page = private_page(request, "link.html", self._frame(), context, status=status)
        return forms.keep_form_cookie(page, csrf)

    def _frame(self) -> Frame:
        with self.db.read() as con:
            return frame_of(load_house(con))


def into_house(request: Request, db: HouseDb, token: str, target: str) -> Response:
    """The session's cookie, and on to where they were going; an earlier session here ends."""
    earlier = sessions.token(request)
    if earlier:
        accounts.sign_out(db, earlier)
    who = accounts.current(db, token)
    if who is None:
        raise HTTPException(403)
    address = target or sessions.first_page(who.actor)
    seconds = accounts.TABLET_COOKIE if who.tablet else sessions.SECONDS
    return sessions.give_session(sessions.see_other(address), token, seconds)


def _waits(problems: tuple[InvalidField, ...]) -> bool:
    return any(problem.code == "wait" for problem in problems)
