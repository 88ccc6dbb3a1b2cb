"""Appending to the change log, the log of readings and the tokens of forms."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from db.connection import Connection, to_text
from domain.errors import AlreadyDone


def insert_change(
    con: Connection,
    *,
    at: datetime,
    staff_id: int | None,
    action: str,
    summary: str,
    touched: str,
    before: str,
    after: str,
) -> int:
    """One row of the change log; `touched`, `before` and `after` are JSON."""
    row = con.execute(
        "INSERT INTO change (at, staff_id, action, summary, touched, before, after)"
        " VALUES (:at, :staff_id, :action, :summary, :touched, :before, :after) RETURNING id",
        {
            "at": to_text(at),
            "staff_id": staff_id,
            "action": action,
            "summary": summary,
            "touched": touched,
            "before": before,
            "after": after,
        },
    ).fetchone()
    return int(row["id"])


def insert_reading(
    con: Connection,
    *,
    at: datetime,
    staff_id: int,
    what: str,
    occurrence_id: int | None,
    opening: str = "",
    since: datetime | None = None,
) -> None:
    """Note that somebody read by-service counts of a date.

    With `opening` (drawn by the page when it was opened) it is noted once since `since` (UTC).
    """
    con.execute(
        "INSERT INTO reading (at, staff_id, what, occurrence_id, opening)"
        " SELECT :at, :staff_id, :what, :occurrence_id, :opening WHERE :opening = ''"
        " OR NOT EXISTS (SELECT 1 FROM reading WHERE staff_id = :staff_id AND what = :what"
        " AND occurrence_id IS :occurrence_id AND opening = :opening AND at > :since)",
        {
            "at": to_text(at),
            "staff_id": staff_id,
            "what": what,
            "occurrence_id": occurrence_id,
            "opening": opening,
            "since": to_text(since) if since else "",
        },
    )


def claim_token(con: Connection, token: str | None, staff_id: int, now: datetime) -> None:
    """Claim a form's token in the writing transaction; a second send of the form is told so.

    Raises AlreadyDone with what the first send returned. None (no form) claims nothing.
    """
    if token is None:
        return
    try:
        con.execute(
            "INSERT INTO form_token (token, staff_id, result, at)"
            " VALUES (:token, :staff_id, '', :at)",
            {"token": token, "staff_id": staff_id, "at": to_text(now)},
        )
    except sqlite3.IntegrityError as error:
        row = con.execute(
            "SELECT result FROM form_token WHERE token = :token", {"token": token}
        ).fetchone()
        raise AlreadyDone(row["result"]) from error


def settle_token(con: Connection, token: str | None, result: str) -> None:
    """Keep what the write returned beside its token."""
    if token is not None:
        con.execute(
            "UPDATE form_token SET result = :result WHERE token = :token",
            {"result": result, "token": token},
        )


def forget_tokens(con: Connection, before: datetime) -> None:
    """Drop tokens of forms sent before `before` (UTC)."""
    con.execute("DELETE FROM form_token WHERE at < :before", {"before": to_text(before)})
