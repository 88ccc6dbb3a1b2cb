"""Writing second factors, steps of a sign-in, identities elsewhere and the log of sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.connection import Connection, to_text
from db.sign_in import HANDLE


def begin_factor(con: Connection, staff_id: int, secret: str, now: datetime) -> None:
    """A secret that does not count before it is confirmed; an earlier one and its codes go."""
    remove_factor(con, staff_id)
    con.execute(
        "INSERT INTO second_factor (staff_id, secret, made_at) VALUES (:id, :secret, :now)",
        {"id": staff_id, "secret": secret, "now": to_text(now)},
    )


def confirm_factor(con: Connection, staff_id: int, now: datetime) -> None:
    con.execute(
        "UPDATE second_factor SET confirmed_at = :now WHERE staff_id = :id",
        {"id": staff_id, "now": to_text(now)},
    )


def remove_factor(con: Connection, staff_id: int) -> bool:
    """Whether there was one."""
    con.execute("DELETE FROM recovery_code WHERE staff_id = :id", {"id": staff_id})
    gone = con.execute("DELETE FROM second_factor WHERE staff_id = :id", {"id": staff_id})
    return gone.rowcount > 0


def use_step(con: Connection, staff_id: int, step: int) -> bool:
    """Take a half minute's code; False when it or a later one was used before."""
    taken = con.execute(
        "UPDATE second_factor SET last_step = :step WHERE staff_id = :id AND last_step < :step",
        {"id": staff_id, "step": step},
    )
    return taken.rowcount > 0


def replace_codes(con: Connection, staff_id: int, hashes: Iterable[str]) -> None:
    con.execute("DELETE FROM recovery_code WHERE staff_id = :id", {"id": staff_id})
    for code_hash in hashes:
        con.execute(
            "INSERT INTO recovery_code (staff_id, code_hash) VALUES (:id, :hash)",
            {"id": staff_id, "hash": code_hash},
        )


def use_code(con: Connection, staff_id: int, code_hash: str, now: datetime) -> bool:
    """Take a recovery code; False when there is no such one, or it was used before."""
    taken = con.execute(
        "UPDATE recovery_code SET used_at = :now"
        " WHERE staff_id = :id AND code_hash = :hash AND used_at IS NULL",
        {"id": staff_id, "hash": code_hash, "now": to_text(now)},
    )
    return taken.rowcount > 0


def open_step(con: Connection, token_hash: str, staff_id: int, way: str, now: datetime) -> None:
    con.execute(
        "INSERT INTO sign_in_step (token_hash, staff_id, way, made_at)"
        " VALUES (:hash, :id, :way, :now)",
        {"hash": token_hash, "id": staff_id, "way": way, "now": to_text(now)},
    )


def count_try(con: Connection, token_hash: str) -> None:
    con.execute(
        "UPDATE sign_in_step SET tries = tries + 1 WHERE token_hash = :hash", {"hash": token_hash}
    )


def end_step(con: Connection, token_hash: str) -> None:
    con.execute("DELETE FROM sign_in_step WHERE token_hash = :hash", {"hash": token_hash})


def forget_steps(con: Connection, before: datetime) -> None:
    con.execute("DELETE FROM sign_in_step WHERE made_at < :before", {"before": to_text(before)})


def revoke_by_handle(con: Connection, staff_id: int, handle: str, now: datetime) -> bool:
    """End one session of an account, named by the first letters of its hash."""
    ended = con.execute(
        f"UPDATE session SET revoked_at = :now WHERE staff_id = :id AND revoked_at IS NULL"
        f" AND substr(token_hash, 1, {HANDLE}) = :handle",
        {"id": staff_id, "handle": handle, "now": to_text(now)},
    )
    return ended.rowcount > 0


def revoke_others(con: Connection, staff_id: int, handle: str, now: datetime) -> int:
    """End every session of an account but one; how many."""
    return con.execute(
        f"UPDATE session SET revoked_at = :now WHERE staff_id = :id AND revoked_at IS NULL"
        f" AND substr(token_hash, 1, {HANDLE}) <> :handle",
        {"id": staff_id, "handle": handle, "now": to_text(now)},
    ).rowcount


def describe_session(con: Connection, token_hash: str, way: str, device: str) -> None:
    con.execute(
        "UPDATE session SET way = :way, device = :device WHERE token_hash = :hash",
        {"hash": token_hash, "way": way, "device": device},
    )


def keep_identity(con: Connection, issuer: str, subject: str, staff_id: int, now: datetime) -> None:
    con.execute(
        "INSERT INTO identity (issuer, subject, staff_id, made_at)"
        " VALUES (:issuer, :subject, :id, :now)",
        {"issuer": issuer, "subject": subject, "id": staff_id, "now": to_text(now)},
    )


def insert_sign_in(
    con: Connection,
    *,
    at: datetime,
    staff_id: int | None,
    way: str,
    outcome: str,
    ip: str,
    device: str,
) -> None:
    con.execute(
        "INSERT INTO sign_in (at, staff_id, way, outcome, ip, device)"
        " VALUES (:at, :id, :way, :outcome, :ip, :device)",
        {
            "at": to_text(at),
            "id": staff_id,
            "way": way,
            "outcome": outcome,
            "ip": ip,
            "device": device,
        },
    )


def forget_sign_ins(con: Connection, before: datetime) -> int:
    """How many lines of the log were older, and are gone."""
    gone = con.execute("DELETE FROM sign_in WHERE at < :before", {"before": to_text(before)})
    return gone.rowcount


def forget_readings(con: Connection, before: datetime) -> int:
    """How many lines of the log of readings were older, and are gone."""
    gone = con.execute("DELETE FROM reading WHERE at < :before", {"before": to_text(before)})
    return gone.rowcount


def forget_changes(con: Connection, before: datetime) -> int:
    """How many entries of the change log were older, and are gone."""
    gone = con.execute("DELETE FROM change WHERE at < :before", {"before": to_text(before)})
    return gone.rowcount
