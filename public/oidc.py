"""Signing in where the municipality does: OpenID Connect by Authlib, with state, nonce and PKCE.

State, nonce and verifier wait in a signed cookie of the browser that began, for ten minutes; the
key lives as long as the process. The session that comes of it is the house's own.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from httpx2 import HTTPError
from joserfc.errors import JoseError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from actions import elsewhere
from actions.config import config
from actions.elsewhere import Provider
from db.connection import HouseDb
from db.house import load_house
from domain.errors import SignInElsewhere
from locales.messages import sentence
from public import forms
from public.leaving import Leaving
from public.origin import origin_of
from public.render import frame_of, private_page
from public.signin import into_house

BEGIN, ANSWER = "/log-ind/oidc", "/log-ind/oidc/svar"
COOKIE = "house_elsewhere"
SECONDS = 600
TIMEOUT = 10.0
_NEXT = "next"
logger = logging.getLogger("house.oidc")


class Elsewhere:
    """The routes of one house; without a provider they answer 404."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db
        self._key = secrets.token_urlsafe(32)
        self._clients: dict[Provider, Any] = {}
        self.leaving = Leaving(db, self._at)

    def routes(self) -> list[Route]:
        return [
            Route(BEGIN, _WithCookie(self.begin, self._key), methods=["GET"]),
            Route(ANSWER, _WithCookie(self.answer, self._key), methods=["GET"]),
            *self.leaving.routes(),
        ]

    async def begin(self, request: Request) -> Response:
        """Off to the provider, with a way back."""
        _provider, client = self._client()
        request.session[_NEXT] = forms.local_path(request.query_params.get("next", ""), "")
        try:
            away = await client.authorize_redirect(request, f"{config().url}{ANSWER}")
        except (AuthlibBaseError, HTTPError, ValueError) as error:
            return await run_in_threadpool(self._failed, request, error)
        away.headers["Cache-Control"] = "no-store"
        return away  # type: ignore[no-any-return]

    async def answer(self, request: Request) -> Response:
        """Back from the provider: the code is exchanged, the ID token verified."""
        at, client = self._client()
        target = str(request.session.pop(_NEXT, ""))
        try:
            token = await client.authorize_access_token(request, leeway=60)
            claims = dict(token.get("userinfo") or {})
            if not claims.get("sub"):
                raise ValueError("no ID token")
            if not elsewhere.claimed(claims, at.roles_claim):
                more = await self._userinfo(client, token)
                claims |= more if more.get("sub") == claims["sub"] else {}
        except (AuthlibBaseError, JoseError, HTTPError, ValueError, RuntimeError) as error:
            return await run_in_threadpool(self._failed, request, error)
        said = token.get("id_token")
        return await run_in_threadpool(self._sign_in, request, at, claims, target, said)

    async def _userinfo(self, client: Any, token: Any) -> dict[str, Any]:
        metadata = await client.load_server_metadata()
        return dict(await client.userinfo(token=token)) if "userinfo_endpoint" in metadata else {}

    def _sign_in(
        self, request: Request, at: Provider, claims: dict[str, Any], target: str, said: object
    ) -> Response:
        try:
            token = elsewhere.sign_in_elsewhere(self.db, at, claims, origin=origin_of(request))
        except SignInElsewhere as error:
            return self._say(request, error)
        request.session.clear()
        self.leaving.remember(token, said)
        return into_house(request, self.db, token, target)

    def _failed(self, request: Request, error: Exception) -> Response:
        # never what the provider said: a query string may stand in it
        logger.warning("sign-in elsewhere failed", extra={"kind": type(error).__name__})
        return self._say(request, SignInElsewhere("failed"))

    def _say(self, request: Request, error: SignInElsewhere) -> Response:
        with self.db.read() as con:
            frame = frame_of(load_house(con))
        status = 502 if error.problem == "failed" else 403
        context = {"text": sentence(error)}
        return private_page(request, "elsewhere.html", frame, context, status=status)

    def _client(self) -> tuple[Provider, Any]:
        at = elsewhere.provider()
        if at is None:
            raise HTTPException(404)
        return at, self._at(at)

    def _at(self, at: Provider) -> Any:
        if at not in self._clients:
            self._clients[at] = OAuth().register(
                "house",
                client_id=at.client_id,
                client_secret=at.client_secret,
                server_metadata_url=f"{at.issuer}/.well-known/openid-configuration",
                client_kwargs={
                    "scope": "openid profile email",
                    "code_challenge_method": "S256",
                    "timeout": TIMEOUT,
                },
            )
        return self._clients[at]


class _WithCookie:
    """An ASGI endpoint whose request has a `session`, in a signed cookie of these routes alone."""

    def __init__(self, handler: Any, key: str) -> None:
        self._handler, self._key = handler, key
        self._made: dict[bool, SessionMiddleware] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        https = config().https
        if https not in self._made:
            self._made[https] = SessionMiddleware(
                self._inner,
                self._key,
                session_cookie=f"__Host-{COOKIE}" if https else COOKIE,
                max_age=SECONDS,
                path="/",
                same_site="lax",
                https_only=https,
            )
        await self._made[https](scope, receive, send)

    async def _inner(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._handler(Request(scope, receive, send))
        await response(scope, receive, send)
