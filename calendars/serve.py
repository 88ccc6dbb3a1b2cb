"""Serving calendars over HTTP, as the feed contract's HTTP section says. No Streamlit here.

Every request asks the database whether anything changed since the last one (`FeedWatch`), so the
first fetch after a commit in any process shows it; what did not change is served from memory.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from actions.config import config
from calendars.build import Stamped, assemble, event
from db.connection import Connection, HouseDb
from db.feeds import FeedRow, FeedWatch, StoredEntry, feed_rows, served
from db.house import load_house
from domain.discretion import Feed, public_feeds
from domain.errors import DatabaseTrouble
from domain.feedentry import load
from locales import _

log = logging.getLogger(__name__)

Header = tuple[bytes, bytes]
_ALWAYS: list[Header] = [
    (b"vary", b"Accept-Encoding"),
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_CACHE: list[Header] = [(b"cache-control", b"public, no-cache")]


def routes(db: HouseDb) -> list[Route]:
    """`/kalender/<slug>.ics` for every public calendar. One set per process: it keeps a cache."""
    return [Route("/kalender/{slug}.ics", endpoint=FeedEndpoint(Shelf(db)), name="feed")]


Key = tuple[int, str, int]
"""What bytes were built from: the database file as opened, the calendar's name and its version.

A restored backup may have the same version with other content, so the file counts.
"""


@dataclass(frozen=True, slots=True)
class Served:
    """One encoding of one version of a calendar, with its headers made once."""

    etag: str
    body: bytes
    headers: list[Header]


@dataclass(frozen=True, slots=True)
class Built:
    """One version of a calendar, as it is and compressed."""

    key: Key
    changed_at: datetime
    plain: Served
    gzipped: Served


class Shelf:
    """The calendars as last built. Safe to use from several threads."""

    def __init__(self, db: HouseDb) -> None:
        self._db = db
        self._watch = FeedWatch(db.path)
        self._lock = threading.Lock()
        self._token: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._built: dict[str, Built] = {}
        self._blocks: dict[str, dict[str, tuple[str, bytes]]] = {}

    def token(self) -> tuple[int, int]:
        """Changes with every commit. Microseconds; raises DatabaseTrouble."""
        return self._watch.token()

    def fresh(self, slug: str, token: tuple[int, int]) -> tuple[bool, Built | None]:
        """Whether what is on the shelf holds at `token`, and the calendar; None: no such one."""
        if token != self._token:
            return False, None
        key = self._keys.get(slug)
        if key is None:
            return True, None
        built = self._built.get(slug)
        return (True, built) if built is not None and built.key == key else (False, None)

    def last_good(self, slug: str) -> tuple[bool, Built | None]:
        """What was served last, for when the database does not answer; False: nothing is known."""
        built = self._built.get(slug)
        known_absent = self._token is not None and slug not in self._keys
        return built is not None or known_absent, built

    def build(self, slug: str, token: tuple[int, int]) -> Built | None:
        """Read the database, build what changed; None: no such calendar. Slow: use a thread.

        Raises DatabaseTrouble, UnknownZone.
        """
        with self._lock:
            is_fresh, built = self.fresh(slug, token)
            if is_fresh:
                return built
            with self._db.read() as con:
                feeds = {feed.slug: feed for feed in public_feeds(load_house(con).groups)}
                rows = feed_rows(con)
                built = (
                    self._newest(con, feeds[slug], rows.get(slug), token) if slug in feeds else None
                )
            for gone in self._built.keys() - feeds.keys():
                del self._built[gone]
                self._blocks.pop(gone, None)
            if built is not None:
                self._built[slug] = built
            self._keys = {s: _key(feed, rows.get(s), token) for s, feed in feeds.items()}
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
        body = assemble(feed.name, (block for _stamp, block in new.values()), zone)
        return _built(feed.slug, key, row.changed_at if row else _NEVER, body)


def _key(feed: Feed, row: FeedRow | None, token: tuple[int, int]) -> Key:
    return token[0], feed.name, row.version if row else 0


def _stamped(entry: StoredEntry) -> Stamped:
    return Stamped(entry.uid, load(entry.content), entry.sequence, entry.last_modified)


def _built(slug: str, key: Key, changed_at: datetime, body: bytes) -> Built:
    digest = hashlib.sha256(body).hexdigest()[:32]
    file = slug if re.fullmatch(r"[a-z0-9-]+", slug) else "kalender"
    common = [
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-disposition", f'inline; filename="{file}.ics"'.encode()),
        (b"last-modified", format_datetime(changed_at, usegmt=True).encode()),
        *_CACHE,
        *_ALWAYS,
    ]

    def served_as(etag: str, content: bytes, *more: Header) -> Served:
        length = (b"content-length", str(len(content)).encode())
        return Served(etag, content, [*common, (b"etag", etag.encode()), length, *more])

    return Built(
        key,
        changed_at,
        plain=served_as(f'"{digest}"', body),
        gzipped=served_as(
            f'"{digest}-gz"',
            gzip.compress(body, compresslevel=9, mtime=0),
            (b"content-encoding", b"gzip"),
        ),
    )


class FeedEndpoint:
    """The ASGI application behind a calendar's address."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            text = _("A calendar can only be read.")
            return await _say(scope, send, 405, text, (b"allow", b"GET, HEAD"))
        known, built = await self._find(scope["path_params"]["slug"])
        if not known:
            text = _("The calendar cannot be read right now. Try again in a little while.")
            return await _say(scope, send, 503, text, (b"retry-after", b"60"))
        if built is None:
            return await _say(scope, send, 404, _("There is no calendar at this address."))
        asked = _Asked(scope["headers"])
        chosen = built.gzipped if asked.takes_gzip() else built.plain
        held = asked.holds(built, chosen)
        if held is None:
            return await _send(scope, send, 200, chosen.headers, chosen.body)
        unsent = (b"content-length", b"content-encoding", b"etag")
        headers = [pair for pair in chosen.headers if pair[0] not in unsent]
        await _send(scope, send, 304, [*headers, (b"etag", held.encode())], b"")

    async def _find(self, slug: str) -> tuple[bool, Built | None]:
        """(True, calendar or None for no such one), or (False, None): nothing can be said."""
        try:
            token = self._shelf.token()
            is_fresh, built = self._shelf.fresh(slug, token)
            if not is_fresh:
                built = await run_in_threadpool(self._shelf.build, slug, token)
        except DatabaseTrouble as trouble:
            # line 29: a client that gets an error switches the calendar off
            log.warning("calendars: the last good copy is served, database %s", trouble.problem)
            return self._shelf.last_good(slug)
        except Exception:
            log.exception("calendars: the last good copy is served")
            return self._shelf.last_good(slug)
        return True, built


class _Asked:
    """The conditions and encodings of one request (RFC 9110, 12.5.3 and 13)."""

    def __init__(self, headers: Iterable[Header]) -> None:
        found: dict[bytes, list[str]] = {}
        for name, value in headers:
            if name in (b"accept-encoding", b"if-none-match", b"if-modified-since"):
                found.setdefault(name, []).append(value.decode("latin-1"))
        self._found = {name: ", ".join(values) for name, values in found.items()}

    def takes_gzip(self) -> bool:
        """Only when asked by name, or by "*", and not with q=0."""
        weights: dict[str, float] = {}
        for item in self._found.get(b"accept-encoding", "").lower().split(","):
            coding, _semicolon, weight = item.partition(";")
            try:
                weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
            except ValueError:
                weights[coding.strip()] = 0
        return weights.get("gzip", weights.get("*", 0)) > 0

    def holds(self, built: Built, chosen: Served) -> str | None:
        """The ETag for a 304 when the client has this version already, else None.

        If-None-Match (weakly compared, in either encoding) decides alone where it is sent.
        """
        tags = self._found.get(b"if-none-match")
        if tags is not None:
            listed = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            if "*" in listed or chosen.etag in listed:
                return chosen.etag
            either = (built.plain.etag, built.gzipped.etag)
            return next((etag for etag in either if etag in listed), None)
        since = _date(self._found.get(b"if-modified-since"))
        return chosen.etag if since is not None and built.changed_at <= since else None


def _date(text: str | None) -> datetime | None:
    """An HTTP date, None when there is none or it cannot be read."""
    if not text:
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


async def _say(scope: Scope, send: Send, status: int, text: str, *more: Header) -> None:
    body = f"{text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-cache"),
        *_ALWAYS,
        *more,
    ]
    await _send(scope, send, status, headers, body)


async def _send(scope: Scope, send: Send, status: int, headers: list[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
