"""Accounts: who may sign in, with which roles, and the one-time links that let them in.

Writes ask for `accounts.write`. Where `actor` is None, the operator at the command line acts, who
holds the file itself. `now` is the machine's clock (aware UTC) and is given only by tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actions.clock import real_now
from actions.feed_addresses import stop_lost
from actions.links import (
    LIFETIMES,
    allowed,
    demo_links,
    first_admin_link,
    make_link,
    note,
    person_of,
)
from actions.sessions import (
    ABSOLUTE,
    MAX_NAME,
    TABLET_COOKIE,
    Signed,
    current,
    show_code,
    sign_in,
    sign_out,
)
from actions.sign_in_log import Origin
from actions.usernames import username_key, valid_username
from actions.using_links import Answers, Link, link, use_link
from db import staff as reads
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.house import load_house
from db.staff import Staff
from db.tablets import tablets
from domain.errors import InvalidField, InvalidInput
from domain.model import ROLES, Actor, RoleGrant
from domain.text import clean_line

__all__ = [
    "ABSOLUTE",
    "COOKIE",
    "TABLET_COOKIE",
    "Answers",
    "Link",
    "Origin",
    "Signed",
    "Staff",
    "cookie_name",
    "create_staff",
    "current",
    "demo_links",
    "disable_staff",
    "enable_staff",
    "first_admin_link",
    "link",
    "link_facilitator",
    "list_staff",
    "make_link",
    "revoke_sessions",
    "set_roles",
    "show_code",
    "sign_in",
    "sign_out",
    "use_link",
]

COOKIE = "house_session"


def cookie_name(https: bool) -> str:
    """Under https the browser itself holds the cookie to this host and path."""
    return f"__Host-{COOKIE}" if https else COOKIE


def list_staff(db: HouseDb, actor: Actor | None) -> list[Staff]:
    """Every person's account, disabled ones last. Raises Refused without `accounts.write`."""
    allowed(actor)
    with db.read() as con:
        devices = {one.staff_id for one in tablets(con)}
        return [one for one in reads.all_staff(con) if one.id not in devices]


def create_staff(
    db: HouseDb,
    actor: Actor | None,
    *,
    username: str,
    name: str,
    grants: Iterable[RoleGrant],
    facilitator_id: int | None = None,
    now: datetime | None = None,
) -> int:
    """A new account without a password (give its owner a `password` link); returns its id.

    One that is linked to a facilitator needs no role.

    Raises Refused, InvalidInput (`username`: `username-form`, `username-taken`; `name`:
    `required`, `too-long`; `roles`: `required`, `unknown-role`, `unknown-service`).
    """
    allowed(actor)
    now = now or real_now()
    key, shown, wanted = username_key(username), clean_line(name), tuple(dict.fromkeys(grants))
    with db.write() as con:
        linked = facilitator_id is not None
        problems = _account_problems(con, key, shown)
        problems += _grant_problems(con, wanted, linked=linked) + _link_problems(
            con, facilitator_id
        )
        if problems:
            raise InvalidInput(tuple(problems))
        staff_id = writes.insert_staff(con, key, shown, None, now)
        writes.replace_grants(con, staff_id, wanted)
        writes.set_facilitator(con, staff_id, facilitator_id)
        after = {"username": key, "name": shown, "roles": _as_text(wanted)}
        note(con, actor, "staff.create", key, staff_id, {}, after, now)
        return staff_id


def set_roles(
    db: HouseDb,
    actor: Actor | None,
    staff_id: int,
    grants: Iterable[RoleGrant],
    *,
    now: datetime | None = None,
) -> None:
    """Replace the roles of an account; they count from its next click.

    Raises Refused, NotFound, InvalidInput (as `create_staff`, and `roles` `last-admin`).
    """
    allowed(actor)
    now = now or real_now()
    wanted = tuple(dict.fromkeys(grants))
    with db.write() as con:
        person = person_of(con, staff_id)
        linked = person.facilitator_id is not None
        problems = _grant_problems(con, wanted, linked=linked)
        if not any(grant.role == "admin" for grant in wanted):
            problems += _last_admin_problems(con, person)
        if problems:
            raise InvalidInput(tuple(problems))
        writes.replace_grants(con, staff_id, wanted)
        stop_lost(con, load_house(con), now)
        before, after = {"roles": _as_text(person.grants)}, {"roles": _as_text(wanted)}
        note(con, actor, "staff.roles", person.username, staff_id, before, after, now)


def link_facilitator(
    db: HouseDb,
    actor: Actor | None,
    staff_id: int,
    facilitator_id: int | None,
    *,
    now: datetime | None = None,
) -> None:
    """Say which facilitator an account is, so that *Mit skema* is theirs; None: no facilitator.

    An account that is linked needs no role. Raises Refused, NotFound, InvalidInput
    (`facilitator`: `unknown`; `roles`: `required` when nothing would be left).
    """
    allowed(actor)
    now = now or real_now()
    with db.write() as con:
        person, house = person_of(con, staff_id), load_house(con)
        problems = _link_problems(con, facilitator_id)
        if facilitator_id is None and not person.grants:
            problems.append(InvalidField("roles", "required"))
        if problems:
            raise InvalidInput(tuple(problems))
        writes.set_facilitator(con, staff_id, facilitator_id)
        stop_lost(con, house, now)
        before, after = {"facilitator": person.facilitator_id}, {"facilitator": facilitator_id}
        note(con, actor, "staff.facilitator", person.username, staff_id, before, after, now)


def disable_staff(
    db: HouseDb, actor: Actor | None, staff_id: int, *, now: datetime | None = None
) -> None:
    """Close an account and end its sessions, links and calendars; the history keeps its name.

    Raises Refused, NotFound, InvalidInput (`roles` `last-admin`).
    """
    allowed(actor)
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, staff_id)
        problems = _last_admin_problems(con, person)
        if problems:
            raise InvalidInput(tuple(problems))
        writes.set_disabled(con, staff_id, now)
        writes.revoke_all_sessions(con, staff_id, now)
        for purpose in LIFETIMES:
            writes.withdraw_links(con, purpose, staff_id, now)
        stop_lost(con, load_house(con), now)
        note(con, actor, "staff.disable", person.username, staff_id, {}, {"disabled": True}, now)


def enable_staff(
    db: HouseDb, actor: Actor | None, staff_id: int, *, now: datetime | None = None
) -> None:
    """Open a disabled account again. Raises Refused, NotFound."""
    allowed(actor)
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, staff_id)
        writes.set_disabled(con, staff_id, None)
        note(con, actor, "staff.enable", person.username, staff_id, {}, {"disabled": False}, now)


def revoke_sessions(
    db: HouseDb, actor: Actor | None, staff_id: int, *, now: datetime | None = None
) -> int:
    """*Log ud alle steder*: end every session of an account; how many were open.

    Everybody may do it for themselves, administrators for all. Raises Refused, NotFound.
    """
    if actor is None or actor.staff_id != staff_id:
        allowed(actor)
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, staff_id)
        ended = writes.revoke_all_sessions(con, staff_id, now)
        note(con, actor, "staff.sign-out", person.username, staff_id, {}, {"ended": ended}, now)
        return ended


def _account_problems(con: Connection, key: str, name: str) -> list[InvalidField]:
    problems: list[InvalidField] = []
    if not valid_username(key):
        problems.append(InvalidField("username", "username-form"))
    elif reads.staff_by_username(con, key) is not None:
        problems.append(InvalidField("username", "username-taken"))
    if not name:
        problems.append(InvalidField("name", "required"))
    elif len(name) > MAX_NAME:
        problems.append(InvalidField("name", "too-long", most=MAX_NAME))
    return problems


def _grant_problems(
    con: Connection, grants: tuple[RoleGrant, ...], *, linked: bool = False
) -> list[InvalidField]:
    if not grants and not linked:
        return [InvalidField("roles", "required")]
    services = load_house(con).services
    problems: list[InvalidField] = []
    for grant in grants:
        if grant.role not in ROLES:
            problems.append(InvalidField("roles", "unknown-role"))
        elif grant.service_id is not None and (
            grant.role != "coordinator" or grant.service_id not in services
        ):
            problems.append(InvalidField("roles", "unknown-service"))
    return problems


def _link_problems(con: Connection, facilitator_id: int | None) -> list[InvalidField]:
    if facilitator_id is None:
        return []
    one = load_house(con).facilitators.get(facilitator_id)
    return [InvalidField("facilitator", "unknown")] if one is None or one.retired else []


def _last_admin_problems(con: Connection, person: Staff) -> list[InvalidField]:
    is_admin = person.actor.has("admin") and person.disabled_at is None
    if is_admin and not reads.count_admins(con, without=person.id):
        return [InvalidField("roles", "last-admin")]
    return []


def _as_text(grants: Iterable[RoleGrant]) -> list[str]:
    return [
        grant.role if grant.service_id is None else f"{grant.role}:{grant.service_id}"
        for grant in grants
    ]
