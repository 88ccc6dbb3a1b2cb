"""The short way to calendars."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class FeedsFirst:
    """ASGI middleware: calendars are answered before any other route looks at the request.

    Phones ask for little else, and looking through all routes costs as much as the answer.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self._app = app
        self._secret: ASGIApp
        self._public: ASGIApp
        self._secret, self._public = (route.endpoint for route in routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            folder, _slash, name = scope["path"].rpartition("/")
            if name.endswith(".ics") and len(name) > 4:
                if folder == "/kalender":
                    scope["path_params"] = {"slug": name[:-4]}
                    return await self._public(scope, receive, send)
                if folder == "/kalender/h":
                    scope["path_params"] = {"token": name[:-4]}
                    return await self._secret(scope, receive, send)
        await self._app(scope, receive, send)
