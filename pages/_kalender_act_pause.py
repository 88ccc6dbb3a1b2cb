"""The small form behind pausing a series for some days, and taking it up again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from actions import pauses
from domain.localtime import to_local
from domain.model import Occurrence
from locales import _
from locales.formats import clock, day
from pages._kalender_act_forms import line
from pages._kalender_act_run import Bench, form_token, run
from pages._show import Slots


def draw(bench: Bench) -> None:
    """Both halves: the days to pause, and the dates that are paused."""
    _pause(bench)
    with bench.db.read() as con:
        coming = pauses.paused(con, bench.one.activity.id, bench.now)
    if coming:
        _resume(bench, coming)


def _pause(bench: Bench) -> None:
    activity, slots = bench.one.activity, Slots()
    shown = to_local(bench.one.occurrence.starts_at, bench.zone).date()
    with st.form(f"kalender_pause_{activity.id}_{activity.version}"):
        st.markdown(f"**{_('Pause the series')}**")
        st.caption(_("Citizens do not see these dates, and they do not count as cancelled."))
        slots["form"] = st.container()
        left, right = st.columns(2)
        with left:
            first = st.date_input(_("From and with"), value=shown, format="DD/MM/YYYY")
            slots["first"] = st.container()
        with right:
            last = st.date_input(_("To and with"), value=shown, format="DD/MM/YYYY")
            slots["last"] = st.container()
        sent = st.form_submit_button(_("Pause these days"), type="primary")
    if sent and first and last:
        call = partial(pauses.pause, bench.db, bench.actor, activity.id, first=first, last=last)
        token = form_token(f"pause_{activity.id}_{first}_{last}", activity.version)
        rest = partial(call, version=activity.version, now=bench.now, token=token)
        run(bench, _("The days are paused."), rest, slots)


def _resume(bench: Bench, coming: Sequence[Occurrence]) -> None:
    activity, slots = bench.one.activity, Slots()
    words = {one.id: _spoken(one, bench) for one in coming}
    with st.form(f"kalender_resume_{activity.id}_{activity.version}"):
        st.markdown(f"**{_('Paused dates')}**")
        slots["form"] = st.container()
        chosen = st.multiselect(
            _("Which are held after all?"),
            list(words),
            format_func=lambda number: words[number],
            placeholder=_("Choose one or more"),
        )
        reason = line(_("Reason, if something collides (staff only)"), "reason", slots, "", "")
        sent = st.form_submit_button(_("Take up again"), type="primary")
    if sent:
        call = partial(pauses.resume, bench.db, bench.actor, activity.id, tuple(chosen))
        rest = partial(call, reason=reason, version=activity.version, now=bench.now)
        run(bench, _("The dates are planned again."), rest, slots)


def _spoken(one: Occurrence, bench: Bench) -> str:
    start = to_local(one.starts_at, bench.zone)
    return f"{day(start)} {clock(start)}"
