"""The tally sheet (streg-ark) for days without power: boxes to tick, on paper, A4.

It lies open by the door. So it has no names, asks nobody which service they come from, and calls
an activity that is not on the open programme by its neutral title, or by nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock
from actions.config import config
from db.connection import Connection, HouseDb
from db.half_days import counting_places
from db.house import load_house
from db.occurrences import between
from domain.discretion import board_view, is_counted
from domain.half_days import HALVES, CountingPlace, Half
from domain.localtime import local_day, parse_week, range_bounds, to_local, week_text
from domain.model import DatedActivity, DayRange, House
from public import door
from public.door import answered
from public.render import frame_of, private_page

BOXES = {"came": 30, "turned_away": 10, "volunteers": 5}
"""Boxes per line; who needs more writes a number."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    title: str
    """"" for what is not on the open programme and has no neutral title."""
    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True, slots=True)
class SheetDay:
    day: date
    lines: list[SheetLine]
    halves: list[tuple[CountingPlace, Half]]


class Sheet:
    """The route of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/vaert/streg-ark", self.page)]

    @answered
    def page(self, request: Request) -> Response:
        door.host(request, self.db)
        today = local_day(clock.now(self.db), config().zone)
        days, whole_week = _wanted(request, today)
        with self.db.read() as con:
            house = load_house(con)
            shown = _days(con, house, days)
        step = timedelta(days=7 if whole_week else 1)
        context = {
            "days": shown,
            "boxes_of": BOXES,
            "whole_week": whole_week,
            "first": days.first,
            "week": week_text(days.first),
            "before": days.first - step,
            "after": days.first + step,
            "before_week": week_text(days.first - step),
            "after_week": week_text(days.first + step),
        }
        return private_page(request, "host_sheet.html", frame_of(house), context)


def _wanted(request: Request, today: date) -> tuple[DayRange, bool]:
    """The local days of the address, and whether they are a week. Raises HTTPException 404."""
    asked = request.query_params
    try:
        if "uge" in asked:
            return parse_week(asked["uge"]), True
        day = date.fromisoformat(asked["dag"]) if asked.get("dag") else today
        if not 2000 <= day.year <= 2100:
            raise ValueError(day)
    except ValueError as error:
        raise HTTPException(404) from error
    return DayRange(day, day + timedelta(days=1)), False


def _days(con: Connection, house: House, days: DayRange) -> list[SheetDay]:
    zone = config().zone
    start, end = range_bounds(days, zone)
    planned = [
        one
        for one in between(con, start, end, states=("planned",))
        if one.occurrence.starts_at >= start and is_counted(one.activity)
    ]
    places = [one for one in counting_places(con) if not one.retired]
    found: list[SheetDay] = []
    day = days.first
    while day < days.after:
        lines = [
            _line(one, house) for one in planned if local_day(one.occurrence.starts_at, zone) == day
        ]
        counted = [one for one in places if str(day.weekday()) in one.weekdays]
        halves = [(place, half) for place in counted for half in HALVES]
        if lines or (halves and days.after - days.first == timedelta(days=1)):
            found.append(SheetDay(day, lines, halves))
        day += timedelta(days=1)
    return found


def _line(one: DatedActivity, house: House) -> SheetLine:
    zone = config().zone
    room = house.rooms.get(one.occurrence.room_id or 0)
    is_open = board_view(one.activity, house.groups) == "full"
    return SheetLine(
        title=one.title if is_open else one.activity.fields.neutral_title,
        starts=to_local(one.occurrence.starts_at, zone),
        ends=to_local(one.occurrence.ends_at, zone),
        place=room.name if room else "",
    )
