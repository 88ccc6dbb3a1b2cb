"""*Min konto*: one's own sessions and password. `now` is given only by tests."""

from __future__ import annotations

from datetime import datetime

from actions import passwords, waits
from actions.clock import real_now
from actions.links import note, person_of
from actions.sessions import ABSOLUTE
from actions.tokens import token_hash
from db import staff as reads
from db import writes_sign_in as writes
from db import writes_staff
from db.connection import HouseDb
from db.sign_in import HANDLE, OpenSession, open_sessions
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import Actor
from domain.rights import require


def handle_of(token: str) -> str:
    """What names the session of this token on a page."""
    return token_hash(token)[:HANDLE]


def own_sessions(db: HouseDb, actor: Actor, *, now: datetime | None = None) -> list[OpenSession]:
    """Where the actor is signed in at this moment, the newest first."""
    now = now or real_now()
    with db.read() as con:
        return open_sessions(con, actor.staff_id, now - ABSOLUTE)


def end_session(db: HouseDb, actor: Actor, handle: str, *, now: datetime | None = None) -> None:
    """End one of one's own sessions, on whatever device. Raises Refused, NotFound."""
    require(actor, "account.own")
    now = now or real_now()
    with db.write() as con:
        if not writes.revoke_by_handle(con, actor.staff_id, handle, now):
            raise NotFound("session")
        note(con, actor, "staff.sign-out", actor.name, actor.staff_id, {}, {"ended": 1}, now)


def change_password(
    db: HouseDb,
    actor: Actor,
    old: str,
    new: str,
    repeat: str,
    *,
    keep: str,
    now: datetime | None = None,
) -> None:
    """Choose another password; every other session ends, the one of the handle `keep` goes on.

    Raises Refused, InvalidInput (`old`: "wrong-old", "wait"; `password`, `repeat` as
    actions.passwords). Failures count as those of signing in do, each before it is looked at.
    """
    require(actor, "account.own")
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, actor.staff_id)
        stored = reads.password_hash(con, actor.staff_id)
        wait = waits.seconds(con, person.username, now)
        if not wait:
            writes_staff.insert_failure(con, person.username, now)
    if wait or not passwords.verify(stored, old):
        raise waits.wrong("old", "wrong-old", wait)
    problems = passwords.problems_with(new, repeat, username=person.username)
    if problems:
        with db.write() as con:  # the old one was right
            writes_staff.forget_last_failure(con, person.username)
        raise InvalidInput(tuple(problems))
    hashed = passwords.hash_of(new)
    with db.write() as con:
        if reads.password_hash(con, actor.staff_id) != stored:
            raise InvalidInput((InvalidField("old", "wrong-old"),))
        writes_staff.forget_last_failure(con, person.username)
        writes_staff.set_password_hash(con, actor.staff_id, hashed)
        writes.revoke_others(con, actor.staff_id, keep, now)
        note(con, actor, "staff.password", person.username, actor.staff_id, {}, {}, now)


def has_password(db: HouseDb, actor: Actor) -> bool:
    """Whether there is one to change: who signs in elsewhere has none."""
    with db.read() as con:
        return reads.password_hash(con, actor.staff_id) is not None
