"""Find a time: what is needed, and the first times that are free; one opens the form filled in."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from actions import free_times
from domain.errors import HouseError, InvalidField, InvalidInput
from domain.free_times import MOST_WEEKS, PARTS, Free, Part, Wish
from domain.localtime import to_local
from domain.model import House
from domain.validation import whole_number
from locales import _, ngettext
from locales.formats import day, time_range
from locales.messages import field_messages
from pages import _kalender_state as state
from pages._kalender_tool import Toolbox, day_field, people_and_groups
from pages._show import Slots, fill, nothing, plain, tell

_LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240, 360)
_PARTS: dict[Part, str] = {"day": _("By day"), "evening": _("In the evening")}


def draw(box: Toolbox) -> None:
    house, slots = box.house(), Slots()
    with st.container(border=True):
        wish, problems = _wish(box, house, slots)
    if wish is None:
        fill(slots, field_messages(InvalidInput(tuple(problems))))
        return
    try:
        found = free_times.find(box.db, box.actor, wish, now=box.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
        return
    except HouseError as error:
        tell(error)
        return
    if not found:
        nothing(_("Nothing is free then. Try more weeks, another length, or any room."))
    for part in wish.parts:
        _offer(part, [one for one in found if one.part == part], wish, house)


def _wish(box: Toolbox, house: House, slots: Slots) -> tuple[Wish | None, list[InvalidField]]:
    problems: list[InvalidField] = []
    length, start, weeks, people = st.columns(4)
    with length:
        minutes = st.selectbox(
            _("How long?"), _LENGTHS, index=2, format_func=_length, key="find_length"
        )
    with start:
        first = day_field(_("From which day?"), "first", box.today, slots, "find_first")
    with weeks:
        ahead = st.number_input(_("Weeks ahead"), 1, MOST_WEEKS, 4, key="find_weeks")
        slots["weeks"] = st.container()
    with people:
        many = st.text_input(_("Places"), placeholder=_("any number"), key="find_places")
        slots["capacity"] = st.container()
    kind, site, when = st.columns([2, 2, 3])
    with kind:
        kinds = sorted({one.kind for one in house.rooms.values() if one.kind and not one.retired})
        wanted = st.selectbox(
            _("Kind of room"), kinds, index=None, placeholder=_("Any"), key="find_kind"
        )
        slots["room"] = st.container()
    with site:
        sites = {one.name: one.id for one in house.sites.values()}
        place = st.selectbox(
            _("Where?"), list(sites), index=None, placeholder=_("Any"), key="find_site"
        )
    with when:
        parts = st.pills(
            _("When?"),
            PARTS,
            format_func=lambda one: _PARTS[one],
            selection_mode="multi",
            default=PARTS,
            key="find_parts",
        )
        slots["parts"] = st.container()
        weekend = st.checkbox(_("Saturdays and Sundays too"), key="find_weekend")
    facilitators, groups = people_and_groups(house, "find")
    capacity = None
    try:
        capacity = whole_number("capacity", many, 1, 10_000)
    except InvalidField as problem:
        problems.append(problem)
    if first is None:
        problems.append(InvalidField("first", "required"))
    if problems or first is None:
        return None, problems
    return Wish(
        duration=timedelta(minutes=minutes or 60),
        first=max(first, to_local(box.now, box.zone).date()),
        weeks=int(ahead),
        parts=tuple(one for one in PARTS if one in parts),
        weekend=weekend,
        capacity=capacity,
        kind=wanted or "",
        site_id=sites.get(place) if place else None,
        facilitator_ids=facilitators,
        group_ids=groups,
    ), []


def _length(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)s minutes") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    words = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return f"{words} {rest} min." if rest else words


def _offer(part: Part, found: list[Free], wish: Wish, house: House) -> None:
    st.subheader(_PARTS[part], anchor=False)
    if not found:
        nothing(_("Nothing is free then."))
    with st.container(key=f"rows_find_{part}", gap=None):
        for one in found:
            when = f"{day(one.start).capitalize()} {time_range(one.start, one.end)}"
            st.button(
                f"**{plain(when)}** · {plain(house.rooms[one.room_id].name)}",
                icon=":material/add_circle:",
                type="tertiary",
                key=f"find_{one.start:%Y%m%dT%H%M}_{one.room_id}",
                on_click=_take,
                args=(one, wish),
            )


def _take(one: Free, wish: Wish) -> None:
    """A callback: to the form, filled in."""
    filled_in: dict[str, str | int | None] = {
            state.ACTIVITY: state.NEW,
            state.START: f"{one.start:%Y-%m-%dT%H:%M}",
            state.END: f"{one.end:%Y-%m-%dT%H:%M}",
            state.ROOM: one.room_id,
            state.PEOPLE: ",".join(map(str, wish.facilitator_ids)) or None,
            state.GROUPS: ",".join(map(str, wish.group_ids)) or None,
            state.DAY: f"{one.start:%Y-%m-%d}",
    }
    state.go(**filled_in)
