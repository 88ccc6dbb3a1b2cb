"""What happens by itself: dates written on to the horizon, feeds as time passes, months closed.

One task in the application's lifespan. Each job keeps in the table `job` when it last ran, so
that a house that was switched off catches up at its next start.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from actions import housekeeping
from actions.config import house_db

EVERY_SECONDS = 600
logger = logging.getLogger("house.jobs")


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run due jobs now and every ten minutes, until the block is left."""
    task = asyncio.create_task(_forever())
    try:
        yield
    finally:
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
