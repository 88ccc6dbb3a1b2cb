"""Driftstal, Economy: how rooms are booked, held and empty by weekday and hour."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import streamlit as st

import charts
from charts import Chart, Look
from domain.driftstal import OPEN_FROM, OPEN_UNTIL, Tally, slot_of
from domain.model import Room
from exports import Column, Value
from locales import _
from locales.formats import percent, weekday
from pages._statistik_ask import Ask
from pages._statistik_figure import figure

_MONDAY = date(2026, 11, 23)
_CHOICE = "lokaler"
HOURS = range(OPEN_FROM, OPEN_UNTIL)


def draw(ask: Ask, found: dict[int, Tally]) -> None:
    """Of the hours the house's rooms have, the share that is booked, held, or empty."""
    rooms = _rooms(ask)
    shares = _shares(ask, found, rooms)
    kinds = {_("Booked"): "booked", _("Held"): "held", _("Empty"): "empty"}
    title = _("Rooms by weekday and hour")
    says = _(
        "Shows the share of the rooms that is booked, held and counted, or empty, from %(from)s to"
        " %(until)s. What is hidden is not seen here, so an empty room may be in use."
    ) % {"from": f"{OPEN_FROM}.00", "until": f"{OPEN_UNTIL}.00"}
    columns = [Column(_("Weekday"), "text"), Column(_("Hour"), "text")]
    columns += [Column(label, "percent") for label in kinds]
    rows: list[tuple[Value, ...]] = [
        (_name(day), f"{hour}–{hour + 1}", *(shares[day, hour][kind] for kind in kinds.values()))
        for day in _weekdays(ask, found)
        for hour in HOURS
    ]
    names = ", ".join(one.name for one in rooms)
    sheet = ask.sheet(
        title, says, columns, rows, _("Rooms: %(names)s.") % {"names": names}, stroke=False
    )  # fmt: skip
    if not rows or not rooms:
        figure("hours", ask.sheet(title, _("No room is booked in this period."), columns, ()), None)
        return

    def choose() -> object:
        return st.segmented_control(
            _("Show"),
            list(kinds),
            default=_("Booked"),
            key=_CHOICE,
            bind="query-params",
            required=True,
            label_visibility="collapsed",
        )

    def drawn(look: Look) -> list[Chart]:
        label = str(st.session_state.get(_CHOICE, _("Booked")))
        kind = kinds.get(label, "booked")
        cells = [
            {
                "row": _name(day)[:3],
                "column": str(hour),
                "value": shares[day, hour][kind],
                "shown": percent(shares[day, hour][kind]).replace("\xa0%", ""),
            }
            for day in _weekdays(ask, found)
            for hour in HOURS
        ]
        told = "; ".join(f"{one['row']} kl. {one['column']} {one['shown']} %" for one in cells)
        return [
            charts.grid(
                charts.frame(cells),
                title=_("%(what)s, per cent of the rooms, by weekday and hour") % {"what": label},
                description=f"{title}: {told}.",
                look=look,
                tight=True,
            )
        ]

    figure("hours", sheet, drawn, above=choose)


def _rooms(ask: Ask) -> list[Room]:
    """What can be empty: rooms that one activity has to itself, and that are in use."""
    wanted = ask.narrowed.room_id
    return [
        one
        for one in ask.house.rooms.values()
        if one.exclusive and not one.retired and wanted in (None, one.id)
    ]


def _weekdays(ask: Ask, found: dict[int, Tally]) -> list[int]:
    """Monday to Friday, and what else is booked."""
    used = {slot_of(key).weekday for key in found}
    wanted = ask.narrowed.weekday
    return [day for day in range(7) if (day < 5 or day in used) and wanted in (None, day)]


def _shares(
    ask: Ask, found: dict[int, Tally], rooms: list[Room]
) -> dict[tuple[int, int], dict[str, float]]:
    minutes: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    ids = {one.id for one in rooms}
    for key, one in found.items():
        slot = slot_of(key)
        if slot.room_id in ids:
            minutes[slot.weekday, slot.hour][0] += one.booked_minutes
            minutes[slot.weekday, slot.hour][1] += one.held_minutes
    days, times = ask.chosen.days, [0] * 7
    for number in range((days.after - days.first).days):
        times[(days.first + timedelta(days=number)).weekday()] += 1
    shares = {}
    for day in range(7):
        for hour in HOURS:
            there = times[day] * len(rooms) * 60
            booked, held = minutes[day, hour]
            share = min(1.0, booked / there) if there else 0.0
            shares[day, hour] = {
                "booked": share,
                "held": min(1.0, held / there) if there else 0.0,
                "empty": 1 - share,
            }
    return shares


def _name(day: int) -> str:
    return weekday(_MONDAY + timedelta(days=day)).capitalize()
