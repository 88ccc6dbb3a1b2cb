"""What the pages of a bad morning show of a date. For staff, so that names stand in full."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from actions.config import config
from actions.morning import Ways
from actions.notices import notice_of
from db.connection import Connection
from domain.discretion import board_view
from domain.duty import Substitute, may_be_changed
from domain.localtime import local_day, to_local
from domain.model import DatedActivity, House
from domain.schedule import has_begun
from locales import _
from locales.conflicts import words as conflict_words
from locales.formats import short_day
from locales.notices import message

DONE = {
    "kan-ikke": _("Noted. Nobody outside can see it."),
    "kan-igen": _("Noted."),
    "afloeser": _("A substitute is found."),
    "klarer": _("Noted. Those who are left run it."),
    "flyt": _("The date is moved."),
    "aflys": _("The date is cancelled."),
    "fortryd": _("Undone."),
}


def line(one: DatedActivity, house: House) -> dict[str, Any]:
    """One row of the list."""
    zone, date_ = config().zone, one.occurrence
    starts = to_local(date_.starts_at, zone)
    room = house.rooms.get(date_.room_id or 0)
    return {
        "id": date_.id,
        "title": one.title,
        "day": starts.date(),
        "starts": starts,
        "ends": to_local(date_.ends_at, zone),
        "place": room.name if room else "",
        "people": _names(date_.facilitator_ids, house),
        "cannot": _names(date_.missing_ids, house),
        "off": date_.state == "cancelled" or one.activity.state == "cancelled",
        "version": date_.version,
    }


def by_day(lines: list[dict[str, Any]]) -> list[tuple[date, list[dict[str, Any]]]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for each in lines:
        days.setdefault(each["day"], []).append(each)
    return list(days.items())


def date_shown(
    con: Connection, one: DatedActivity, house: House, ways: Ways, *, now: datetime
) -> dict[str, Any]:
    """Everything the page of one date shows beside its forms' tokens."""
    zone, date_ = config().zone, one.occurrence
    notice = notice_of(con, one, now=now, zone=zone)
    open_now = may_be_changed(date_, now) and one.activity.state != "cancelled"
    rooms = [room for room in house.rooms.values() if not room.retired or room.id == date_.room_id]
    return {
        "one": line(one, house),
        "people": [(key, house.facilitators[key].name) for key in date_.facilitator_ids],
        "missing": [(key, house.facilitators[key].name) for key in date_.missing_ids],
        "open": open_now,
        "may_move": open_now and not has_begun(date_, now),
        "room_id": date_.room_id or 0,
        "rooms": [(room.id, room.name) for room in rooms],
        "needed": bool(date_.missing_ids) or not date_.facilitator_ids,
        "free": [_person(each) for each in ways.substitutes if not each.conflicts],
        "busy": [_person(each) for each in ways.substitutes if each.conflicts],
        "times": ways.other_times,
        "notice": notice,
        "message": message(notice, local_day(now, zone)) if notice else "",
        "on_board": board_view(one.activity, house.groups) == "full",
    }


def _person(one: Substitute) -> dict[str, Any]:
    zone = config().zone
    ran = to_local(one.last_ran, zone) if one.last_ran else None
    return {
        "id": one.person.id,
        "name": one.person.name,
        "ran": short_day(ran) if ran else "",
        "why": [conflict_words(each, zone) for each in one.conflicts],
        "hard": any(each.hard for each in one.conflicts),
    }


def _names(ids: tuple[int, ...], house: House) -> str:
    return ", ".join(house.facilitators[key].name for key in ids if key in house.facilitators)
