"""Saving an activity as a template, from its own page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import templates
from locales import _
from pages._kalender_act_forms import line
from pages._kalender_act_run import Bench, run
from pages._show import Slots


def draw(bench: Bench) -> None:
    activity, slots = bench.one.activity, Slots()
    with st.form(f"kalender_template_{activity.id}_{activity.version}"):
        st.markdown(f"**{_('Save as template')}**")
        st.caption(_("You find it under Templates in the calendar, and can plan from it."))
        slots["form"] = st.container()
        name = line(_("What is it called?"), "name", slots, activity.fields.title, "")
        sent = st.form_submit_button(_("Save the template"), type="primary")
    if sent:
        call = partial(templates.save, bench.db, bench.actor, name, activity.fields)
        run(bench, _("The template is saved."), partial(call, now=bench.now), slots)
