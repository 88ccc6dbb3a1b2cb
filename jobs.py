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

from actions import clock, housekeeping
from actions.config import config, house_db

EVERY_SECONDS = 600
FETCH_LOOK_SECONDS = 15
logger = logging.getLogger("house.jobs")


@contextlib.asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """Run due jobs now and every ten minutes, until the block is left.

    With HOUSE_PUBLISH, a thread keeps what is published of `app` up to date as well.
    """
    tasks = [asyncio.create_task(_forever()), asyncio.create_task(_fetching())]
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
