"""Citizens' pages answered from memory, until an edit or the clock makes them old.

As the calendars do (calendars.serve): every request asks the database whether anything was
committed since, which costs microseconds, so that no page says what is not so any more. What says
"now" may be half a minute old, which is what `Cache-Control` promises others anyway.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.connection import HouseDb
from db.feeds import FeedWatch
from domain.errors import DatabaseTrouble
from locales.tongues import EVERY

log = logging.getLogger(__name__)
SECONDS = 20.0
"""How long an answer is kept. Together with `max-age=30` nothing is a minute old."""
MOST_BYTES = 16_000_000
LONGEST = 200
"""A longer path or query is not kept: nobody links to it."""
_FIRST = {"i-dag", "uge", "aktivitet", "hjaelp", "abonner", "frivillig", "tilgaengelighed"}
_FIRST |= {"api", "sitemap.xml", "skaerm", ""}
_LANGUAGES = {one.code for one in EVERY if one.prefix}

Key = tuple[str, bytes, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer of 200, as it went out."""

    etag: bytes
    start: Message
    unchanged: Message
    """The beginning of a 304."""
    body: Message
    size: int
    until: float
    """By `time.monotonic`."""


class Answers:
    """ASGI middleware in front of everything else that looks at citizens' pages."""

    def __init__(self, app: ASGIApp, db: HouseDb) -> None:
        self._app = app
        self._watch = FeedWatch(db.path)
        self._token: object = None
        self._asked: tuple[asyncio.AbstractEventLoop, object] | None = None
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self._app(scope, receive, send)
        gzip, wanted = False, b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                gzip = b"gzip" in value
            elif name == b"if-none-match":
                wanted = value
        key: Key = (scope["path"], scope["query_string"], gzip)
        found = self._kept.get(key)
        if found is None and not is_kept(scope):
            return await self._app(scope, receive, send)
        token = self._now()
        if token is None:
            return await self._app(scope, receive, send)
        if token != self._token:
            self._kept.clear()
            self._bytes, self._token, found = 0, token, None
        if found is not None and time.monotonic() < found.until:
            return await _answer(send, found, wanted)
        await self._fetch(scope, receive, send, key, token)

    def _now(self) -> object:
        """Changes with every commit; asked once for all requests that are waiting. None: trouble.

        As calendars.serve.Shelf.token, which says why.
        """
        loop = asyncio.get_running_loop()
        asked = self._asked
        if asked is None or asked[0] is not loop:
            try:
                # a demo house's clock stands where HOUSE_NOW says
                token = (self._watch.token(), os.environ.get("HOUSE_NOW"))
                asked = self._asked = (loop, token)
            except DatabaseTrouble as trouble:
                log.warning("pages: nothing is kept, database %s", trouble.problem)
                return None
            loop.call_soon(self._forget)
        return asked[1]

    def _forget(self) -> None:
        self._asked = None

    async def _fetch(
        self, scope: Scope, receive: Receive, send: Send, key: Key, token: object
    ) -> None:
        """Let the house answer, and keep the answer if it is one for everybody."""
        start: Message = {}
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))
                if not message.get("more_body") and start.get("status") == 200:
                    self._put(key, token, list(start["headers"]), b"".join(parts))
            await send(message)

        fresh = [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]
        conditional = len(fresh) != len(scope["headers"])
        if not conditional:
            return await self._app(scope, receive, keep)
        # ask for all of it, so that there is something to keep, and say 304 ourselves
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)
            if message["type"] == "http.response.start":
                nonlocal start
                start = message
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self._app({**scope, "headers": fresh}, receive, hold)
        kept = None
        if start.get("status") == 200:
            kept = self._put(key, token, list(start["headers"]), b"".join(parts))
        if kept is None:
            for message in held:
                await send(message)
            return
        wanted = dict(scope["headers"]).get(b"if-none-match", b"")
        await _answer(send, kept, wanted)

    def _put(
        self, key: Key, token: object, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> Kept | None:
        named = {name.lower(): value for name, value in headers}
        if b"etag" not in named or not named.get(b"cache-control", b"").startswith(b"public"):
            return None
        unchanged = [
            pair for pair in headers if pair[0].lower() not in (b"content-length", b"content-type")
        ]
        until = time.monotonic() + SECONDS
        kept = Kept(
            named[b"etag"],
            {"type": "http.response.start", "status": 200, "headers": headers},
            {"type": "http.response.start", "status": 304, "headers": unchanged},
            {"type": "http.response.body", "body": body},
            len(body),
            until,
        )
        if token == self._token:  # else an edit came in between
            before = self._kept.pop(key, None)
            self._bytes += kept.size - (before.size if before else 0)
            self._kept[key] = kept
            while self._bytes > MOST_BYTES:
                _key, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.size
        return kept


_CONDITIONS = (b"if-none-match", b"if-modified-since", b"range")


def is_kept(scope: Scope) -> bool:
    """Whether an address is of the pages whose answers are the same for everybody."""
    path: str = scope["path"]
    if len(path) > LONGEST or len(scope["query_string"]) > LONGEST:
        return False
    parts = path.split("/", 3)
    first = parts[1] if len(parts) > 1 else ""
    if first in _LANGUAGES:
        first = parts[2] if len(parts) > 2 else "."
    return first in _FIRST


async def _answer(send: Send, kept: Kept, wanted: bytes) -> None:
    if wanted and kept.etag in {tag.strip() for tag in wanted.split(b",")}:
        await send(kept.unchanged)
        return await send(_NOTHING)
    await send(kept.start)
    await send(kept.body)


_NOTHING: Message = {"type": "http.response.body", "body": b""}
