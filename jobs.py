"""What happens by itself: dates written on to the horizon, feeds as time passes, months closed.

One task in the application's lifespan. Each job keeps in the table `job` when it last ran, so
that a house that was switched off catches up at its next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator

from starlette.types import ASGIApp

from actions import clock, housekeeping, sign_in_log
from actions.config import config, house_db
from backup.in_use import in_use

EVERY_SECONDS = 600
FETCH_LOOK_SECONDS = 15
BACKUP_LOOK_SECONDS = 120
"""Not at once: a start is for serving. A house that was off at night makes it then."""
logger = logging.getLogger("house.jobs")


@contextlib.asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """Run due jobs now and every ten minutes, until the block is left.

    With HOUSE_PUBLISH, a thread keeps what is published of `app` up to date as well.
    """
    with in_use(house_db()):
        async with _at_work(app):
            yield


@contextlib.asynccontextmanager
async def _at_work(app: ASGIApp) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(work()) for work in (_forever, _fetching, _backing_up)]
    stop = threading.Event()
    if config().publish:
        from publish.run import follow

        # a daemon: what is half published when the house stops is whole, file by file
        threading.Thread(
            target=follow, args=(app, house_db(), config().publish, stop), daemon=True
        ).start()
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _forever() -> None:
    while True:
        try:
            done = await asyncio.to_thread(housekeeping.run_due, house_db())
            if done:
                logger.info("jobs done: %s", ", ".join(done))
        except Exception:
            # a job that fails must not take the house down; it is tried again in ten minutes
            logger.exception("jobs failed")
        await asyncio.sleep(EVERY_SECONDS)


async def _backing_up() -> None:
    """The backup of the day, and thinning of logs that hold addresses."""
    while True:
        await asyncio.sleep(BACKUP_LOOK_SECONDS)
        try:
            await asyncio.to_thread(_backup_due)
        except Exception:
            logger.exception("backup failed")


def _backup_due() -> None:
    from backup import daily

    daily.run(house_db())
    sign_in_log.thin(house_db(), clock.real_now())


async def _fetching() -> None:
    """Calendars from outside: those whose turn it is, or that somebody asked for."""
    while True:
        await asyncio.sleep(FETCH_LOOK_SECONDS)
        try:
            await asyncio.to_thread(_fetch_due)
        except Exception:
            logger.exception("fetching failed")


def _fetch_due() -> None:
    # httpx takes long to import, which the start of the house need not wait for
    import fetching

    fetching.run(house_db(), clock.now(house_db()))
