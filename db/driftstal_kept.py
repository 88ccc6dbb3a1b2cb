"""Which spans of a period have kept sums of Driftstal that hold. Only reads."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from db.connection import Connection, to_instant
from domain.driftstal import Cut
from domain.localtime import local_day
from domain.model import DayRange
from domain.spans import LEVELS, Level, Piece, cover

MOST_PIECES = 60
"""A period that its kept sums cut into more pieces is read from its dates as a whole."""
KEPT_CUTS: tuple[Cut, ...] = ("time", "category", "room", "group")
"""What `figure` keeps by day, month and year; all else is added up from the packs."""


def kept_spans(
    con: Connection, days: DayRange, zone: ZoneInfo, coarsest: Level = "year"
) -> dict[Level, set[date]]:
    """The spans in a period whose kept sums hold in this time zone, by their first day.

    A finer level is asked only where no coarser one covers, so that a century of years costs a
    hundred rows and not 36,525 days.
    """
    kept: dict[Level, set[date]] = {level: set() for level in LEVELS}
    for level in LEVELS[LEVELS.index(coarsest) :]:
        found = cover(days, kept, coarsest) if any(kept.values()) else _whole(days)
        for hole in [one for one in found if one.level == "dates"]:
            rows = con.execute(
                "SELECT start FROM figure_span WHERE level = :level AND start >= :first"
                " AND start < :after AND zone = :zone",
                {
                    "level": level,
                    "first": f"{hole.first}",
                    "after": f"{hole.after}",
                    "zone": zone.key,
                },
            )
            kept[level] |= {date.fromisoformat(row["start"]) for row in rows}
    return kept


def pieces(con: Connection, days: DayRange, zone: ZoneInfo, coarsest: Level) -> list[Piece]:
    """The period as kept spans and the rest, in the order of time."""
    found = cover(days, kept_spans(con, days, zone, coarsest), coarsest)
    return found if len(found) <= MOST_PIECES else _whole(days)


def first_day(con: Connection, zone: ZoneInfo) -> date | None:
    """The local day of the oldest date of the plan, None for an empty plan."""
    row = con.execute("SELECT min(starts_at) AS first FROM occurrence").fetchone()
    return local_day(to_instant(row["first"]), zone) if row["first"] else None


def _whole(days: DayRange) -> list[Piece]:
    return [Piece("dates", days.first, days.after)]
