"""Writing addresses of calendars, in the caller's transaction. Tokens arrive as their sha256."""

from __future__ import annotations

import secrets
from datetime import datetime

from db.connection import Connection, to_text


def insert_address(
    con: Connection, token_hash: str, calendar: str, label: str, staff_id: int, now: datetime
) -> int:
    """The new address's id. `token_hash` must be new."""
    row = con.execute(
        "INSERT INTO secret_address (token_hash, calendar, label, staff_id, made_at)"
        " VALUES (:hash, :calendar, :label, :staff, :now) RETURNING id",
        {
            "hash": token_hash,
            "calendar": calendar,
            "label": label,
            "staff": staff_id,
            "now": to_text(now),
        },
    ).fetchone()
    return int(row["id"])


def revoke_address(con: Connection, address_id: int, by: int | None, now: datetime) -> None:
    """`by`: who revoked it, None for the house itself."""
    con.execute(
        "UPDATE secret_address SET revoked_at = :now, revoked_by = :by"
        " WHERE id = :id AND revoked_at IS NULL",
        {"id": address_id, "by": by, "now": to_text(now)},
    )


def claim_slug(con: Connection, slug: str, group_id: int) -> None:
    """Keep for good whose a slug is; the first group to have it keeps it."""
    con.execute(
        "INSERT INTO public_address (slug, group_id, note_uid) VALUES (:slug, :group, :uid)"
        " ON CONFLICT (slug) DO NOTHING",
        {"slug": slug, "group": group_id, "uid": secrets.token_hex(16)},
    )


def open_public(con: Connection, slug: str, *, discreet: bool, now: datetime) -> None:
    """A public calendar stands at this address, from now or since before."""
    con.execute(
        "UPDATE public_address SET opened_at = coalesce(opened_at, :now), discreet = :discreet,"
        " closed_at = NULL, gone_at = NULL WHERE slug = :slug",
        {"slug": slug, "discreet": int(discreet), "now": to_text(now)},
    )


def close_public(con: Connection, slug: str, now: datetime) -> None:
    con.execute(
        "UPDATE public_address SET closed_at = :now WHERE slug = :slug",
        {"slug": slug, "now": to_text(now)},
    )


def end_public(con: Connection, slug: str, now: datetime) -> None:
    """The address has said long enough that it is closed."""
    con.execute(
        "UPDATE public_address SET gone_at = :now WHERE slug = :slug",
        {"slug": slug, "now": to_text(now)},
    )
