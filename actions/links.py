"""One-time links: invitations, resets, the first administrator, the roles of a demo house.

A link's token is shown once and stored as its sha256. `actor` None: the operator at the command
line. `now` is the machine's clock (aware UTC) and is given only by tests.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from actions.changelog import log
from actions.clock import real_now
from actions.tokens import token_hash
from db import staff as reads
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.house import setting
from db.staff import LinkPurpose, Staff
from domain.errors import NotFound, Refused
from domain.model import Actor, Role, RoleGrant
from domain.rights import require

LIFETIMES: dict[LinkPurpose, timedelta] = {
    "first-admin": timedelta(days=7),
    "password": timedelta(days=7),
    "sign-in": timedelta(hours=24),
}
DEMO_STAFF: dict[Role, tuple[str, str]] = {
    "admin": ("demo-administrator", "Administrator (demo)"),
    "coordinator": ("demo-koordinator", "Koordinator (demo)"),
    "host": ("demo-vært", "Vært (demo)"),
    "manager": ("demo-leder", "Leder (demo)"),
}


def make_link(
    db: HouseDb,
    actor: Actor | None,
    staff_id: int,
    purpose: LinkPurpose = "password",
    *,
    now: datetime | None = None,
) -> str:
    """The token of a new one-time link, for `/log-ind/<token>`; the account's earlier ones end.

    `password` lets its owner choose a password (invitation, reset), valid for 7 days; `sign-in`
    signs in at once, valid for 24 hours. It is shown once and never stored.
    Raises Refused, NotFound (also for a disabled account).
    """
    allowed(actor)
    if purpose == "first-admin":
        raise ValueError("first-admin: use first_admin_link")
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, staff_id)
        if person.disabled_at is not None:
            raise NotFound("staff")
        token = _new_link(con, purpose, staff_id, now)
        note(con, actor, f"staff.new-link.{purpose}", person.username, staff_id, {}, {}, now)
        return token


def first_admin_link(db: HouseDb, *, now: datetime | None = None) -> str | None:
    """The token of the link that makes the first administrator; None when there is one already.

    For the operator at start-up; an earlier link ends with this one. Valid for 7 days.
    """
    now = now or real_now()
    with db.write() as con:
        if reads.count_admins(con):
            return None
        return _new_link(con, "first-admin", None, now)


def demo_links(db: HouseDb, *, now: datetime | None = None) -> dict[Role, str]:
    """A sign-in link's token per role, with its fictional member of staff, in a demo house.

    Raises Refused anywhere but in a demo house (setting `demo` = "1").
    """
    now = now or real_now()
    links: dict[Role, str] = {}
    with db.write() as con:
        if setting(con, "demo") != "1":
            raise Refused("accounts.write")
        for role, (username, name) in DEMO_STAFF.items():
            person = reads.staff_by_username(con, username)
            staff_id = person.id if person else writes.insert_staff(con, username, name, None, now)
            if person is None:
                writes.replace_grants(con, staff_id, (RoleGrant(role, None),))
                note(con, None, "staff.create", username, staff_id, {}, {"roles": [role]}, now)
            elif person.disabled_at is not None:
                continue
            links[role] = _new_link(con, "sign-in", staff_id, now)
    return links


def _new_link(con: Connection, purpose: LinkPurpose, staff_id: int | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    writes.withdraw_links(con, purpose, staff_id, now)
    writes.insert_link(con, token_hash(token), purpose, staff_id, now, now + LIFETIMES[purpose])
    return token


def allowed(actor: Actor | None) -> None:
    """Raise Refused unless the actor may write accounts."""
    if actor is not None:
        require(actor, "accounts.write")


def person_of(con: Connection, staff_id: int) -> Staff:
    """Raises NotFound."""
    person = reads.staff(con, staff_id)
    if person is None:
        raise NotFound("staff")
    return person


def note(
    con: Connection,
    actor: Actor | None,
    action: str,
    summary: str,
    staff_id: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
) -> None:
    """One entry of the change log about one account."""
    log(con, actor, action, summary, [f"staff:{staff_id}"], before, after, now)
