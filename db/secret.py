"""Reading the addresses of secret calendars, and what became of public ones.

An address itself is nowhere: only the sha256 of its token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.connection import Connection, Row, maybe_instant, to_instant


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a secret calendar: whose, which and since when, never where."""

    id: int
    calendar: str
    """The inner name of its domain.discretion.Feed."""
    label: str
    staff_id: int
    """Who made it, and to whom it belongs."""
    made_by: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """What became of one slug. `opened_at` None: it never was a public calendar."""

    slug: str
    group_id: int
    note_uid: str
    discreet: bool
    """As it last was while open."""
    opened_at: datetime | None
    closed_at: datetime | None
    gone_at: datetime | None
    """Since when it answers 410; before that it says that it is closed."""


_COLUMNS = (
    "SELECT a.id, a.calendar, a.label, a.staff_id, s.name AS made_by, a.made_at, a.revoked_at"
    " FROM secret_address a JOIN staff s ON s.id = a.staff_id"
)


def addresses(con: Connection, *, live: bool = True) -> list[Address]:
    """Addresses that were not revoked, or all, the newest first."""
    where = " WHERE a.revoked_at IS NULL" if live else ""
    rows = con.execute(f"{_COLUMNS}{where} ORDER BY a.made_at DESC, a.id DESC")
    return [_address(row) for row in rows]


def address(con: Connection, address_id: int) -> Address | None:
    row = con.execute(f"{_COLUMNS} WHERE a.id = :id", {"id": address_id}).fetchone()
    return _address(row) if row else None


def token_is_known(con: Connection, token_hash: str) -> bool:
    found = con.execute(
        "SELECT 1 FROM secret_address WHERE token_hash = :hash", {"hash": token_hash}
    ).fetchone()
    return found is not None


def hashes(con: Connection) -> list[tuple[str, int, str, bool]]:
    """(sha256 of the token, who made it, calendar, revoked) of every address there ever was."""
    rows = con.execute("SELECT token_hash, staff_id, calendar, revoked_at FROM secret_address")
    return [(row[0], row[1], row[2], row[3] is not None) for row in rows]


def public_addresses(con: Connection) -> dict[str, PublicAddress]:
    """Every slug that a group has or had."""
    return {
        row["slug"]: PublicAddress(
            row["slug"],
            row["group_id"],
            row["note_uid"],
            bool(row["discreet"]),
            maybe_instant(row["opened_at"]),
            maybe_instant(row["closed_at"]),
            maybe_instant(row["gone_at"]),
        )
        for row in con.execute("SELECT * FROM public_address ORDER BY slug")
    }


def activities_for(
    con: Connection, *, group_id: int | None, room_id: int | None, facilitator_id: int | None
) -> list[int]:
    """The activities that a group's, room's or facilitator's calendar may hold."""
    rows = con.execute(
        "SELECT activity_id FROM activity_group WHERE group_id = :group"
        " UNION SELECT activity_id FROM occurrence WHERE room_id = :room"
        " UNION SELECT o.activity_id FROM occurrence_facilitator f"
        " JOIN occurrence o ON o.id = f.occurrence_id WHERE f.facilitator_id = :person",
        {"group": group_id, "room": room_id, "person": facilitator_id},
    )
    return [row[0] for row in rows]


def _address(row: Row) -> Address:
    return Address(
        id=row["id"],
        calendar=row["calendar"],
        label=row["label"],
        staff_id=row["staff_id"],
        made_by=row["made_by"],
        made_at=to_instant(row["made_at"]),
        revoked_at=maybe_instant(row["revoked_at"]),
    )
