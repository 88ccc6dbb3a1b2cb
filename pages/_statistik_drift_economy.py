"""Driftstal, Economy: rooms, evenings, places and volunteers' hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.driftstal import Tally, is_evening, slot_of
from exports import Value
from locales import _
from pages import _statistik_bars as bars
from pages import _statistik_drift_places as places
from pages import _statistik_drift_rooms as rooms
from pages._statistik_ask import Ask, ranked
from pages._statistik_bars import Bars, Measure


def draw(ask: Ask) -> None:
    hours, before = ask.both("hour")
    rooms.draw(ask, hours)
    _day_against_evening(ask, hours, before)
    _evenings(ask)
    _room_visits(ask)
    places.draw(ask)


def _by_room(found: dict[int, Tally], evening: bool) -> dict[int, Tally]:
    together: dict[int, Tally] = {}
    for key, one in found.items():
        slot = slot_of(key)
        if slot.room_id and is_evening(slot.hour) is evening:
            together[slot.room_id] = together.get(slot.room_id, Tally()) + one
    return together


def _day_against_evening(ask: Ask, found: dict[int, Tally], before: dict[int, Tally]) -> None:
    """Two rows per room, so that one look compares them."""
    day, night = _by_room(found, False), _by_room(found, True)
    day_then, night_then = _by_room(before, False), _by_room(before, True)
    rooms_used = [key for key in ask.house.rooms if key in day or key in night]
    names: dict[int, str] = {}
    now: dict[int, Tally] = {}
    then: dict[int, Tally] = {}
    for key in rooms_used:
        for part, (label, source, past) in enumerate(
            ((_("day"), day, day_then), (_("evening"), night, night_then))
        ):
            names[key * 2 + part] = f"{ask.house.rooms[key].name}, {label}"
            now[key * 2 + part] = source.get(key, Tally())
            then[key * 2 + part] = past.get(key, Tally())
    figure = Bars(
        "day_evening",
        _("Rooms: day against evening"),
        _("Shows the hours that each room is booked, cancelled dates not counted."),
        Measure(_("Hours booked"), lambda one: _hours(one.booked_minutes)),
        _("Room"),
        (Measure(_("Hours held and counted"), lambda one: _hours(one.held_minutes)),),
        most=40,
        empty=_("No room is booked in this period."),
    )
    bars.draw(ask, figure, list(names), names, now, then)


def _hours(minutes: int) -> Value:
    hours = minutes / 60
    return int(hours) if hours == int(hours) else round(hours, 1)


def _evenings(ask: Ask) -> None:
    """Visits per day and per evening on which something was held."""
    now, then = ask.over_time("day")
    names = {0: _("A day with something held"), 1: _("An evening with something held")}

    def opened(parts: Mapping[tuple[date, int], Tally]) -> dict[int, Tally]:
        found = {0: Tally(), 1: Tally()}
        for (_day, part), one in parts.items():
            if one.held:
                # seats stand for the days here: visits per day opened
                found[part] += Tally(visits=one.visits, seated=one.visits, seats=1, held=one.held)
        return found

    figure = Bars(
        "evenings",
        _("Visits per evening opened"),
        _("Shows how many visits an evening with something held has on average, beside a day."),
        Measure(_("Visits each time"), _each_time),
        _("Time of day"),
        (Measure(_("Days or evenings opened"), lambda one: one.seats), bars.VISITS, bars.HELD),
        empty=_("Nothing is recorded yet."),
    )
    bars.draw(ask, figure, [0, 1], names, opened(now), opened(then))


def _each_time(one: Tally) -> Value:
    return round(one.filled, 1) if one.filled is not None else None


def _room_visits(ask: Ask) -> None:
    found, before = ask.both("room")
    names = {0: _("no room")} | {key: one.name for key, one in ask.house.rooms.items()}
    figure = Bars(
        "rooms",
        _("Visits by room"),
        _("Shows how many visits the activities of each room had."),
        bars.VISITS,
        _("Room"),
        (bars.HELD, bars.PLANNED, bars.CANCELLED),
        empty=_("Nothing is recorded yet."),
    )
    bars.draw(ask, figure, ranked(found, lambda key: names[key]), names, found, before)
