"""Serving calendars over HTTP, as the feed contract's HTTP section says. No Streamlit here.

Every request asks the database whether anything changed since the last one (`FeedWatch`), so the
first fetch after a commit in any process shows it; what did not change is served from memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from actions.config import config
from actions.feed_addresses import holders
from calendars.asked import Asked, Header
from calendars.build import Stamped, assemble, event
from calendars.versions import ALWAYS, PRIVATE, Built, Key, encoded
from db.connection import Connection, HouseDb
from db.feeds import FeedRow, FeedWatch, StoredEntry, feed_rows, served
from db.house import load_house
from db.secret import public_addresses
from domain.discretion import Feed, public_feeds
from domain.errors import DatabaseTrouble
from domain.feedentry import load
from locales import _

log = logging.getLogger(__name__)

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def routes(db: HouseDb, more: Sequence[Header] = ()) -> list[Route]:
    """`/kalender/<slug>.ics` for every public calendar, `/kalender/h/<token>.ics` for secret ones.

    `more` are headers that every answer has beside its own. One set per process: it keeps a cache.
    """
    shelf = Shelf(db, more)
    return [
        Route("/kalender/h/{token}.ics", endpoint=FeedEndpoint(shelf, secret=True), name="secret"),
        Route("/kalender/{slug}.ics", endpoint=FeedEndpoint(shelf), name="feed"),
    ]


class Shelf:
    """The calendars as last built. Safe to use from several threads.

    `address` is a slug, or for a secret calendar "h/" and the sha256 of its token.
    """

    def __init__(self, db: HouseDb, more: Sequence[Header] = ()) -> None:
        own = {name for name, _value in ALWAYS}
        self.always = [*ALWAYS, *(pair for pair in more if pair[0] not in own)]
        self._db = db
        self._watch = FeedWatch(db.path)
        self._lock = threading.Lock()
        self._token: tuple[int, int] | None = None
        self._asked: tuple[asyncio.AbstractEventLoop, tuple[int, int]] | None = None
        self._at: dict[str, Feed | None] = {}
        self._keys: dict[str, Key] = {}
        self._built: dict[str, Built] = {}
        self._blocks: dict[str, dict[str, tuple[str, bytes]]] = {}

    def token(self) -> tuple[int, int]:
        """Changes with every commit; for the event loop's thread. Raises DatabaseTrouble.

        The database is asked once for all requests that had arrived by then: those wait in the
        loop's queue before `forget`, and whatever arrives later stands behind it.
        """
        loop = asyncio.get_running_loop()
        asked = self._asked
        if asked is None or asked[0] is not loop:
            asked = self._asked = (loop, self._watch.token())
            loop.call_soon(self._forget)
        return asked[1]

    def _forget(self) -> None:
        self._asked = None

    def fresh(self, address: str, token: tuple[int, int]) -> tuple[bool, Built | None]:
        """Whether what is on the shelf holds at `token`, and the calendar; None: no such one."""
        if token != self._token:
            return False, None
        feed = self._at.get(address)
        if feed is None:
            return True, None
        built = self._built.get(feed.slug)
        current = built is not None and built.key == self._keys[feed.slug]
        return (True, built) if current else (False, None)

    def was_there(self, address: str) -> bool:
        """Whether a calendar stood at an address where there is none now: 410, not 404."""
        return address in self._at

    def last_good(self, address: str) -> tuple[bool, Built | None]:
        """What was served last, for when the database does not answer; False: nothing is known."""
        feed = self._at.get(address)
        built = self._built.get(feed.slug) if feed else None
        return built is not None or (self._token is not None and feed is None), built

    def build(self, address: str, token: tuple[int, int]) -> Built | None:
        """Read the database, build what changed; None: no such calendar. Slow: use a thread.

        Raises DatabaseTrouble, UnknownZone.
        """
        with self._lock:
            is_fresh, built = self.fresh(address, token)
            if is_fresh:
                return built
            with self._db.read() as con:
                rows = feed_rows(con)
                found = _addresses(con, rows)
                feed = found.get(address)
                built = self._newest(con, feed, rows.get(feed.slug), token) if feed else None
            feeds = {one.slug: one for one in found.values() if one is not None}
            for gone in self._built.keys() - feeds.keys():
                del self._built[gone]
                self._blocks.pop(gone, None)
            if built is not None and feed is not None:
                self._built[feed.slug] = built
            self._keys = {s: _key(one, rows.get(s), token) for s, one in feeds.items()}
            self._at = found
            self._token = token
            return built

    def _newest(
        self, con: Connection, feed: Feed, row: FeedRow | None, token: tuple[int, int]
    ) -> Built:
        before = self._built.get(feed.slug)
        key = _key(feed, row, token)
        if before is not None and before.key == key:
            return before
        zone = config().zone
        old = self._blocks.get(feed.slug, {})
        new: dict[str, tuple[str, bytes]] = {}
        for entry in served(con, feed.slug):
            stamp = f"{entry.sequence} {entry.last_modified} {entry.content_hash}"
            kept = old.get(entry.uid)
            if kept is None or kept[0] != stamp:
                kept = (stamp, event(_stamped(entry), zone))
            new[entry.uid] = kept
        self._blocks[feed.slug] = new
        body = assemble(_title(feed), (block for _stamp, block in new.values()), zone)
        return encoded(feed, key, row.changed_at if row else _NEVER, body, self.always)


def _addresses(con: Connection, rows: dict[str, FeedRow]) -> dict[str, Feed | None]:
    """Every address there is or was, with its calendar; None where it is gone for good."""
    house = load_house(con)
    found: dict[str, Feed | None] = {}
    for slug, one in public_addresses(con).items():
        if one.gone_at is not None:
            found[slug] = None
        elif one.closed_at is not None and slug in rows:
            found[slug] = Feed(slug, rows[slug].name, one.discreet, one.group_id)
    found |= {f"h/{token_hash}": feed for token_hash, feed in holders(con, house).items()}
    found |= {feed.slug: feed for feed in public_feeds(house.groups)}
    return found


def _title(feed: Feed) -> str:
    if feed.secret == "person":
        return _("My schedule: %(name)s") % {"name": feed.name}
    return feed.name


def _key(feed: Feed, row: FeedRow | None, token: tuple[int, int]) -> Key:
    return token[0], feed.name, row.version if row else 0


def _stamped(entry: StoredEntry) -> Stamped:
    return Stamped(entry.uid, load(entry.content), entry.sequence, entry.last_modified)


class FeedEndpoint:
    """The ASGI application behind a calendar's address."""

    def __init__(self, shelf: Shelf, *, secret: bool = False) -> None:
        self._shelf = shelf
        self._secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            text = _("A calendar can only be read.")
            return await self._say(scope, send, 405, text, (b"allow", b"GET, HEAD"))
        address = self._address(scope["path_params"])
        known, built = await self._find(address)
        if not known:
            text = _("The calendar cannot be read right now. Try again in a little while.")
            return await self._say(scope, send, 503, text, (b"retry-after", b"60"))
        if built is None and self._shelf.was_there(address):
            text = _("This calendar is closed, and does not come back. You can delete it.")
            return await self._say(scope, send, 410, text)
        if built is None:
            return await self._say(scope, send, 404, _("There is no calendar at this address."))
        asked = Asked(scope["headers"])
        chosen = built.gzipped if asked.takes_gzip() else built.plain
        held = asked.holds(built.etags, chosen.etag, built.changed_at)
        if held is None:
            return await _send(scope, send, 200, chosen.headers, chosen.body)
        same = built.gzipped if held == built.gzipped.etag else built.plain
        await _send(scope, send, 304, same.unchanged, b"")

    def _address(self, params: dict[str, str]) -> str:
        """As the shelf knows it. A token goes no further than its sha256."""
        if not self._secret:
            return params["slug"]
        token = params["token"].encode("utf-8", "surrogatepass")
        return f"h/{hashlib.sha256(token).hexdigest()}"

    async def _find(self, address: str) -> tuple[bool, Built | None]:
        """(True, calendar or None for no such one), or (False, None): nothing can be said."""
        try:
            token = self._shelf.token()
            is_fresh, built = self._shelf.fresh(address, token)
            if not is_fresh:
                built = await run_in_threadpool(self._shelf.build, address, token)
        except DatabaseTrouble as trouble:
            # line 29: a client that gets an error switches the calendar off
            log.warning("calendars: the last good copy is served, database %s", trouble.problem)
            return self._shelf.last_good(address)
        except Exception:
            log.exception("calendars: the last good copy is served")
            return self._shelf.last_good(address)
        return True, built

    async def _say(self, scope: Scope, send: Send, status: int, text: str, *more: Header) -> None:
        body = f"{text}\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            PRIVATE if self._secret else (b"cache-control", b"no-cache"),
            *self._shelf.always,
            *more,
        ]
        await _send(scope, send, status, headers, body)


async def _send(scope: Scope, send: Send, status: int, headers: list[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
