"""Writing accounts, sessions and one-time links, inside the caller's transaction.

Tokens arrive as their sha256: what would sign somebody in is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.connection import Connection, to_text
from db.staff import LinkPurpose
from domain.model import RoleGrant


def insert_staff(
    con: Connection, username: str, name: str, password_hash: str | None, now: datetime
) -> int:
    """The new account's id. `username` must be free."""
    row = con.execute(
        "INSERT INTO staff (username, name, password_hash, created_at)"
        " VALUES (:username, :name, :hash, :now) RETURNING id",
        {"username": username, "name": name, "hash": password_hash, "now": to_text(now)},
    ).fetchone()
    return int(row["id"])


def replace_grants(con: Connection, staff_id: int, grants: Iterable[RoleGrant]) -> None:
    con.execute("DELETE FROM staff_role WHERE staff_id = :id", {"id": staff_id})
    for grant in grants:
        con.execute(
            "INSERT INTO staff_role (staff_id, role, service_id) VALUES (:id, :role, :service)",
            {"id": staff_id, "role": grant.role, "service": grant.service_id},
        )


def set_password_hash(con: Connection, staff_id: int, password_hash: str) -> None:
    con.execute(
        "UPDATE staff SET password_hash = :hash WHERE id = :id",
        {"id": staff_id, "hash": password_hash},
    )


def set_disabled(con: Connection, staff_id: int, at: datetime | None) -> None:
    con.execute(
        "UPDATE staff SET disabled_at = :at WHERE id = :id",
        {"id": staff_id, "at": to_text(at) if at else None},
    )


def set_facilitator(con: Connection, staff_id: int, facilitator_id: int | None) -> None:
    con.execute(
        "UPDATE staff SET facilitator_id = :facilitator WHERE id = :id",
        {"id": staff_id, "facilitator": facilitator_id},
    )


def insert_session(
    con: Connection, token_hash: str, staff_id: int, csrf: str, now: datetime
) -> None:
    con.execute(
        "INSERT INTO session (token_hash, staff_id, csrf, created_at, last_seen_at)"
        " VALUES (:hash, :staff, :csrf, :now, :now)",
        {"hash": token_hash, "staff": staff_id, "csrf": csrf, "now": to_text(now)},
    )


def touch_session(con: Connection, token_hash: str, now: datetime) -> None:
    con.execute(
        "UPDATE session SET last_seen_at = :now WHERE token_hash = :hash AND last_seen_at < :now",
        {"hash": token_hash, "now": to_text(now)},
    )


def revoke_session(con: Connection, token_hash: str, now: datetime) -> None:
    con.execute(
        "UPDATE session SET revoked_at = :now WHERE token_hash = :hash AND revoked_at IS NULL",
        {"hash": token_hash, "now": to_text(now)},
    )


def revoke_all_sessions(con: Connection, staff_id: int, now: datetime) -> int:
    """How many were open."""
    return con.execute(
        "UPDATE session SET revoked_at = :now WHERE staff_id = :id AND revoked_at IS NULL",
        {"id": staff_id, "now": to_text(now)},
    ).rowcount


def forget_sessions(con: Connection, created_before: datetime) -> None:
    """Delete sessions too old to be valid, whatever happened to them; tablets' live on."""
    con.execute(
        "DELETE FROM session WHERE created_at < :before"
        " AND (revoked_at IS NOT NULL OR staff_id NOT IN (SELECT staff_id FROM tablet))",
        {"before": to_text(created_before)},
    )


def insert_link(
    con: Connection,
    token_hash: str,
    purpose: LinkPurpose,
    staff_id: int | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    con.execute(
        "INSERT INTO one_time_link (token_hash, purpose, staff_id, created_at, expires_at)"
        " VALUES (:hash, :purpose, :staff, :now, :expires)",
        {
            "hash": token_hash,
            "purpose": purpose,
            "staff": staff_id,
            "now": to_text(now),
            "expires": to_text(expires_at),
        },
    )


def use_link(con: Connection, token_hash: str, now: datetime) -> bool:
    """Mark the link used; False when it was used before or has expired."""
    return bool(
        con.execute(
            "UPDATE one_time_link SET used_at = :now"
            " WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now",
            {"hash": token_hash, "now": to_text(now)},
        ).rowcount
    )


def withdraw_links(
    con: Connection, purpose: LinkPurpose, staff_id: int | None, now: datetime
) -> None:
    """Make earlier unused links of one purpose and account useless."""
    con.execute(
        "UPDATE one_time_link SET used_at = :now WHERE purpose = :purpose AND used_at IS NULL"
        " AND coalesce(staff_id, 0) = coalesce(:staff, 0)",
        {"purpose": purpose, "staff": staff_id, "now": to_text(now)},
    )


def insert_failure(con: Connection, username: str, now: datetime) -> None:
    con.execute(
        "INSERT INTO sign_in_failure (username, at) VALUES (:username, :now)",
        {"username": username, "now": to_text(now)},
    )


def forget_failures(con: Connection, username: str) -> None:
    """After a sign-in that succeeded."""
    con.execute("DELETE FROM sign_in_failure WHERE username = :username", {"username": username})


def forget_last_failure(con: Connection, username: str) -> None:
    """What was written before the password was looked at, which was right."""
    con.execute(
        "DELETE FROM sign_in_failure"
        " WHERE id = (SELECT max(id) FROM sign_in_failure WHERE username = :username)",
        {"username": username},
    )


def forget_old_failures(con: Connection, before: datetime) -> None:
    con.execute("DELETE FROM sign_in_failure WHERE at < :before", {"before": to_text(before)})
