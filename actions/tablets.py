"""The tablets of the house: each a named device with a session of its own, that can only record.

A tablet is an account without a password that acts in the role "tablet", whatever else hosts may.
Its one-time link signs the device in; the session then lives for as long as it is used
(`tablet.days` without use end it), and ends at once when the tablet is closed. `now` is the
machine's clock and is given only by tests.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from actions import links
from actions.changelog import log
from actions.clock import real_now
from actions.links import make_link, note
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.house import setting
from db.tablets import DAYS_SETTING, LONGEST_DAYS, Tablet, tablet_idle, tablets
from db.writes_door import insert_tablet
from db.writes_house import set_setting
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import Actor, RoleGrant
from domain.rights import require
from domain.text import clean_line, has_cpr

MAX_NAME = 80


def list_tablets(db: HouseDb, actor: Actor) -> list[Tablet]:
    """Every tablet, closed ones last. Raises Refused without `accounts.write`."""
    require(actor, "accounts.write")
    with db.read() as con:
        return tablets(con)


def add_tablet(
    db: HouseDb, actor: Actor, name: str, *, now: datetime | None = None
) -> tuple[int, str]:
    """A new tablet and the token of its one-time link, for `/log-ind/<token>`, valid 24 hours.

    Raises Refused, InvalidInput (`name`: `required`, `too-long`, `cpr`, `taken`).
    """
    require(actor, "accounts.write")
    now = now or real_now()
    shown = clean_line(name)
    with db.write() as con:
        code = _name_problem(con, shown)
        if code:
            raise InvalidInput((InvalidField("name", code, most=MAX_NAME),))
        # nobody types it: a tablet has no password
        username = f"tablet-{secrets.token_hex(4)}"
        staff_id = writes.insert_staff(con, username, shown, None, now)
        writes.replace_grants(con, staff_id, (RoleGrant("host", None),))
        insert_tablet(con, staff_id, now)
        note(con, actor, "tablet.create", shown, staff_id, {}, {"name": shown}, now)
    return staff_id, make_link(db, actor, staff_id, "sign-in", now=now)


def new_tablet_link(
    db: HouseDb, actor: Actor, staff_id: int, *, now: datetime | None = None
) -> str:
    """A new one-time link: opened on a device it ends the session of the device before.

    Raises Refused, NotFound (also for a closed tablet).
    """
    require(actor, "accounts.write")
    with db.read() as con:
        _tablet(con, staff_id)
    return make_link(db, actor, staff_id, "sign-in", now=now)


def close_tablet(db: HouseDb, actor: Actor, staff_id: int, *, now: datetime | None = None) -> None:
    """End a tablet's session and link at once, from anywhere. Raises Refused, NotFound."""
    require(actor, "accounts.write")
    now = now or real_now()
    with db.write() as con:
        found = _tablet(con, staff_id)
        writes.set_disabled(con, staff_id, now)
        writes.revoke_all_sessions(con, staff_id, now)
        for purpose in links.LIFETIMES:
            writes.withdraw_links(con, purpose, staff_id, now)
        note(con, actor, "tablet.close", found.name, staff_id, {}, {"closed": True}, now)


def idle_days(db: HouseDb) -> int:
    """After how many days without use a tablet signs itself out."""
    with db.read() as con:
        return tablet_idle(con).days


def set_idle_days(db: HouseDb, actor: Actor, days: int, *, now: datetime | None = None) -> None:
    """Raises Refused, InvalidInput (`days` `number-range`)."""
    require(actor, "accounts.write")
    if not 1 <= days <= LONGEST_DAYS:
        problem = InvalidField("days", "number-range", lowest=1, highest=LONGEST_DAYS)
        raise InvalidInput((problem,))
    with db.write() as con:
        before = {DAYS_SETTING: setting(con, DAYS_SETTING)}
        set_setting(con, DAYS_SETTING, str(days))
        after = {DAYS_SETTING: str(days)}
        rows = [f"setting:{DAYS_SETTING}"]
        log(con, actor, "setup.setting", DAYS_SETTING, rows, before, after, now or real_now())


def _tablet(con: Connection, staff_id: int) -> Tablet:
    for one in tablets(con):
        if one.staff_id == staff_id and one.closed_at is None:
            return one
    raise NotFound("tablet")


def _name_problem(con: Connection, name: str) -> str:
    if not name:
        return "required"
    if len(name) > MAX_NAME:
        return "too-long"
    if has_cpr(name):
        return "cpr"
    taken = any(one.name == name and one.closed_at is None for one in tablets(con))
    return "taken" if taken else ""
