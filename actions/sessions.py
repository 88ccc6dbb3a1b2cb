"""Signing in and out: passwords, one-time links, server-side sessions.

Everything here runs by the machine's clock, never by HOUSE_NOW: `now` is an aware UTC instant and
is given only by tests. Tokens are 256 random bits; the database holds their sha256. No IP address
is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import passwords
from actions.changelog import log
from actions.clock import real_now
from actions.usernames import username_key, valid_username
from db import staff as reads
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.staff import LinkPurpose
from db.tablets import is_tablet, tablet_idle
from domain.errors import DatabaseTrouble, InvalidField, InvalidInput, NotFound
from domain.model import Actor, RoleGrant
from domain.text import clean_line

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=12)
TABLET_COOKIE = 365 * 24 * 3600
"""Seconds a tablet's browser keeps its cookie; how long that signs it in is the server's to say."""
TOUCH_EVERY = timedelta(minutes=1)
FREE_FAILURES = 3
LONGEST_WAIT = timedelta(minutes=5)
FAILURES_KEPT = timedelta(hours=24)
MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, with the roles of this moment, and the token that their forms carry."""

    actor: Actor
    csrf: str
    tablet: bool = False
    """Whether this is a tablet of the house, not a person (actions.tablets)."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a one-time link is for; `name` is whom it signs in, "" for the first administrator."""

    purpose: LinkPurpose
    name: str
    username: str
    tablet: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What the page of a one-time link asks; a `sign-in` link asks nothing."""

    name: str = ""
    username: str = ""
    password: str = ""
    repeat: str = ""


def sign_in(db: HouseDb, username: str, password: str, *, now: datetime | None = None) -> str:
    """A new session's token.

    Raises InvalidInput: `password` `wrong-sign-in` for every wrong pair alike (unknown name,
    wrong or no password, disabled account), or `wait` with `seconds` after repeated failures.
    The attempt is written down before the password is looked at, so that guessing in parallel
    gains nothing.
    """
    now = now or real_now()
    key = username_key(username)
    with db.write() as con:
        writes.forget_old_failures(con, now - FAILURES_KEPT)
        wait = _wait(reads.failures_since(con, key, now - FAILURES_KEPT), now)
        if wait > 0:
            raise _wrong("wait", seconds=wait)
        writes.insert_failure(con, key, now)
        person = reads.staff_by_username(con, key)
        stored = reads.password_hash(con, person.id) if person else None
    fits = passwords.verify(stored, password)
    if not fits or person is None or stored is None or person.disabled_at is not None:
        raise _wrong("wrong-sign-in")
    renewed = passwords.hash_of(password) if passwords.outdated(stored) else None
    with db.write() as con:
        if reads.password_hash(con, person.id) != stored:
            raise _wrong("wrong-sign-in")  # changed while we looked
        writes.forget_failures(con, key)
        if renewed:
            writes.set_password_hash(con, person.id, renewed)
        return _open_session(con, person.id, now)


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


def link(db: HouseDb, token: str, *, now: datetime | None = None) -> Link:
    """What a one-time link is for, without using it (previews of links look too).

    Raises NotFound("link") when it is unknown, used, expired, or no longer applies.
    """
    with db.read() as con:
        found, person = _usable_link(con, token, now or real_now())
        if person is None:
            return Link(found.purpose, "", "")
        return Link(found.purpose, person.name, person.username, is_tablet(con, person.id))


def use_link(
    db: HouseDb, token: str, answers: Answers = Answers(), *, now: datetime | None = None
) -> str:
    """Use a one-time link, once, and return a new session's token.

    `first-admin` makes the account of `answers`; `password` sets its password and ends the
    account's other sessions; `sign-in` asks nothing.
    Raises NotFound("link") as `link` does, InvalidInput for the answers; the link then lives on.
    """
    now = now or real_now()
    purpose = link(db, token, now=now).purpose  # dead links are told before half a form is
    if purpose == "sign-in":
        return _use(db, token, None, answers, now)
    if purpose == "password":
        username = link(db, token, now=now).username
        _raise_if(passwords.problems_with(answers.password, answers.repeat, username=username))
    else:
        _raise_if(_first_admin_problems(answers))
    # hashing takes its time on purpose, so it happens before the write lock is taken
    return _use(db, token, passwords.hash_of(answers.password), answers, now)


def token_hash(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _use(db: HouseDb, token: str, hashed: str | None, answers: Answers, now: datetime) -> str:
    with db.write() as con:
        found, person = _usable_link(con, token, now)
        if not writes.use_link(con, token_hash(token), now):
            raise NotFound("link")
        if person is None:
            username = username_key(answers.username)
            if reads.staff_by_username(con, username) is not None:
                raise InvalidInput((InvalidField("username", "username-taken"),))
            staff_id = writes.insert_staff(con, username, clean_line(answers.name), hashed, now)
            writes.replace_grants(con, staff_id, (RoleGrant("admin", None),))
            after = {"username": username, "roles": ["admin"]}
            log(con, staff_id, "staff.first-admin", username, [f"staff:{staff_id}"], {}, after, now)
            return _open_session(con, staff_id, now)
        if hashed is not None:
            writes.set_password_hash(con, person.id, hashed)
            writes.revoke_all_sessions(con, person.id, now)
            writes.forget_failures(con, person.username)
        elif is_tablet(con, person.id):
            writes.revoke_all_sessions(con, person.id, now)  # one device per tablet
        log(
            con,
            person.id,
            f"staff.link.{found.purpose}",
            person.username,
            [f"staff:{person.id}"],
            {},
            {},
            now,
        )
        return _open_session(con, person.id, now)


def _usable_link(
    con: Connection, token: str, now: datetime
) -> tuple[reads.StoredLink, reads.Staff | None]:
    found = reads.stored_link(con, token_hash(token))
    if found is None or found.used_at is not None or now >= found.expires_at:
        raise NotFound("link")
    if found.purpose == "first-admin":
        if reads.count_admins(con):
            raise NotFound("link")
        return found, None
    person = reads.staff(con, found.staff_id) if found.staff_id is not None else None
    if person is None or person.disabled_at is not None:
        raise NotFound("link")
    return found, person


def _open_session(con: Connection, staff_id: int, now: datetime) -> str:
    """A new token for every sign-in; people's sessions past their limit are forgotten."""
    token = secrets.token_urlsafe(32)
    writes.forget_sessions(con, now - 2 * ABSOLUTE)
    writes.insert_session(con, token_hash(token), staff_id, secrets.token_urlsafe(24), now)
    return token


def _wait(failures: list[datetime], now: datetime) -> int:
    """Seconds until the next attempt: none for the first three, then 2, 4, 8 … up to 5 minutes."""
    if len(failures) < FREE_FAILURES:
        return 0
    pause = min(timedelta(seconds=2 ** min(len(failures) - FREE_FAILURES + 1, 16)), LONGEST_WAIT)
    left = failures[-1] + pause - now
    return max(0, int(left.total_seconds()))


def _first_admin_problems(answers: Answers) -> list[InvalidField]:
    problems: list[InvalidField] = []
    name = clean_line(answers.name)
    if not name:
        problems.append(InvalidField("name", "required"))
    elif len(name) > MAX_NAME:
        problems.append(InvalidField("name", "too-long", most=MAX_NAME))
    if not valid_username(username_key(answers.username)):
        problems.append(InvalidField("username", "username-form"))
    key = username_key(answers.username)
    return problems + passwords.problems_with(answers.password, answers.repeat, username=key)


def _raise_if(problems: list[InvalidField]) -> None:
    if problems:
        raise InvalidInput(tuple(problems))


def _wrong(code: str, **data: object) -> InvalidInput:
    return InvalidInput((InvalidField("password", code, **data),))
