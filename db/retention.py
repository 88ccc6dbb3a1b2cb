"""Reading what is announced to go, and what has gone. No count stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.connection import Connection, maybe_instant, to_instant
from domain.periods import Period, parse


@dataclass(frozen=True, slots=True)
class Kept:
    """A quarter whose counts by service per date are announced to go, or have gone."""

    quarter: Period
    announced_at: datetime
    reduced_at: datetime | None
    """None: the counts are still there."""
    scrubbed_at: datetime | None
    """None: the file may still hold what was deleted."""


def announcements(con: Connection) -> list[Kept]:
    """Every quarter that was ever announced, the oldest first."""
    rows = con.execute("SELECT * FROM retention ORDER BY quarter")
    return [
        Kept(
            parse(row["quarter"]),
            to_instant(row["announced_at"]),
            maybe_instant(row["reduced_at"]),
            maybe_instant(row["scrubbed_at"]),
        )
        for row in rows
    ]


def is_reduced(con: Connection, quarter: Period) -> bool:
    """Whether the counts by service per date of this quarter have gone."""
    row = con.execute(
        "SELECT 1 FROM retention WHERE quarter = :quarter AND reduced_at IS NOT NULL",
        {"quarter": str(quarter)},
    ).fetchone()
    return row is not None
