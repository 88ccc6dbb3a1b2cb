"""What Driftstal may be narrowed to. Each choice stands in the address as its own name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import streamlit as st

from domain.driftstal import Narrowed
from domain.figures import EVENING_FROM
from domain.model import House
from locales import _
from locales.formats import weekday


def choose(house: House) -> tuple[Narrowed, str]:
    """The filters, and what they are in words ("" for none)."""
    times = _times()
    groups = _names(
        {key: one for key, one in house.groups.items() if one.calendar in ("open", "discreet")}
    )
    types = _names({key: one for key, one in house.categories.items() if not one.treatment})
    rooms = _names(house.rooms)
    with st.expander(_("Narrow it down"), icon=":material/filter_alt:", key="filter_box"):
        places = st.columns(4)
        with places[0]:
            group = _one(_("Offered to"), "for", groups, _("All target groups"))
        with places[1]:
            category = _one(_("Type"), "type", types, _("All types"))
        with places[2]:
            room = _one(_("Room"), "lokale", rooms, _("All rooms"))
        with places[3]:
            when = _one(_("Time of day"), "tid", {name: name for name in times}, _("All the time"))
    evening, weekday = times.get(when or "", (None, None))
    narrowed = Narrowed(
        group_id=groups.get(group or ""),
        category_id=types.get(category or ""),
        room_id=rooms.get(room or ""),
        evening=evening,
        weekday=weekday,
    )
    return narrowed, ", ".join(name for name in (group, category, room, when) if name)


def _one(label: str, key: str, choices: Iterable[str], every: str) -> str | None:
    chosen = st.selectbox(
        label,
        list(choices),
        index=None,
        key=key,
        bind="query-params",
        placeholder=every,
    )
    return str(chosen) if chosen else None


def _names(table: Mapping[int, object]) -> dict[str, int]:
    return {str(getattr(one, "name", "")): key for key, one in table.items()}


def _times() -> dict[str, tuple[bool | None, int | None]]:
    hour = {"hour": EVENING_FROM}
    found: dict[str, tuple[bool | None, int | None]] = {
        _("Day (before %(hour)s)") % hour: (False, None),
        _("Evening (from %(hour)s)") % hour: (True, None),
    }
    monday = date(2026, 11, 23)
    days = (monday + timedelta(days=number) for number in range(7))
    return found | {weekday(day).capitalize(): (None, day.weekday()) for day in days}
