"""A code from the phone beside the password (TOTP, RFC 6238), and codes for when it is lost.

Optional, each for themselves. An administrator can take a lost one away, never see it. Codes are of
half minutes; one before and one after are taken too, each at most once. `now` is the machine's
clock and is given only by tests.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from actions import waits
from actions.clock import real_now
from actions.links import allowed, note, person_of
from actions.tokens import token_hash
from db import writes_sign_in as writes
from db import writes_staff
from db.connection import Connection, HouseDb
from db.sign_in import Factor, factor, step, with_factor
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import Actor
from domain.rights import require

HALF_MINUTE = 30
RECOVERY_CODES = 10
STEP_LASTS = timedelta(minutes=5)
STEP_TRIES = 5
ISSUER = "Levende hus"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike on paper: i, l, o, 0, 1."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the phone's app needs: as a picture (the URI) or typed in (the secret)."""

    secret: str
    uri: str


def state(db: HouseDb, actor: Actor) -> Factor | None:
    """The actor's own second factor, None for none."""
    with db.read() as con:
        return factor(con, actor.staff_id)


def begin(db: HouseDb, actor: Actor, *, now: datetime | None = None) -> Setup:
    """A new secret, which counts once `confirm` has seen a code of it.

    Raises Refused, InvalidInput (`code`: "has-factor", one that is in use is removed first).
    """
    require(actor, "account.own")
    secret = pyotp.random_base32()
    with db.write() as con:
        found = factor(con, actor.staff_id)
        if found is not None and found.confirmed_at is not None:
            raise _wrong("has-factor")
        writes.begin_factor(con, actor.staff_id, secret, now or real_now())
        name = person_of(con, actor.staff_id).username
    return _setup(secret, name)


def waiting(db: HouseDb, actor: Actor) -> Setup | None:
    """What `begin` gave, as long as it is not confirmed."""
    with db.read() as con:
        found = factor(con, actor.staff_id)
        if found is None or found.confirmed_at is not None:
            return None
        return _setup(found.secret, person_of(con, actor.staff_id).username)


def confirm(db: HouseDb, actor: Actor, code: str, *, now: datetime | None = None) -> list[str]:
    """From now on signing in asks for a code. Returns the recovery codes, shown only now.

    Raises Refused, NotFound (not begun), InvalidInput (`code` "wrong-code").
    """
    require(actor, "account.own")
    now = now or real_now()
    codes = _new_codes()
    with db.write() as con:
        found = factor(con, actor.staff_id)
        if found is None or found.confirmed_at is not None:
            raise NotFound("second-factor")
        if not _use_totp(con, actor.staff_id, found, code, now):
            raise _wrong("wrong-code")
        writes.confirm_factor(con, actor.staff_id, now)
        writes.replace_codes(con, actor.staff_id, map(token_hash, codes))
        note(con, actor, "staff.second-factor", actor.name, actor.staff_id, {}, {"on": True}, now)
    return codes


def remove(db: HouseDb, actor: Actor, code: str, *, now: datetime | None = None) -> None:
    """One's own, shown a code once more. Raises Refused, InvalidInput (`code`: as sign-in).

    Failures count as those of signing in do: a computer left open is no place to guess at codes.
    """
    require(actor, "account.own")
    now = now or real_now()
    with db.write() as con:
        name = person_of(con, actor.staff_id).username
        wait = waits.seconds(con, name, now)
        if not wait and fits(con, actor.staff_id, code, now):
            writes_staff.forget_failures(con, name)
            writes.remove_factor(con, actor.staff_id)
            off = {"on": False}
            note(con, actor, "staff.second-factor", actor.name, actor.staff_id, {}, off, now)
            return
        if not wait:
            writes_staff.insert_failure(con, name, now)
    raise waits.wrong("code", "wrong-code", wait)


def take_away(
    db: HouseDb, actor: Actor | None, staff_id: int, *, now: datetime | None = None
) -> None:
    """For a lost phone: by an administrator, who ends the account's sessions with it.

    Raises Refused, NotFound (no such account, or no second factor).
    """
    allowed(actor)
    now = now or real_now()
    with db.write() as con:
        person = person_of(con, staff_id)
        if not writes.remove_factor(con, staff_id):
            raise NotFound("second-factor")
        writes_staff.revoke_all_sessions(con, staff_id, now)
        note(con, actor, "staff.second-factor", person.name, staff_id, {}, {"on": False}, now)


def those_with(db: HouseDb, actor: Actor | None) -> set[int]:
    """Which accounts have one, for administrators. Raises Refused."""
    allowed(actor)
    with db.read() as con:
        return with_factor(con)


def is_asked(con: Connection, staff_id: int) -> bool:
    """Whether signing in to this account asks for a code."""
    found = factor(con, staff_id)
    return found is not None and found.confirmed_at is not None


def open_step(con: Connection, staff_id: int, way: str, now: datetime) -> str:
    """The token of what stands between the password and the code, for five minutes."""
    token = secrets.token_urlsafe(32)
    writes.forget_steps(con, now - STEP_LASTS)
    writes.open_step(con, token_hash(token), staff_id, way, now)
    return token


def step_of(con: Connection, token: str, now: datetime) -> tuple[int, str]:
    """Whose step it is, and by which way they came. Raises NotFound after 5 minutes or 5 tries."""
    found = step(con, token_hash(token))
    if found is None or now >= found.made_at + STEP_LASTS or found.tries >= STEP_TRIES:
        raise NotFound("step")
    return found.staff_id, found.way


def count_try(con: Connection, token: str) -> None:
    writes.count_try(con, token_hash(token))


def end_step(con: Connection, token: str) -> None:
    writes.end_step(con, token_hash(token))


def fits(con: Connection, staff_id: int, code: str, now: datetime) -> bool:
    """Whether this is a code of the phone's, or a recovery code; either is used up by it."""
    found = factor(con, staff_id)
    if found is None or found.confirmed_at is None:
        return False
    if _use_totp(con, staff_id, found, code, now):
        return True
    return writes.use_code(con, staff_id, token_hash(_plain(code)), now)


def _use_totp(con: Connection, staff_id: int, found: Factor, code: str, now: datetime) -> bool:
    """Every half minute is compared, so that the time taken does not tell which one fits."""
    shown = "".join(code.split())[:20]
    totp, current = pyotp.TOTP(found.secret), int(now.timestamp()) // HALF_MINUTE
    near = [current + off for off in (-1, 0, 1)]
    fitting = [
        one
        for one in near
        if secrets.compare_digest(totp.at(one * HALF_MINUTE).encode(), shown.encode())
    ]
    return bool(fitting) and writes.use_step(con, staff_id, fitting[-1])


def _setup(secret: str, username: str) -> Setup:
    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER))


def _new_codes() -> list[str]:
    """Ten times 10 letters of 31: 49 bits each, so a plain sha256 keeps them."""
    raw = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{one[:5]}-{one[5:]}" for one in raw]


def _plain(code: str) -> str:
    letters = "".join(char for char in code.casefold()[:40] if char.isalnum())
    return f"{letters[:5]}-{letters[5:]}"


def _wrong(code: str) -> InvalidInput:
    return InvalidInput((InvalidField("code", code),))
