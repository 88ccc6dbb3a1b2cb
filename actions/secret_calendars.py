"""Addresses of secret calendars: made, renewed and revoked by whom domain.rights allows.

The token of an address is shown once, to the person who makes it, and kept as its sha256. It also
serves as the form's own token: sent twice, the form makes one address.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from actions import feeds
from actions.changelog import log
from actions.tokens import token_hash
from db import writes_secret as writes
from db.connection import Connection, HouseDb
from db.house import load_house
from db.secret import Address, address, addresses, token_is_known
from domain.discretion import Feed, secret_feeds
from domain.errors import AlreadyDone, InvalidField, InvalidInput, NotFound, Refused
from domain.model import Actor
from domain.rights import allows, may_revoke, may_subscribe, require
from domain.text import clean_line, has_cpr

MAX_LABEL = 40
MOST = 10
"""Live addresses of one calendar that one person may have: phones are few, leaks are not."""
MIN_TOKEN = 43
"""Characters of a token: 256 random bits in base64."""


def new_token() -> str:
    """What an address ends in: 256 random bits. It becomes an address when `make` keeps it."""
    return secrets.token_urlsafe(32)


def path_of(token: str) -> str:
    """The address of a token, below the house's."""
    return f"/kalender/h/{token}.ics"


def offered(db: HouseDb, actor: Actor) -> list[Feed]:
    """The secret calendars of which the actor may have an address."""
    with db.read() as con:
        house = load_house(con)
    return [feed for feed in secret_feeds(house) if may_subscribe(actor, feed)]


def own(db: HouseDb, actor: Actor) -> list[Address]:
    """The actor's own live addresses, the newest first."""
    with db.read() as con:
        return [one for one in addresses(con) if one.staff_id == actor.staff_id]


def everybodys(db: HouseDb, actor: Actor) -> list[Address]:
    """*Hvem har hvad*: every live address, for administrators. Raises Refused."""
    require(actor, "calendar.all")
    with db.read() as con:
        return addresses(con)


def make(db: HouseDb, actor: Actor, calendar: str, label: str, *, token: str, now: datetime) -> int:
    """Keep `token` (of `new_token`) as an address of a secret calendar; returns the address's id.

    `label` tells a person's addresses apart ("min telefon"). Raises Refused, NotFound, InvalidInput
    (`label`: required, too-long, cpr; `form`: too-many), AlreadyDone.
    """
    label = _checked(label)
    with db.write() as con:
        return _made(con, actor, _calendar(con, calendar), label, token, now)


def renew(db: HouseDb, actor: Actor, address_id: int, *, token: str, now: datetime) -> int:
    """A new address in place of one's own old one, which answers 410 from now on.

    Raises Refused for another's address, NotFound, AlreadyDone.
    """
    with db.write() as con:
        old = _live(con, address_id, token)
        if old.staff_id != actor.staff_id:
            raise Refused("calendar.own")
        feed = _calendar(con, old.calendar)
        _revoked(con, actor, old, now)
        return _made(con, actor, feed, old.label, token, now)


def revoke(db: HouseDb, actor: Actor, address_id: int, *, now: datetime) -> None:
    """Stop one address for good; the person's other ones go on. Raises Refused, NotFound."""
    with db.write() as con:
        old = _live(con, address_id)
        if not may_revoke(actor, old.staff_id):
            raise Refused("calendar.all")
        _revoked(con, actor, old, now)


def may_see_all(actor: Actor) -> bool:
    """Whether *Hvem har hvad* is theirs to see."""
    return allows(actor, "calendar.all")


def _made(con: Connection, actor: Actor, feed: Feed, label: str, token: str, now: datetime) -> int:
    if not may_subscribe(actor, feed):
        raise Refused(f"calendar.{feed.secret}")
    if len(token) < MIN_TOKEN:
        raise ValueError("make it by new_token()")
    hashed = token_hash(token)
    if token_is_known(con, hashed):
        raise AlreadyDone(feed.slug)
    live = addresses(con)
    if sum(one.calendar == feed.slug and one.staff_id == actor.staff_id for one in live) >= MOST:
        raise InvalidInput((InvalidField("form", "too-many-addresses", most=MOST),))
    made = writes.insert_address(con, hashed, feed.slug, label, actor.staff_id, now)
    if not any(one.calendar == feed.slug for one in live):
        feeds.refresh_feed(con, feed, now=now)
    rows = [f"secret_address:{made}"]
    log(con, actor, "calendar.make", feed.name, rows, {}, {"label": label}, now)
    return made


def _revoked(con: Connection, actor: Actor, old: Address, now: datetime) -> None:
    writes.revoke_address(con, old.id, actor.staff_id, now)
    names = {feed.slug: feed.name for feed in secret_feeds(load_house(con))}
    before = {"label": old.label, "made_by": old.staff_id}
    rows = [f"secret_address:{old.id}"]
    log(con, actor, "calendar.revoke", names.get(old.calendar, ""), rows, before, {}, now)


def _calendar(con: Connection, slug: str) -> Feed:
    found = next((feed for feed in secret_feeds(load_house(con)) if feed.slug == slug), None)
    if found is None:
        raise NotFound("calendar")
    return found


def _live(con: Connection, address_id: int, token: str = "") -> Address:
    if token and token_is_known(con, token_hash(token)):
        raise AlreadyDone(str(address_id))
    found = address(con, address_id)
    if found is None or found.revoked_at is not None:
        raise NotFound("address")
    return found


def _checked(label: str) -> str:
    text = clean_line(label)
    if not text:
        raise InvalidInput((InvalidField("label", "required"),))
    if len(text) > MAX_LABEL:
        raise InvalidInput((InvalidField("label", "too-long", highest=MAX_LABEL),))
    if has_cpr(text):
        raise InvalidInput((InvalidField("label", "cpr"),))
    return text
