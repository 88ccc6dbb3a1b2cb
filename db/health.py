"""Looking at the file itself. Reads only."""

from __future__ import annotations

from db.connection import HouseDb
from domain.errors import DatabaseTrouble


def is_sound(db: HouseDb) -> bool:
    """Whether every page can be read and says what it should (`PRAGMA quick_check`)."""
    try:
        with db.read() as con:
            return bool(con.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except DatabaseTrouble:
        return False
