"""Signing in where the municipality does (OpenID Connect): whose account, with which roles.

The protocol itself is public/oidc.py. The roles come from one claim at every sign-in, so that who
loses them there loses them here. Configuration by environment:

HOUSE_OIDC_ISSUER         https://login.microsoftonline.com/<tenant>/v2.0, https://keycloak/realms/x
HOUSE_OIDC_CLIENT_ID      and HOUSE_OIDC_CLIENT_SECRET, as registered there
HOUSE_OIDC_ROLES_CLAIM    "roles" (Entra ID's app roles); a dot goes inward: "realm_access.roles"
HOUSE_OIDC_ROLES          what they mean here, "LH-admin=admin, LH-pit=coordinator:Pitstop";
                          without it the four roles' own names count
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.clock import real_now
from actions.feed_addresses import stop_lost
from actions.links import note
from actions.sessions import NOWHERE, open_session
from actions.sign_in_log import Origin, keep
from actions.tokens import token_hash
from actions.usernames import username_key, valid_username
from db import staff as reads
from db import writes_sign_in as writes
from db import writes_staff
from db.connection import Connection, HouseDb
from db.house import load_house
from db.sign_in import has_identity, owner_of, way_of
from db.tablets import is_tablet
from domain.errors import SignInElsewhere
from domain.model import ROLES, House, RoleGrant
from domain.text import clean_line

MAX_NAME = 80
USERNAME_CLAIMS = ("preferred_username", "email", "upn")


@dataclass(frozen=True, slots=True)
class Provider:
    """Where staff sign in instead of here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles_claim: str = "roles"
    roles: tuple[tuple[str, str], ...] = tuple((role, role) for role in ROLES)
    """(what the claim says, "admin" or "coordinator:Pitstop")"""


def provider() -> Provider | None:
    """As configured, None without HOUSE_OIDC_ISSUER. Raises ValueError for half a configuration."""
    issuer = os.environ.get("HOUSE_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    client = os.environ.get("HOUSE_OIDC_CLIENT_ID", "")
    secret = os.environ.get("HOUSE_OIDC_CLIENT_SECRET", "")
    if not client or not secret:
        raise ValueError("HOUSE_OIDC_CLIENT_ID, HOUSE_OIDC_CLIENT_SECRET")
    claim = os.environ.get("HOUSE_OIDC_ROLES_CLAIM") or "roles"
    text = os.environ.get("HOUSE_OIDC_ROLES", "")
    if not text:
        return Provider(issuer, client, secret, claim)
    pairs = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        said, separator, meant = (one.strip() for one in part.partition("="))
        if not separator or meant.partition(":")[0] not in ROLES:
            raise ValueError(f"HOUSE_OIDC_ROLES: {part}")
        pairs.append((said, meant))
    return Provider(issuer, client, secret, claim, tuple(pairs))


def claimed(claims: Mapping[str, Any], path: str) -> list[str]:
    """What the claim at a dotted path says: a list of words, one word, or nothing.

    A claim whose own name has dots ("https://huset.example/roles") is found by its whole name.
    """
    value: Any = claims.get(path)
    if value is None:
        value = claims
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
    words = [value] if isinstance(value, str) else value
    return [one for one in words if isinstance(one, str)] if isinstance(words, list) else []


def grants_of(words: list[str], at: Provider, house: House) -> tuple[RoleGrant, ...]:
    """The roles that the claim's words mean; a service that is not there gives none."""
    services = {one.name: one.id for one in house.services.values()}
    services |= {one.short: one.id for one in house.services.values()}
    found: list[RoleGrant] = []
    for said, meant in at.roles:
        role, _, service = meant.partition(":")
        if said in words and (not service or service in services):
            found.append(RoleGrant(role, services.get(service)))  # type: ignore[arg-type]
    return tuple(dict.fromkeys(found))


def sign_in_elsewhere(
    db: HouseDb,
    at: Provider,
    claims: Mapping[str, Any],
    *,
    origin: Origin = NOWHERE,
    now: datetime | None = None,
) -> str:
    """A new session's token for whom the provider vouches; the account is made at the first time.

    `claims` are those of a verified ID token. An account that an administrator made with this user
    name is taken over only while it has no password and no other identity.
    Raises SignInElsewhere: "no-role", "name-taken", "no-name", "closed".
    """
    now = now or real_now()
    problem = ""
    with db.write() as con:
        house = load_house(con)
        grants = grants_of(claimed(claims, at.roles_claim), at, house)
        subject = str(claims["sub"])
        staff_id = owner_of(con, at.issuer, subject)
        person = reads.staff(con, staff_id) if staff_id is not None else None
        if person is not None and person.disabled_at is not None:
            problem = "closed"
        elif not grants:
            problem = "no-role"
            if staff_id is not None:
                _set_roles(con, house, staff_id, (), now)
                writes_staff.revoke_all_sessions(con, staff_id, now)
        elif staff_id is None:
            staff_id, problem = _account(con, at, subject, claims, now)
        if problem or staff_id is None:
            keep(con, "refused", "oidc", staff_id, origin, now)
            token = ""
        else:
            _set_roles(con, house, staff_id, grants, now)
            token = open_session(con, staff_id, "oidc", origin, now)
    if problem:
        raise SignInElsewhere(problem)
    return token


def began(db: HouseDb, token: str) -> bool:
    """Whether a session, also one that has ended, began at the municipality's own sign-in."""
    with db.read() as con:
        return way_of(con, token_hash(token)) == "oidc"


def _account(
    con: Connection, at: Provider, subject: str, claims: Mapping[str, Any], now: datetime
) -> tuple[int | None, str]:
    """The account for somebody who comes for the first time, or what is in the way."""
    said = next((str(claims[key]) for key in USERNAME_CLAIMS if claims.get(key)), "")
    key = username_key(said.partition("@")[0])
    if not valid_username(key):
        return None, "no-name"
    name = clean_line(str(claims.get("name") or key))[:MAX_NAME] or key
    person = reads.staff_by_username(con, key)
    if person is None:
        staff_id = writes_staff.insert_staff(con, key, name, None, now)
        note(con, None, "staff.create", key, staff_id, {}, {"username": key, "name": name}, now)
    elif (
        person.has_password
        or person.disabled_at is not None
        or has_identity(con, person.id)
        or is_tablet(con, person.id)
    ):
        return None, "name-taken"
    else:
        staff_id = person.id
    writes.keep_identity(con, at.issuer, subject, staff_id, now)
    note(con, None, "staff.identity", key, staff_id, {}, {"issuer": at.issuer}, now)
    return staff_id, ""


def _set_roles(
    con: Connection, house: House, staff_id: int, grants: tuple[RoleGrant, ...], now: datetime
) -> None:
    person = reads.staff(con, staff_id)
    if person is None or set(person.grants) == set(grants):
        return
    writes_staff.replace_grants(con, staff_id, grants)
    stop_lost(con, house, now)
    before = {"roles": [str(one.role) for one in person.grants]}
    after = {"roles": [str(one.role) for one in grants]}
    note(con, None, "staff.roles", person.username, staff_id, before, after, now)
