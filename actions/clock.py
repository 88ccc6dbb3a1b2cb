"""What time it is in the house. A demo house may have its own clock (`HOUSE_NOW`)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from actions.config import config
from db.connection import HouseDb
from db.house import setting
from domain.localtime import local_day


def now(db: HouseDb) -> datetime:
    """The aware UTC instant of now, whole seconds.

    In a demo house HOUSE_NOW stands still instead; anywhere else it is ignored, because a wrong
    clock would leave somebody before a locked door.
    """
    fixed = config().demo_now
    if fixed is not None:
        with db.read() as con:
            if setting(con, "demo") == "1":
                return fixed
    return real_now()


def real_now() -> datetime:
    """The machine's clock in UTC, whole seconds: for sessions and links, never for the plan."""
    return datetime.now(UTC).replace(microsecond=0)


def today(db: HouseDb) -> date:
    """The local day of `now`."""
    return local_day(now(db), config().zone)
