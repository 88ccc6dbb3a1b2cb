"""Reading second factors, sessions in use, identities elsewhere and the log of sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.connection import Connection, maybe_instant, to_instant, to_text

HANDLE = 16
"""So many letters of a session's hash name it on a page; its token cannot be found from them."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor; `last_step` is the last half minute (since 1970) whose code was used."""

    secret: str
    confirmed_at: datetime | None
    last_step: int
    codes_left: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that may still sign somebody in, as its owner sees it."""

    handle: str
    way: str
    device: str
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody who knew the password and has not shown the code yet."""

    staff_id: int
    way: str
    tries: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One line of the log of sign-ins; `who` is "" where no account has the name that was typed."""

    at: datetime
    who: str
    way: str
    outcome: str
    ip: str
    device: str


def factor(con: Connection, staff_id: int) -> Factor | None:
    row = con.execute(
        "SELECT f.*, (SELECT count(*) FROM recovery_code c WHERE c.staff_id = f.staff_id"
        " AND c.used_at IS NULL) AS codes FROM second_factor f WHERE f.staff_id = :id",
        {"id": staff_id},
    ).fetchone()
    if row is None:
        return None
    return Factor(row["secret"], maybe_instant(row["confirmed_at"]), row["last_step"], row["codes"])


def with_factor(con: Connection) -> set[int]:
    """The accounts that ask for a second factor."""
    rows = con.execute("SELECT staff_id FROM second_factor WHERE confirmed_at IS NOT NULL")
    return {row["staff_id"] for row in rows}


def way_of(con: Connection, token_hash: str) -> str:
    """How a session began ("oidc", "password" …), ended ones too; "" for none."""
    row = con.execute("SELECT way FROM session WHERE token_hash = :hash", {"hash": token_hash})
    return next((str(one["way"]) for one in row), "")


def open_sessions(con: Connection, staff_id: int, since: datetime) -> list[OpenSession]:
    """Sessions that were not ended and were opened at or after `since`, the newest first."""
    rows = con.execute(
        "SELECT * FROM session WHERE staff_id = :id AND revoked_at IS NULL AND created_at >= :since"
        " ORDER BY created_at DESC, token_hash",
        {"id": staff_id, "since": to_text(since)},
    )
    return [
        OpenSession(
            row["token_hash"][:HANDLE],
            row["way"],
            row["device"],
            to_instant(row["created_at"]),
            to_instant(row["last_seen_at"]),
        )
        for row in rows
    ]


def step(con: Connection, token_hash: str) -> Step | None:
    row = con.execute(
        "SELECT * FROM sign_in_step WHERE token_hash = :hash", {"hash": token_hash}
    ).fetchone()
    if row is None:
        return None
    return Step(row["staff_id"], row["way"], row["tries"], to_instant(row["made_at"]))


def owner_of(con: Connection, issuer: str, subject: str) -> int | None:
    """The account of an identity at another's sign-in."""
    row = con.execute(
        "SELECT staff_id FROM identity WHERE issuer = :issuer AND subject = :subject",
        {"issuer": issuer, "subject": subject},
    ).fetchone()
    return int(row["staff_id"]) if row else None


def has_identity(con: Connection, staff_id: int) -> bool:
    found = con.execute("SELECT 1 FROM identity WHERE staff_id = :id", {"id": staff_id}).fetchone()
    return found is not None


def failures_of_all(con: Connection, since: datetime) -> list[datetime]:
    """When any sign-in failed at or after `since`, oldest first."""
    rows = con.execute(
        "SELECT at FROM sign_in_failure WHERE at >= :since ORDER BY at, id",
        {"since": to_text(since)},
    )
    return [to_instant(row["at"]) for row in rows]


def said_lately(con: Connection, outcome: str, ip: str, since: datetime) -> bool:
    """Whether the log holds this outcome from this address at or after `since`."""
    found = con.execute(
        "SELECT 1 FROM sign_in WHERE outcome = :outcome AND ip = :ip AND at >= :since LIMIT 1",
        {"outcome": outcome, "ip": ip, "since": to_text(since)},
    ).fetchone()
    return found is not None


def sign_ins(con: Connection, *, staff_id: int | None = None, limit: int = -1) -> list[SignInRow]:
    """The log, the newest first; of one account, or of everybody and nobody."""
    rows = con.execute(
        "SELECT i.*, coalesce(s.username, '') AS who FROM sign_in i"
        " LEFT JOIN staff s ON s.id = i.staff_id"
        " WHERE :id IS NULL OR i.staff_id = :id ORDER BY i.id DESC LIMIT :limit",
        {"id": staff_id, "limit": limit},
    )
    return [
        SignInRow(
            to_instant(row["at"]),
            row["who"],
            row["way"],
            row["outcome"],
            row["ip"],
            row["device"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One line of the log of readings: who opened the by-service counts of which date."""

    at: datetime
    who: str
    what: str
    date: int | None
    title: str


def readings(con: Connection, *, staff_id: int | None = None, limit: int = -1) -> list[ReadingRow]:
    """The log of readings, the newest first. No count stands in it."""
    rows = con.execute(
        "SELECT r.at, s.username, r.what, r.occurrence_id, coalesce(a.title, '') AS title"
        " FROM reading r JOIN staff s ON s.id = r.staff_id"
        " LEFT JOIN occurrence o ON o.id = r.occurrence_id"
        " LEFT JOIN activity a ON a.id = o.activity_id"
        " WHERE :id IS NULL OR r.staff_id = :id ORDER BY r.id DESC LIMIT :limit",
        {"id": staff_id, "limit": limit},
    )
    return [
        ReadingRow(
            to_instant(row["at"]), row["username"], row["what"], row["occurrence_id"], row["title"]
        )
        for row in rows
    ]
