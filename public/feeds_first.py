"""The short way to calendars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class FeedsFirst(Starlette):
    """An application that answers for calendars before any route or middleware looks at a request.

    Phones ask for little else, and the way through the others costs as much as the answer.
    """

    def __init__(self, feeds: Sequence[Route], **others: Any) -> None:
        super().__init__(**others)
        self._secret: ASGIApp
        self._public: ASGIApp
        self._secret, self._public = (route.endpoint for route in feeds)

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
        await super().__call__(scope, receive, send)
