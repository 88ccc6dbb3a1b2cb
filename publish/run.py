"""Publishing once, and following the house: edits at once, the clock each minute."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.types import ASGIApp

from actions import clock
from actions.config import config
from db.connection import HouseDb
from db.feeds import FeedWatch
from domain.errors import HouseError, PublishTrouble
from domain.localtime import local_day
from publish.folder import Folder
from publish.pages import Page, addresses, asking, timed_addresses

LOOK_SECONDS = 3.0
CLOCK_SECONDS = 60.0
RETRY_SECONDS = 30.0
log = logging.getLogger("house.publish")
T = TypeVar("T")


class Store(Protocol):
    """Where published files go. All raise PublishTrouble."""

    def locked(self) -> AbstractContextManager[None]: ...
    def put(self, page: Page) -> bool: ...
    def keep_only(self, addresses: Collection[str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Report:
    """What one publishing did, in files."""

    written: int
    unchanged: int
    removed: int


def store_at(target: str, db: HouseDb) -> Store:
    """The store of `s3://bucket/prefix`, or of a folder's path. Raises PublishTrouble."""
    parts = urlsplit(target)
    if parts.scheme == "s3" and parts.netloc:
        from publish.bucket import Bucket

        lock = db.path.with_name(f"{db.path.name}.publish.lock")
        return Bucket(parts.netloc, parts.path.strip("/"), lock)
    if "://" in target or not target:
        raise PublishTrouble("address", target)
    return Folder(Path(target))


def publish(app: ASGIApp, db: HouseDb, store: Store) -> Report:
    """Bring the store to what `app` answers now, and remove what no longer belongs there.

    Files change only where bytes do. An error leaves the rest as it was, every file whole.
    Raises PublishTrouble, DatabaseTrouble.
    """
    with store.locked():
        wanted = addresses(db, app, clock.now(db))
        written, there = _finished(_put(app, db, store, wanted))
        return Report(written, len(there) - written, store.keep_only(there))


def publish_timed(app: ASGIApp, db: HouseDb, store: Store) -> Report:
    """Only what the clock changes during a day. Raises PublishTrouble, DatabaseTrouble."""
    with store.locked():
        wanted = timed_addresses(db, clock.now(db))
        written, there = _finished(_put(app, db, store, wanted))
        return Report(written, len(there) - written, 0)


def follow(
    app: ASGIApp,
    db: HouseDb,
    target: str,
    stop: threading.Event,
    done: Callable[[Report], None] = lambda report: None,
) -> None:
    """Publish now and after every change until `stop`, each change within some seconds.

    All of it when the database changed or a local day began, what the clock changes each minute.
    Between two rounds there is at least the time that the last one took, so that publishing a
    large house takes half a core at most. Trouble is logged and tried again.
    """
    watch = FeedWatch(db.path)
    seen: object = None
    again = 0.0
    try:
        while not stop.is_set():
            began = time.monotonic()
            pause = LOOK_SECONDS
            try:
                now = (watch.token(), local_day(clock.now(db), config().zone))
                if now != seen or began >= again:
                    work = publish if now != seen else publish_timed
                    done(work(app, db, store_at(target, db)))
                    seen, again = now, began + CLOCK_SECONDS
                    pause = max(pause, time.monotonic() - began)
            except HouseError as error:
                log.warning("publishing: %s", error)
                pause = RETRY_SECONDS
            except Exception:
                log.exception("publishing failed")
                pause = RETRY_SECONDS
            stop.wait(pause)
    finally:
        watch.close()


def _finished(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, run in a thread of its own: the caller's may have a loop already."""
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(asyncio.run, work).result()


async def _put(app: ASGIApp, db: HouseDb, store: Store, wanted: list[str]) -> tuple[int, set[str]]:
    """Write the wanted addresses in order: how many changed, and which are there."""
    written, there = 0, set()
    async with asking(app, db) as ask:
        for address in wanted:
            page = await ask(address)
            if page is not None:
                there.add(address)
                written += store.put(page)
    return written, there
