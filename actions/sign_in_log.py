"""Who signed in, from where: kept for 90 days (setting), shown and thinned by `manage.py logs`.

Only routes on which staff sign in know an IP address at all; nothing else of the house does. To
standard output goes what happened, without the address.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.changelog import log
from actions.clock import real_now
from actions.usernames import username_key
from db.connection import Connection, HouseDb
from db.house import setting
from db.sign_in import ReadingRow, SignInRow, readings, said_lately, sign_ins
from db.staff import staff_by_username
from db.writes_house import set_setting
from db.writes_sign_in import (
    forget_changes,
    forget_readings,
    forget_sign_ins,
    insert_sign_in,
)
from domain.errors import NotFound

logger = logging.getLogger("house.sign_in")
SIGN_INS_SETTING, SIGN_INS_DAYS = "log.sign_in_days", 90
READINGS_SETTING, READINGS_DAYS = "log.reading_days", 730
CHANGES_SETTING, CHANGES_DAYS = "log.change_days", 730
MOST_DAYS = 3650
WAIT_SAID_EVERY = timedelta(minutes=1)

_BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from: the address, and the device in two words."""

    ip: str = ""
    device: str = ""


def device_of(user_agent: str) -> str:
    """ "Firefox, Android": enough to tell one's own devices apart, and no more."""
    found = [
        next((name for word, name in table if re.search(rf"\b{word}", user_agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


def keep(
    con: Connection,
    outcome: str,
    way: str,
    staff_id: int | None,
    origin: Origin,
    now: datetime,
) -> None:
    """One line: "in", "wrong", "wait", "code", "wrong-code", "refused" or "out".

    What has to wait is written once a minute and address, so that a flood does not fill the disk.
    """
    if outcome == "wait" and said_lately(con, "wait", origin.ip, now - WAIT_SAID_EVERY):
        return
    insert_sign_in(
        con,
        at=now,
        staff_id=staff_id,
        way=way,
        outcome=outcome,
        ip=origin.ip[:60],
        device=origin.device[:60],
    )
    logger.info("sign-in", extra={"outcome": outcome, "way": way, "staff": staff_id})


def kept_days(con: Connection, key: str, default: int) -> int:
    """A setting in days; what cannot be read is as if it were not set."""
    text = setting(con, key) or ""
    return int(text) if text.isdigit() and 1 <= int(text) <= MOST_DAYS else default


def thin(db: HouseDb, now: datetime) -> tuple[int, int, int]:
    """Forget what is too old: sign-ins, readings, changes; how many lines of each.

    Changes can be undone for 30 days, whatever is set here.
    """
    with db.write() as con:
        of_sign_ins = timedelta(days=kept_days(con, SIGN_INS_SETTING, SIGN_INS_DAYS))
        of_readings = timedelta(days=kept_days(con, READINGS_SETTING, READINGS_DAYS))
        of_changes = timedelta(days=max(31, kept_days(con, CHANGES_SETTING, CHANGES_DAYS)))
        return (
            forget_sign_ins(con, now - of_sign_ins),
            forget_readings(con, now - of_readings),
            forget_changes(con, now - of_changes),
        )


def sign_in_rows(db: HouseDb, who: str, limit: int) -> list[SignInRow]:
    """The log of sign-ins, the newest first; of one user name, or all. Raises NotFound."""
    with db.read() as con:
        return sign_ins(con, staff_id=_staff_id(con, who), limit=limit)


def reading_rows(db: HouseDb, who: str, limit: int) -> list[ReadingRow]:
    """The log of readings, the newest first; of one user name, or all. Raises NotFound."""
    with db.read() as con:
        return readings(con, staff_id=_staff_id(con, who), limit=limit)


def keep_days(
    db: HouseDb,
    sign_in_days: int | None,
    reading_days: int | None,
    change_days: int | None = None,
) -> tuple[int, int, int]:
    """Set what is given, each as one entry of the change log; how long all are kept now."""
    with db.write() as con:
        for key, days in (
            (SIGN_INS_SETTING, sign_in_days),
            (READINGS_SETTING, reading_days),
            (CHANGES_SETTING, change_days),
        ):
            if days is not None:
                set_setting(con, key, str(days))
                log(
                    con, None, "setup.setting", key, [f"setting:{key}"], {}, {key: days}, real_now()
                )
        return (
            kept_days(con, SIGN_INS_SETTING, SIGN_INS_DAYS),
            kept_days(con, READINGS_SETTING, READINGS_DAYS),
            kept_days(con, CHANGES_SETTING, CHANGES_DAYS),
        )


def _staff_id(con: Connection, who: str) -> int | None:
    if not who:
        return None
    person = staff_by_username(con, username_key(who))
    if person is None:
        raise NotFound("staff")
    return person.id
