"""Find a time: what is needed, and the first times that are free; one opens the form filled in."""

from __future__ import annotations

import streamlit as st

from actions import free_times
from domain.errors import HouseError, InvalidInput
from domain.free_times import Free, Part, Wish
from domain.model import House
from locales import _
from locales.formats import day, time_range
from locales.messages import field_messages
from pages import _kalender_state as state
from pages._kalender_find_wish import PART_WORDS, ask
from pages._kalender_tool import Toolbox
from pages._show import Slots, fill, nothing, plain, tell


def draw(box: Toolbox) -> None:
    house, slots = box.house(), Slots()
    with st.container(border=True):
        wish, problems = ask(box, house, slots)
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


def _offer(part: Part, found: list[Free], wish: Wish, house: House) -> None:
    st.subheader(PART_WORDS[part], anchor=False)
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
