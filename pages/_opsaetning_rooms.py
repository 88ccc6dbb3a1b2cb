"""Rooms: where they are, how many they hold, and whether they can be taken twice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from domain.errors import InvalidField, InvalidInput
from domain.model import House, Room
from domain.validation import MAX_CAPACITY, whole_number
from locales import _
from pages import _opsaetning_hours
from pages._opsaetning_editor import Office, edit, line
from pages._show import Slots, plain


def draw(office: Office) -> None:
    house = office.house()
    used = [one for one in house.rooms.values() if not one.retired]
    st.table(
        {
            _("Room"): [plain(one.name) for one in used],
            _("Place"): [plain(house.sites[one.site_id].name) for one in used],
            _("Holds"): [str(one.capacity) for one in used],
            _("Kind"): [plain(one.kind) for one in used],
        },
        border="horizontal",
        hide_index=True,
    )
    blank = Room(0, next(iter(house.sites), 0), "", 0, "", True)
    edit(office, "rooms", _("New room"), house.rooms, blank, partial(_form, house))
    owners: dict[_opsaetning_hours.Key, str] = {
        ("site", number): _("The whole of %(place)s") % {"place": site.name}
        for number, site in house.sites.items()
    }
    owners |= {("room", one.id): one.name for one in used}
    about = _(
        "Whoever plans outside of them is asked for a reason. Empty on every day: always open. "
        "A room without hours of its own has those of its place."
    )
    _opsaetning_hours.draw(office, "rooms", _("Opening hours"), about, owners)


def _form(house: House, one: Room, slots: Slots) -> Room:
    problems: list[InvalidField] = []
    left, right = st.columns(2)
    sites = {number: site.name for number, site in house.sites.items()}
    with left:
        name = line(_("Name"), "name", one.name, slots)
        site = st.selectbox(
            _("Place"),
            list(sites),
            index=list(sites).index(one.site_id) if one.site_id in sites else None,
            format_func=lambda number: sites[number],
            placeholder=_("Choose a place"),
        )
        slots["site"] = st.container()
        kind = line(_("Kind"), "kind", one.kind, slots, _("teaching, treatment, office …"))
    with right:
        capacity = _count(_("How many does it hold?"), "capacity", one.capacity, slots, problems)
        before = _count(
            _("Minutes for setting up"), "setup_minutes", one.setup_minutes, slots, problems
        )
        after = _count(
            _("Minutes for clearing"), "clearing_minutes", one.clearing_minutes, slots, problems
        )
    exclusive = st.checkbox(_("Only one activity at a time"), value=one.exclusive)
    if site is None:
        problems.append(InvalidField("site", "required"))
    if problems or site is None:
        raise InvalidInput(tuple(problems))
    return replace(
        one,
        name=name,
        site_id=site,
        kind=kind,
        capacity=capacity,
        setup_minutes=before,
        clearing_minutes=after,
        exclusive=exclusive,
    )


def _count(label: str, name: str, value: int, slots: Slots, problems: list[InvalidField]) -> int:
    text = line(label, name, str(value or ""), slots, "0")
    try:
        return whole_number(name, text, 0, MAX_CAPACITY) or 0
    except InvalidField as problem:
        problems.append(problem)
        return 0
