"""Which dates of a series an edit is for: this one, this and those after, or all."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from domain.model import DatedActivity
from locales import _
from pages import _kalender_state as state
from pages._kalender_act_run import CHANGE, FOLLOWING, open_acts
from pages._show import plain


@st.dialog(_("What do you want to change?"))
def ask(one: DatedActivity, now: datetime) -> None:
    """Three ways on, each to its own form."""
    date, activity = one.occurrence, one.activity
    st.markdown(f"**{plain(one.title)}**")
    ways: list[tuple[str, dict[str, str | int | None]]] = []
    if CHANGE in open_acts(one, now):
        ways.append((_("Only this time"), {state.DATE: date.id, state.ACT: CHANGE}))
    if FOLLOWING in open_acts(one, now):
        following: dict[str, str | int | None] = {state.ACTIVITY: activity.id, state.FROM: date.id}
        ways.append((_("This and those after"), following))
    ways.append((_("All that are to come"), {state.ACTIVITY: activity.id}))
    for label, where in ways:
        if st.button(label, width="stretch", key=f"scope_{label}"):
            state.go(**where)
            st.rerun()
