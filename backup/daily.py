"""The backup of the day: made by the jobs, by the machine's clock, and told when it fails."""

from __future__ import annotations

import logging
from datetime import datetime

from actions.clock import real_now
from actions.config import config
from actions.housekeeping import ended
from backup.making import make
from db.connection import HouseDb
from db.jobs import last_finished
from domain.errors import HouseError
from domain.localtime import local_day

JOB = "backup"
logger = logging.getLogger("house.backup")


def run(db: HouseDb, *, now: datetime | None = None) -> bool:
    """Make today's backup if there is none yet; whether it did. Raises nothing of the house's.

    What goes wrong is noted for *Opsætning* and tried again at the next run.
    """
    now = now or real_now()
    with db.read() as con:
        last = last_finished(con, JOB)
    if last is not None and local_day(last, config().zone) >= local_day(now, config().zone):
        return False
    try:
        made = make(db, now=now)
    except HouseError as error:
        logger.error("backup failed", extra={"kind": type(error).__name__, "why": str(error)})
        ended(db, JOB, now, getattr(error, "problem", "failed"))
        return False
    ended(db, JOB, now)
    logger.info("backup made", extra={"backup": made.backup.name, "bytes": made.bytes})
    return True
