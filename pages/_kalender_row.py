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
        *_marks(one),
    ]
    tail = [room_name(one, house), names(one.occurrence.facilitator_ids, house.facilitators)]
    return " ".join(part for part in parts if part) + "".join(f" · {part}" for part in tail if part)


def _marks(one: DatedActivity) -> list[str]:
    marks = []
    if one.occurrence.state == "cancelled":
        marks.append(cancelled_mark())
    elif one.occurrence.state == "paused":
        marks.append(f":gray-badge[{_('paused')}]")
    elif one.occurrence.missing_ids:
        marks.append(f":red-badge[{_('needs somebody to run it')}]")
    elif not one.occurrence.facilitator_ids and one.activity.fields.kind == "activity":
        marks.append(f":orange-badge[{_('nobody to run it')}]")
    if one.activity.state == "draft":
        marks.append(f":gray-badge[{_('draft')}]")
    if one.activity.fields.kind == "reservation":
        marks.append(f":gray-badge[{_('room reserved')}]")
    if one.occurrence.starts_at != one.occurrence.original_start:
        marks.append(f":blue-badge[{_('moved')}]")
    return marks


def is_shut(closure: Closure, day: date, zone: ZoneInfo) -> bool:
    """Whether a closure touches a local day."""
    return overlaps(closure.starts_at, closure.ends_at, *day_bounds(day, zone))
