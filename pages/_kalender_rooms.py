"""Rooms and closures as the calendar component takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.localtime import to_local
from domain.model import Closure, DatedActivity, House
from locales import _


def rooms(house: House, dates: Iterable[DatedActivity]) -> list[dict[str, Any]]:
    """A column per room in use, retired ones only where something is in them."""
    taken = {one.occurrence.room_id for one in dates}
    kept = [r for r in house.rooms.values() if not r.retired or r.id in taken]
    nowhere = [{"id": 0, "title": _("No room")}] if None in taken else []
    return [{"id": room.id, "title": room.name} for room in kept] + nowhere


def shut(closures: Sequence[Closure], house: House, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Closures as shaded background, in the rooms of the site that is closed."""
    return [
        {
            "id": f"closure-{one.id}",
            "start": f"{to_local(one.starts_at, zone):%Y-%m-%dT%H:%M:%S}",
            "end": f"{to_local(one.ends_at, zone) - timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}",
            "title": _("Closed: %(name)s") % {"name": one.name},
            "display": "background",
            "resourceIds": [
                room.id for room in house.rooms.values() if one.site_id in (None, room.site_id)
            ],
        }
        for one in closures
    ]
