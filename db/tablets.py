"""Reading the house's tablets: accounts without a password, for one device each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.connection import Connection, maybe_instant
from db.house import setting

DAYS_SETTING = "tablet.days"
STANDARD_DAYS = 30
LONGEST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Tablet:
    """A device as administrators see it. Instants are UTC."""

    staff_id: int
    name: str
    last_seen_at: datetime | None
    """None: its link has not been opened, or its session has ended."""
    closed_at: datetime | None


def tablets(con: Connection) -> list[Tablet]:
    """Every tablet, closed ones last, by name."""
    rows = con.execute(
        "SELECT s.id, s.name, s.disabled_at, (SELECT max(last_seen_at) FROM session"
        " WHERE staff_id = s.id AND revoked_at IS NULL) AS seen"
        " FROM tablet t JOIN staff s ON s.id = t.staff_id"
        " ORDER BY s.disabled_at IS NOT NULL, s.name, s.id"
    )
    return [
        Tablet(
            row["id"], row["name"], maybe_instant(row["seen"]), maybe_instant(row["disabled_at"])
        )
        for row in rows
    ]


def is_tablet(con: Connection, staff_id: int) -> bool:
    row = con.execute("SELECT 1 FROM tablet WHERE staff_id = :id", {"id": staff_id}).fetchone()
    return row is not None


def tablet_idle(con: Connection) -> timedelta:
    """How long a tablet stays signed in without being used (setting `tablet.days`)."""
    text = setting(con, DAYS_SETTING)
    days = int(text) if text.isascii() and text.isdigit() else STANDARD_DAYS
    return timedelta(days=min(max(days, 1), LONGEST_DAYS))
