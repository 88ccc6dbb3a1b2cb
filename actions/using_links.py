"""Using a one-time link: what it is for, and signing in with it.

`now` is the machine's clock (aware UTC) and is given only by tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions import passwords
from actions.changelog import log
from actions.clock import real_now
from actions.sessions import MAX_NAME, NOWHERE, open_session, step_or_none
from actions.sign_in_log import Origin
from actions.tokens import token_hash
from actions.usernames import username_key, valid_username
from db import staff as reads
from db import writes_staff as writes
from db.connection import Connection, HouseDb
from db.staff import LinkPurpose
from db.tablets import is_tablet
from domain.errors import CodeNeeded, InvalidField, InvalidInput, NotFound
from domain.model import RoleGrant
from domain.text import clean_line


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
    db: HouseDb,
    token: str,
    answers: Answers = Answers(),
    *,
    origin: Origin = NOWHERE,
    now: datetime | None = None,
) -> str:
    """Use a one-time link, once, and return a new session's token.

    `first-admin` makes the account of `answers`; `password` sets its password and ends the
    account's other sessions; `sign-in` asks nothing.
    Raises NotFound("link") as `link` does, InvalidInput for the answers; the link then lives on.
    Raises CodeNeeded, as `sign_in` does, where the account has a second factor.
    """
    now = now or real_now()
    purpose = link(db, token, now=now).purpose  # dead links are told before half a form is
    if purpose == "sign-in":
        return _use(db, token, None, answers, origin, now)
    if purpose == "password":
        username = link(db, token, now=now).username
        _raise_if(passwords.problems_with(answers.password, answers.repeat, username=username))
    else:
        _raise_if(_first_admin_problems(answers))
    # hashing takes its time on purpose, so it happens before the write lock is taken
    return _use(db, token, passwords.hash_of(answers.password), answers, origin, now)


def _use(
    db: HouseDb,
    token: str,
    hashed: str | None,
    answers: Answers,
    origin: Origin,
    now: datetime,
) -> str:
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
            return open_session(con, staff_id, "link", origin, now)
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
        step = step_or_none(con, person.id, "link", origin, now)
        session = "" if step else open_session(con, person.id, "link", origin, now)
    if step:
        raise CodeNeeded(step)
    return session


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
