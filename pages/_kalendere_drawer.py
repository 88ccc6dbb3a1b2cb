"""Who looks at the calendars, and what a secret one is called; for every part of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.connection import HouseDb
from domain.discretion import Feed
from domain.model import Actor
from locales import _


@dataclass(frozen=True, slots=True)
class Drawer:
    """Who looks, in which house, and when. `url` has no slash at the end."""

    db: HouseDb
    actor: Actor
    url: str
    zone: ZoneInfo
    now: datetime


def named(feed: Feed) -> str:
    """ "Mit skema: Ungevejleder", "Lokale: Sal", "Medarbejdere"."""
    if feed.secret == "person":
        return _("My schedule: %(name)s") % {"name": feed.name}
    return _("Room: %(name)s") % {"name": feed.name} if feed.secret == "room" else feed.name
