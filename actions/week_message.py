"""Putting up *Ugens besked*, and taking it down. For coordinators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from actions.changelog import log
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from db.writes_house import set_setting
from domain.localtime import local_day
from domain.model import Actor
from domain.rights import require
from domain.week_message import TEXT, checked_message

NONE: Mapping[str, str] = {}


def set_message(
    db: HouseDb,
    actor: Actor,
    text: str,
    until: date | None,
    *,
    others: Mapping[str, str] = NONE,
    still_fits: bool = False,
    now: datetime,
) -> None:
    """Save the message with its last day (local); an empty text takes it down.

    `others`: its text in other languages by their codes; Danish stands where there is none.
    Calendars hold no message, so they do not change.

    Raises Refused, InvalidInput (fields "message", "until", "message_en" …).
    """
    require(actor, "plan.write")
    today = local_day(now, config().zone)
    with db.write() as con:
        settings = load_house(con).settings
        after = checked_message(text, until, today, others, settings, still_fits=still_fits)
        before = {key: settings.get(key, "") for key in after}
        for key, value in after.items():
            if value != before[key]:
                set_setting(con, key, value)
        log(con, actor, "message.set", after[TEXT][:80], [f"setting:{TEXT}"], before, after, now)
