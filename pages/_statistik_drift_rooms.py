"""Driftstal, Economy: how rooms are booked, held and empty by weekday and hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

import charts
from charts import Chart, Look
from domain.driftstal import OPEN_FROM, OPEN_UNTIL, Tally
from domain.room_hours import Share
from exports import Column, Value
from locales import _
from locales.formats import percent, weekday
from pages import _statistik_room_hours as hours
from pages._statistik_ask import Ask
from pages._statistik_figure import figure

_MONDAY = date(2026, 11, 23)
_CHOICE = "lokaler"
HOURS = range(OPEN_FROM, OPEN_UNTIL)
Kinds = dict[str, Callable[[Share], float]]


def draw(ask: Ask, found: dict[int, Tally]) -> None:
    """Of the hours the house's rooms have, the share that is booked, held, or empty."""
    rooms = hours.rooms_of(ask)
    days = hours.weekdays(ask, found)
    shares = hours.of(ask, found, rooms)
    kinds: Kinds = {
        _("Booked"): lambda one: one.booked,
        _("Held"): lambda one: one.held,
        _("Empty"): lambda one: one.empty,
    }
    title = _("Rooms by weekday and hour")
    says = _(
        "Shows the share of the rooms that is booked, held and counted, or empty, from %(from)s to"
        " %(until)s. What is hidden is not seen here, so an empty room may be in use."
    ) % {"from": f"{OPEN_FROM}.00", "until": f"{OPEN_UNTIL}.00"}
    columns = [Column(_("Weekday"), "text"), Column(_("Hour"), "text")]
    columns += [Column(label, "percent") for label in kinds]
    rows: list[tuple[Value, ...]] = [
        (
            _name(day),
            f"{hour}–{hour + 1}",
            *(hours.value(shares.get((day, hour)), kind) for kind in kinds.values()),
        )
        for day in days
        for hour in HOURS
    ]
    names = ", ".join(one.name for one in rooms)
    notes = [_("Rooms: %(names)s.") % {"names": names}]
    notes.append(_("Hours in which a place is closed are left out: they are not empty."))
    sheet = ask.sheet(title, says, columns, rows, *notes, stroke=False)
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
        kind = kinds.get(label, kinds[_("Booked")])
        cells = [
            {
                "row": _name(day)[:3],
                "column": str(hour),
                "value": kind(shares[day, hour]),
                "shown": percent(kind(shares[day, hour])).replace("\xa0%", ""),
            }
            for day in days
            for hour in HOURS
            if (day, hour) in shares
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


def _name(day: int) -> str:
    return weekday(_MONDAY + timedelta(days=day)).capitalize()
