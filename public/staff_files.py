"""What Streamlit serves beside its page: files that were made or sent are for who is signed in.

Streamlit gives a file to whoever knows its address. Here the session is asked at every fetch, as
at every click, so that an address from somebody's history is worth nothing after signing out.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.connection import HouseDb
from public import sessions
from public.headers import STAFF_PREFIX

OF_SOMEBODY = (f"{STAFF_PREFIX}/media/", f"{STAFF_PREFIX}/_stcore/upload_file/")
OF_NOBODY = f"{STAFF_PREFIX}/_stcore/metrics"
"""How many are at work and for how long: Streamlit tells everybody."""


class StaffFiles:
    """ASGI middleware around the staff app. Raises HTTPException 404 for what is not theirs."""

    def __init__(self, app: ASGIApp, db: HouseDb) -> None:
        self.app, self.db = app, db

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if scope["type"] != "http" or not any(part in path for part in (*OF_SOMEBODY, OF_NOBODY)):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if OF_NOBODY in path or not await run_in_threadpool(sessions.signed, request, self.db):
            raise HTTPException(404)

        async def kept_by_nobody(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, kept_by_nobody)
