"""What helps to plan more than one thing at a time, each on a page of its own in the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.activities import activity
from db.connection import HouseDb
from domain.model import Actor
from domain.rights import allows, require
from locales import _
from pages import (
    _kalender_closed,
    _kalender_copy,
    _kalender_find,
    _kalender_reserve,
    _kalender_sets,
    _kalender_templates,
)
from pages import _kalender_state as state
from pages._kalender_tool import Toolbox

FIND, RESERVE, COPY, TEMPLATES, SETS = "find-tid", "reserver", "kopier", "skabeloner", "plan"
_TOOLS: dict[str, tuple[str, str, Callable[[Toolbox], None]]] = {
    FIND: (_("Find a time"), "manage_search", _kalender_find.draw),
    RESERVE: (_("Reserve a room"), "meeting_room", _kalender_reserve.draw),
    COPY: (_("Copy a week"), "content_copy", _kalender_copy.draw),
    TEMPLATES: (_("Templates"), "bookmark", _kalender_templates.draw),
    SETS: (_("Plan for a period"), "sunny", _kalender_sets.draw),
}


def bar(actor: Actor) -> None:
    """The ways in, above the calendar; for whoever plans."""
    if not allows(actor, "plan.write"):
        return
    with st.container(horizontal=True, key="kalender_tools", gap="small"):
        for tool, (label, icon, _draw) in _TOOLS.items():
            st.button(
                label,
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=_open,
                args=(tool,),
                key=f"kalender_tool_{tool}",
            )


def _open(tool: str) -> None:
    """A callback: with fresh tokens, so that what was undone can be saved again."""
    for key in [one for one in st.session_state if str(one).startswith(f"kalender_token_{tool}_")]:
        del st.session_state[key]
    state.go(**{state.TOOL: tool, state.DAY: st.query_params.get(state.DAY)})


def is_reservation(db: HouseDb) -> bool:
    """Whether the address asks to change a reservation, which has a form of its own."""
    number = state.number(state.ACTIVITY)
    if number is None:
        return False
    with db.read() as con:
        found = activity(con, number)
    return found is not None and found.fields.kind == "reservation" and found.fields.rrule is None


def draw(db: HouseDb, actor: Actor, *, now: datetime, today: date, zone: ZoneInfo) -> None:
    """The tool in the address. Raises Refused for who may not plan."""
    require(actor, "plan.write")
    tool = _TOOLS.get(st.query_params.get(state.TOOL, RESERVE))
    st.button(_("Back to the calendar"), icon=":material/arrow_back:", on_click=state.to_list)
    if tool is not None:
        st.header(tool[0], anchor=False)
        tool[2](Toolbox(db, actor, now, today, zone))


def draw_closed(db: HouseDb, actor: Actor, *, now: datetime, today: date, zone: ZoneInfo) -> None:
    """A closed day and what was planned on it; for whoever reads the plan."""
    st.button(_("Back to the calendar"), icon=":material/arrow_back:", on_click=state.to_list)
    box = Toolbox(db, actor, now, today, zone)
    _kalender_closed.draw(box, state.number(state.CLOSURE) or 0)
