"""Signing out at the municipality too (OpenID Connect RP-Initiated Logout 1.0).

The house's own session has ended before anything of this begins, and ends whatever the provider
does. The way there is a page with a link that follows itself: a redirect after a form is stopped
by the policy `form-action 'self'`. The way back does nothing but say so.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from httpx2 import HTTPError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import elsewhere
from actions.config import config
from actions.elsewhere import Provider
from actions.tokens import token_hash
from db.connection import HouseDb
from db.house import load_house
from public import sessions
from public.render import frame_of, private_page

BACK = "/log-ud/svar"
COOKIE = "house_leaving"
SECONDS = 600
MOST, LONGEST = 500, 4000
"""ID tokens that are remembered; one that is longer would make too long an address."""
logger = logging.getLogger("house.oidc")


class Leaving:
    """ID tokens stay in memory alone: who signed in before a restart is asked once more there."""

    def __init__(self, db: HouseDb, client: Callable[[Provider], Any]) -> None:
        self.db = db
        self._client = client
        self._hints: OrderedDict[str, str] = OrderedDict()

    def routes(self) -> list[Route]:
        return [Route(BACK, self.back)]

    def remember(self, token: str, id_token: object) -> None:
        """What the provider said of who has the session of `token`."""
        if isinstance(id_token, str) and len(id_token) <= LONGEST:
            self._hints[token_hash(token)] = id_token
            while len(self._hints) > MOST:
                self._hints.popitem(last=False)

    async def page(self, request: Request, token: str) -> Response | None:
        """The page that leads on, for a session that the provider began; else None."""
        hint = self._hints.pop(token_hash(token), "")
        at = elsewhere.provider()
        if at is None:
            return None
        if not hint and not await run_in_threadpool(elsewhere.began, self.db, token):
            return None
        state = secrets.token_urlsafe(24)
        address = await self._address(at, hint, state)
        if address is None:
            return None
        page = await run_in_threadpool(self._say, request, "leaving.html", {"address": address})
        https = config().https
        page.set_cookie(
            _name(https), state, SECONDS, path="/", secure=https, httponly=True, samesite="lax"
        )
        return page

    async def _address(self, at: Provider, hint: str, state: str) -> str | None:
        """The provider's own, by its metadata, where it names one."""
        try:
            metadata = await self._client(at).load_server_metadata()
        except (AuthlibBaseError, HTTPError, ValueError) as error:
            logger.warning("sign-out elsewhere failed", extra={"kind": type(error).__name__})
            return None
        end = end_of(metadata, at.issuer)
        if end is None:
            return None
        asked = {
            "client_id": at.client_id,
            "post_logout_redirect_uri": f"{config().url}{BACK}",
            "state": state,
            **({"id_token_hint": hint} if hint else {}),
        }
        return f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"

    def back(self, request: Request) -> Response:
        """From the provider. Whoever comes by another way goes to the programme."""
        name = _name(config().https)
        known, said = request.cookies.get(name, ""), request.query_params.get("state", "")
        if not known or not hmac.compare_digest(known.encode(), said.encode()):
            return sessions.see_other("/")
        page = self._say(request, "left.html", {})
        page.delete_cookie(name, path="/", secure=config().https, httponly=True, samesite="lax")
        return page

    def _say(self, request: Request, template: str, context: dict[str, Any]) -> Response:
        with self.db.read() as con:
            frame = frame_of(load_house(con))
        return private_page(request, template, frame, context)


def end_of(metadata: Mapping[str, Any], issuer: str) -> str | None:
    """The provider's `end_session_endpoint`; None for none, or for what is no address like its own.

    It may be another machine than the issuer's (Entra ID's is), but not less safe a scheme.
    """
    end = metadata.get("end_session_endpoint")
    try:
        parts = urlsplit(end if isinstance(end, str) else "")
    except ValueError:
        return None
    if parts.scheme != urlsplit(issuer).scheme or not parts.netloc or parts.fragment:
        return None
    return str(end)


def _name(https: bool) -> str:
    return f"__Host-{COOKIE}" if https else COOKIE
