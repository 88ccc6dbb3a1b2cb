"""Reading accounts, sessions and one-time links. Instants are aware UTC; nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.connection import Connection, Row, maybe_instant, to_instant, to_text
from domain.model import Actor, RoleGrant

LinkPurpose = Literal["first-admin", "sign-in", "password"]


@dataclass(frozen=True, slots=True)
class Staff:
    """An account as administrators see it: never its password."""

    id: int
    username: str
    name: str
    grants: tuple[RoleGrant, ...]
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    facilitator_id: int | None = None

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.name, self.grants, self.facilitator_id)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session row; `last_seen_at` is written at most once a minute."""

    staff_id: int
    csrf: str
    created_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A one-time link; `staff_id` is None for the first administrator."""

    purpose: LinkPurpose
    staff_id: int | None
    expires_at: datetime
    used_at: datetime | None


def all_staff(con: Connection) -> list[Staff]:
    """Every account, disabled ones last, by name."""
    rows = con.execute("SELECT * FROM staff ORDER BY disabled_at IS NOT NULL, name, id").fetchall()
    return _with_grants(con, rows)


def staff(con: Connection, staff_id: int) -> Staff | None:
    rows = con.execute("SELECT * FROM staff WHERE id = :id", {"id": staff_id}).fetchall()
    return next(iter(_with_grants(con, rows)), None)


def staff_by_username(con: Connection, username: str) -> Staff | None:
    """`username` in the form that `actions.accounts` stores (lower case, NFC)."""
    rows = con.execute(
        "SELECT * FROM staff WHERE username = :username", {"username": username}
    ).fetchall()
    return next(iter(_with_grants(con, rows)), None)


def password_hash(con: Connection, staff_id: int) -> str | None:
    """The argon2 hash, None while no password has been chosen."""
    row = con.execute("SELECT password_hash FROM staff WHERE id = :id", {"id": staff_id}).fetchone()
    return row["password_hash"] if row else None


def count_admins(con: Connection, *, without: int | None = None) -> int:
    """Administrators whose account is not disabled, leaving out the account `without`."""
    row = con.execute(
        "SELECT count(DISTINCT staff.id) AS n FROM staff JOIN staff_role ON staff_id = staff.id"
        " WHERE role = 'admin' AND disabled_at IS NULL AND staff.id <> coalesce(:without, -1)",
        {"without": without},
    ).fetchone()
    return int(row["n"])


def stored_session(con: Connection, token_hash: str) -> StoredSession | None:
    row = con.execute(
        "SELECT * FROM session WHERE token_hash = :hash", {"hash": token_hash}
    ).fetchone()
    if row is None:
        return None
    return StoredSession(
        row["staff_id"],
        row["csrf"],
        to_instant(row["created_at"]),
        to_instant(row["last_seen_at"]),
        maybe_instant(row["revoked_at"]),
    )


def stored_link(con: Connection, token_hash: str) -> StoredLink | None:
    row = con.execute(
        "SELECT * FROM one_time_link WHERE token_hash = :hash", {"hash": token_hash}
    ).fetchone()
    if row is None:
        return None
    return StoredLink(
        row["purpose"],
        row["staff_id"],
        to_instant(row["expires_at"]),
        maybe_instant(row["used_at"]),
    )


def failures_since(con: Connection, username: str, since: datetime) -> list[datetime]:
    """When sign-ins to `username` failed at or after `since`, oldest first."""
    rows = con.execute(
        "SELECT at FROM sign_in_failure WHERE username = :username AND at >= :since"
        " ORDER BY at, id",
        {"username": username, "since": to_text(since)},
    )
    return [to_instant(row["at"]) for row in rows]


def _with_grants(con: Connection, rows: Sequence[Row]) -> list[Staff]:
    grants: dict[int, list[RoleGrant]] = {}
    for row in con.execute("SELECT staff_id, role, service_id FROM staff_role ORDER BY id"):
        grants.setdefault(row["staff_id"], []).append(RoleGrant(row["role"], row["service_id"]))
    return [
        Staff(
            row["id"],
            row["username"],
            row["name"],
            tuple(grants.get(row["id"], ())),
            row["password_hash"] is not None,
            to_instant(row["created_at"]),
            maybe_instant(row["disabled_at"]),
            row["facilitator_id"],
        )
        for row in rows
    ]
