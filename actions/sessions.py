"""Signing in and out: passwords, codes, one-time links, server-side sessions.

Everything here runs by the machine's clock, never by HOUSE_NOW: `now` is an aware UTC instant and
is given only by tests. Tokens are 256 random bits; the database holds their sha256. `origin` goes
to the log of sign-ins alone (actions.sign_in_log).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import passwords, second_factor, waits
from actions.clock import real_now
from actions.sign_in_log import Origin, keep
from actions.tokens import token_hash
from actions.usernames import username_key
from db import staff as reads
from db import writes_sign_in
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.tablets import is_tablet, tablet_idle
from domain.errors import CodeNeeded, DatabaseTrouble, InvalidField, InvalidInput, NotFound
from domain.model import Actor, RoleGrant

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)
TABLET_COOKIE = 365 * 24 * 3600
"""Seconds a tablet's browser keeps its cookie; how long that signs it in is the server's to say."""
TOUCH_EVERY = timedelta(minutes=1)
NOWHERE = Origin()
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, with the roles of this moment, and the token that their forms carry."""

    actor: Actor
    csrf: str
    tablet: bool = False
    """Whether this is a tablet of the house, not a person (actions.tablets)."""


def sign_in(
    db: HouseDb,
    username: str,
    password: str,
    *,
    origin: Origin = NOWHERE,
    now: datetime | None = None,
) -> str:
    """A new session's token.

    Raises InvalidInput: `password` `wrong-sign-in` for every wrong pair alike (unknown name,
    wrong or no password, disabled account), or `wait` with `seconds` after repeated failures.
    Raises CodeNeeded, with the token for `show_code`, where the account has a second factor.
    The attempt is written down before the password is looked at, so that guessing in parallel
    gains nothing.
    """
    now = now or real_now()
    key = username_key(username)
    with db.write() as con:
        writes.forget_old_failures(con, now - waits.FAILURES_KEPT)
        person = reads.staff_by_username(con, key)
        staff_id = person.id if person else None
        wait = waits.seconds(con, key, now)
        if wait:
            keep(con, "wait", "password", staff_id, origin, now)
        else:
            writes.insert_failure(con, key, now)
        stored = reads.password_hash(con, person.id) if person else None
    if wait:
        raise waits.wrong("password", "wrong-sign-in", wait)
    fits = passwords.verify(stored, password)
    if not fits or person is None or stored is None or person.disabled_at is not None:
        with db.write() as con:
            keep(con, "wrong", "password", staff_id, origin, now)
        raise _wrong("wrong-sign-in")
    renewed = passwords.hash_of(password) if passwords.outdated(stored) else None
    with db.write() as con:
        if reads.password_hash(con, person.id) != stored:
            raise _wrong("wrong-sign-in")  # changed while we looked
        if renewed:
            writes.set_password_hash(con, person.id, renewed)
        step = step_or_none(con, person.id, "password", origin, now)
        if step:  # wrong codes are forgotten by a right one only: the password does not buy tries
            writes.forget_last_failure(con, key)
        else:
            writes.forget_failures(con, key)
        token = "" if step else open_session(con, person.id, "password", origin, now)
    if step:
        raise CodeNeeded(step)
    return token


def show_code(
    db: HouseDb, step: str, code: str, *, origin: Origin = NOWHERE, now: datetime | None = None
) -> str:
    """The second half of signing in; returns a new session's token.

    Raises NotFound when the first half is more than 5 minutes or 5 tries ago, InvalidInput (`code`:
    `wrong-code`, `wait`).
    """
    now = now or real_now()
    with db.write() as con:
        staff_id, way = second_factor.step_of(con, step, now)
        person = reads.staff(con, staff_id)
        if person is None or person.disabled_at is not None:
            raise NotFound("step")
        wait = waits.seconds(con, person.username, now)
        right = not wait and second_factor.fits(con, staff_id, code, now)
        if right:
            second_factor.end_step(con, step)
            writes.forget_failures(con, person.username)
            return open_session(con, staff_id, way, origin, now)
        if not wait:
            second_factor.count_try(con, step)
            writes.insert_failure(con, person.username, now)
        keep(con, "wait" if wait else "wrong-code", way, staff_id, origin, now)
    raise waits.wrong("code", "wrong-code", wait)


def current(db: HouseDb, token: str | None, *, now: datetime | None = None) -> Signed | None:
    """Who a session token signs in at this moment; None when nobody.

    Ends after 8 hours without use and 12 hours after signing in, at revocation, and when the
    account is disabled. A tablet's ends after the days of its setting without use.
    Leave `now` out: the machine's clock counts, not the house's.
    """
    if not token:
        return None
    now = now or real_now()
    hashed = token_hash(token)
    with db.read() as con:
        session = reads.stored_session(con, hashed)
        person = reads.staff(con, session.staff_id) if session else None
        tablet = session is not None and is_tablet(con, session.staff_id)
        idle = tablet_idle(con) if tablet else IDLE
    if session is None or person is None or person.disabled_at or session.revoked_at:
        return None
    if now >= session.last_seen_at + idle:
        return None
    if not tablet and now >= session.created_at + ABSOLUTE:
        return None
    if now >= session.last_seen_at + TOUCH_EVERY:
        try:
            with db.write() as con:
                writes.touch_session(con, hashed, now)
        except DatabaseTrouble:
            pass  # a full or locked file must not throw anybody out
    if tablet:
        device = Actor(person.id, person.name, (RoleGrant("tablet", None),))
        return Signed(device, session.csrf, tablet=True)
    return Signed(person.actor, session.csrf)


def sign_out(db: HouseDb, token: str, *, now: datetime | None = None) -> None:
    """End one session; an unknown token is no error."""
    with db.write() as con:
        writes.revoke_session(con, token_hash(token), now or real_now())


def open_session(con: Connection, staff_id: int, way: str, origin: Origin, now: datetime) -> str:
    """A new token for every sign-in; people's sessions past their limit are forgotten."""
    token = secrets.token_urlsafe(32)
    writes.forget_sessions(con, now - 2 * ABSOLUTE)
    writes.insert_session(con, token_hash(token), staff_id, secrets.token_urlsafe(24), now)
    writes_sign_in.describe_session(con, token_hash(token), way, origin.device)
    keep(con, "in", way, staff_id, origin, now)
    return token


def step_or_none(
    con: Connection, staff_id: int, way: str, origin: Origin, now: datetime
) -> str | None:
    """The token of the second step, where the account asks for one."""
    if not second_factor.is_asked(con, staff_id):
        return None
    keep(con, "code", way, staff_id, origin, now)
    return second_factor.open_step(con, staff_id, way, now)


def _wrong(code: str) -> InvalidInput:
    return InvalidInput((InvalidField("password", code),))
