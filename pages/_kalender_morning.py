"""From a date to the pages of a bad morning: somebody cannot, and what is told afterwards."""

from __future__ import annotations

from datetime import datetime

from domain.duty import may_be_changed
from domain.model import DatedActivity
from locales import _
from pages._guard import link


def draw(one: DatedActivity, now: datetime) -> None:
    """One link, by what the date is: to say that somebody cannot, or to tell what happened."""
    date, address = one.occurrence, f"/vagt/{one.occurrence.id}"
    if date.ends_at <= now or date.state == "paused":
        return
    told = date.state == "cancelled" or one.activity.state == "cancelled"
    if told or date.starts_at != date.original_start:
        link(address, _("Message and sign for the door"))
    elif date.missing_ids:
        link(address, _("Find a substitute, move or cancel"), button=True)
    elif may_be_changed(date, now):
        link(address, _("Somebody cannot come"))
