"""The house's list of telling words (domain.telling): for admins, and in the change log."""

from __future__ import annotations

from datetime import datetime

from actions.changelog import log
from db.connection import HouseDb
from db.house import load_house
from db.writes_house import set_setting
from domain.model import Actor
from domain.rights import require
from domain.telling import DEFAULT_WORDS, SETTING, checked_words, house_words


def set_words(db: HouseDb, actor: Actor, text: str | None, *, now: datetime) -> None:
    """Save the list as typed, one word to a line; None: the list the house started with.

    Calendars do not change by it. Raises Refused, InvalidInput (field "words").
    """
    require(actor, "setup.write")
    words = DEFAULT_WORDS if text is None else checked_words(text)
    with db.write() as con:
        before = house_words(load_house(con).settings)
        set_setting(con, SETTING, "\n".join(words))
        rows = [f"setting:{SETTING}"]
        log(con, actor, "setup.telling", "", rows, list(before), list(words), now)
