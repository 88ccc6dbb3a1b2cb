"""One date as one line of words."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from domain.conflicts import overlaps
from domain.localtime import day_bounds, to_local
from domain.model import Closure, DatedActivity, House
from locales import _
from locales.formats import time_range
from pages._show import aligned, cancelled_mark, chips, names, plain, room_name


def words(one: DatedActivity, house: House, zone: ZoneInfo) -> str:
    """Time, organiser, title, place and people, with what is unusual about the date."""
    when = time_range(
        to_local(one.occurrence.starts_at, zone), to_local(one.occurrence.ends_at, zone)
    )
    title = plain(one.title)
    if one.occurrence.state == "cancelled":
        title = f"~~{title}~~"
    parts = [
        aligned(when),
        chips(one.activity.fields.service_ids, house),
        title,
        *marks(one),
    ]
    tail = [room_name(one, house), names(one.occurrence.facilitator_ids, house.facilitators)]
    return " ".join(part for part in parts if part) + "".join(f" · {part}" for part in tail if part)


def marks(one: DatedActivity) -> list[str]:
    """What is unusual about a date, as Markdown."""
    found = []
    if one.occurrence.state == "cancelled":
        found.append(cancelled_mark())
    elif one.occurrence.state == "paused":
        found.append(f":gray-badge[{_('paused')}]")
    elif one.occurrence.missing_ids:
        found.append(f":red-badge[{_('needs somebody to run it')}]")
    elif not one.occurrence.facilitator_ids and one.activity.fields.kind == "activity":
        found.append(f":orange-badge[{_('nobody to run it')}]")
    if one.activity.state == "draft":
        found.append(f":gray-badge[{_('draft')}]")
    if one.activity.fields.kind == "reservation":
        found.append(f":gray-badge[{_('room reserved')}]")
    if one.occurrence.starts_at != one.occurrence.original_start:
        found.append(f":blue-badge[{_('moved')}]")
    return found


def is_shut(closure: Closure, day: date, zone: ZoneInfo) -> bool:
    """Whether a closure touches a local day."""
    return overlaps(closure.starts_at, closure.ends_at, *day_bounds(day, zone))
