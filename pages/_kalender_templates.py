"""Templates: the house's usual activities, to plan from, rename, change and delete."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import templates
from db.plan_rows import Template
from db.plan_rows import templates as read_templates
from domain.model import House
from domain.rights import allows
from locales import _
from locales.formats import time_range, weekday
from pages import _kalender_state as state
from pages import _kalender_template_form
from pages._kalender_act_run import run
from pages._kalender_tool import Toolbox
from pages._show import Slots, chips, names, nothing, plain

EDIT = "ret-skabelon"


def draw(box: Toolbox) -> None:
    """The list; `?skabelon=` with `?handling=` opens one to be changed."""
    with box.db.read() as con:
        found = read_templates(con)
    number = state.number(state.TEMPLATE)
    chosen = next((one for one in found if one.id == number), None)
    if chosen is not None and st.query_params.get(state.ACT) == EDIT:
        _kalender_template_form.draw(box, chosen)
        return
    nothing(_("Save an activity as a template on its own page, under “Save as template”."))
    if not found:
        nothing(_("There are no templates yet."))
    house = box.house()
    shared = [one.id for one in house.services.values() if one.kind == "house"]
    for one in found:
        mine = allows(box.actor, "plan.write", one.fields.service_ids, shared)
        _row(box, one, house, mine=mine)


def _row(box: Toolbox, one: Template, house: House, *, mine: bool) -> None:
    fields = one.fields
    start = fields.local_start
    when = f"{weekday(start).capitalize()} {time_range(start, start + fields.duration)}"
    room = house.rooms.get(fields.room_id or 0)
    facts = [plain(when), plain(room.name) if room else "", names(fields.group_ids, house.groups)]
    with st.container(border=True, key=f"template_{one.id}"):
        words, acts = st.columns([2, 3], vertical_alignment="center")
        with words:
            about = " · ".join(fact for fact in facts if fact)
            head = f"{chips(fields.service_ids, house)} **{plain(one.name)}**"
            st.markdown(f"{head}  \n:gray[{about}]")
        with acts, st.container(horizontal=True, horizontal_alignment="right"):
            st.button(
                _("Plan from it"),
                icon=":material/add:",
                key=f"template_use_{one.id}",
                on_click=state.go,
                kwargs={state.ACTIVITY: state.NEW, state.TEMPLATE: one.id},
            )
            if mine:
                _acts(box, one)


def _acts(box: Toolbox, one: Template) -> None:
    st.button(
        _("Change"),
        icon=":material/edit:",
        type="tertiary",
        key=f"template_edit_{one.id}",
        on_click=state.go,
        kwargs={state.TOOL: "skabeloner", state.TEMPLATE: one.id, state.ACT: EDIT},
    )
    key = f"template_rename_{one.id}"
    with st.popover(_("Rename"), icon=":material/label:", type="tertiary", key=key):
        with st.form(f"template_name_{one.id}_{one.version}", border=False):
            slots = Slots(form=st.container())
            name = st.text_input(_("What is it called?"), value=one.name)
            slots["name"] = st.container()
            sent = st.form_submit_button(_("Save"), type="primary")
        if sent:
            call = partial(templates.rename, box.db, box.actor, one.id, str(name or ""))
            back(box, _("The template is renamed."), call, one, slots)
    key = f"template_delete_{one.id}"
    if st.button(_("Delete"), icon=":material/delete:", type="tertiary", key=key):
        call = partial(templates.delete, box.db, box.actor, one.id)
        back(box, _("The template is deleted. What was planned from it stays."), call, one, Slots())


def back(box: Toolbox, done: str, call: partial[None], one: Template, slots: Slots) -> None:
    """Do it, and come back to the list."""

    def act() -> None:
        call(version=one.version, now=box.now)

    slots.setdefault("form", st.container())
    run(box, done, act, slots, back={state.TOOL: "skabeloner"})
