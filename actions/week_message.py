"""Putting up *Ugens besked*, and taking it down. For coordinators."""

from __future__ import annotations

from datetime import date, datetime

from actions.changelog import log
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from db.writes_house import set_setting
from domain.localtime import local_day
from domain.model import Actor
from domain.rights import require
from domain.week_message import TEXT, UNTIL, checked_message


def set_message(db: HouseDb, actor: Actor, text: str, until: date | None, *, now: datetime) -> None:
    """Save the message with its last day (local); an empty text takes it down.

    Calendars hold no message, so they do not change.

    Raises Refused, InvalidInput (fields "message", "until").
    """
    require(actor, "plan.write")
    kept = checked_message(text, until, local_day(now, config().zone))
    with db.write() as con:
        settings = load_house(con).settings
        before = {key: settings.get(key, "") for key in (TEXT, UNTIL)}
        after = dict(zip((TEXT, UNTIL), kept, strict=True))
        for key, value in after.items():
            set_setting(con, key, value)
        log(con, actor, "message.set", kept[0][:80], [f"setting:{TEXT}"], before, after, now)
