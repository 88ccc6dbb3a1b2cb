"""A template in the form of an activity: changed here, planned nowhere."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import templates
from db.plan_rows import Template
from domain.errors import InvalidInput
from locales import _
from locales.messages import field_messages
from pages import _kalender_draft as drafts
from pages import _kalender_fields, _kalender_more
from pages import _kalender_state as state
from pages._kalender_act_run import run
from pages._kalender_collect import collect
from pages._kalender_target import Target
from pages._kalender_tool import Toolbox
from pages._kalender_values import filled_with
from pages._save_key import saves
from pages._show import Slots, fill, nothing, plain


def draw(box: Toolbox, one: Template) -> None:
    house = box.house()
    which = f"skabelon-{one.id}-{one.version}"
    draft = drafts.opened(Target(which, None, None, filled_with(one.fields)))
    slots: Slots = {}
    st.markdown(
        _("You change the template **%(name)s**. What was planned from it stays as it is.")
        % {"name": plain(one.name)}
    )
    slots["form"] = st.container()
    nothing(_("Of the day only the weekday counts."))
    _kalender_fields.draw(draft, house, slots)
    with st.expander(_("More"), icon=":material/tune:", key=draft.key("more")):
        _kalender_more.draw(draft, house, slots)
    fields, problems = collect(draft)
    with st.container(horizontal=True, key="bar_kalender"):
        sent = st.button(_("Save the template"), type="primary", key=draft.key("save"))
        given_up = st.button(_("Give up"), type="tertiary", key=draft.key("cancel"))
    saves(draft.key("save"))
    if given_up:
        drafts.close(which)
        state.go(**{state.TOOL: "skabeloner"})
        st.rerun()
    if sent and problems:
        fill(slots, field_messages(InvalidInput(tuple(problems))))
    elif sent:
        call = partial(templates.save, box.db, box.actor, one.name, fields, template_id=one.id)
        save = partial(call, version=one.version, now=box.now, token=draft.token)
        run(box, _("The template is saved."), save, slots, back={state.TOOL: "skabeloner"})
