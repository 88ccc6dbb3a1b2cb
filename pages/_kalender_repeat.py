"""How an activity repeats: the widgets; _kalender_rule.py has the rule they mean."""

from __future__ import annotations

from datetime import date

import streamlit as st

from locales import _
from locales.formats import weekday
from pages._kalender_draft import Draft
from pages._kalender_rule import monthly_ways
from pages._kalender_values import RAW
from pages._show import Slots
from pages._words import NTH, WEEKDAYS

_REPEATS = {
    "once": _("Once"),
    "daily": _("Every day"),
    "weekly": _("Every week"),
    "monthly": _("Every month"),
}
_UNITS = {"daily": _("Every … days"), "weekly": _("Every … weeks"), "monthly": _("Every … months")}
_ENDS = {
    "never": _("Until further notice"),
    "until": _("Until and including a date"),
    "count": _("A number of times"),
}


def follow(draft: Draft) -> None:
    """When the date moves, a single chosen weekday moves with it. A callback."""
    day, before = draft.value("date"), draft.value("weekdays")
    if isinstance(day, date) and isinstance(before, list) and len(before) <= 1:
        draft.set("weekdays", [day.weekday()])


def draw(draft: Draft, slots: Slots) -> None:
    options = [*_REPEATS, RAW] if draft.value("repeat") == RAW else list(_REPEATS)
    st.segmented_control(
        _("Repeats"),
        options,
        format_func=lambda one: _REPEATS.get(one, _("As imported")),
        key=draft.key("repeat"),
        required=True,
        persist_state="session",
    )
    slots["rule"] = st.container()
    repeat = draft.value("repeat")
    if repeat not in _UNITS:
        return
    with st.container(border=True):
        if repeat == "weekly":
            _weekdays(draft, slots)
        elif repeat == "monthly":
            _monthly(draft)
        _end(draft, str(repeat), slots)


def _weekdays(draft: Draft, slots: Slots) -> None:
    st.pills(
        _("On these days"),
        list(range(7)),
        format_func=lambda number: WEEKDAYS[number],
        selection_mode="multi",
        key=draft.key("weekdays"),
        persist_state="session",
    )
    slots["weekdays"] = st.container()


def _monthly(draft: Draft) -> None:
    day = draft.value("date")
    if not isinstance(day, date):
        return
    nth = NTH.get((day.day + 6) // 7, "")
    weekly = _("the %(nth)s %(weekday)s of the month")
    words = {
        "weekday": weekly % {"nth": nth, "weekday": weekday(day)},
        "last": weekly % {"nth": _("last"), "weekday": weekday(day)},
        "date": _("on the %(day)s. of the month") % {"day": day.day},
    }
    ways = monthly_ways(day)
    if draft.value("monthly_by") not in ways:
        draft.set("monthly_by", ways[0])
    st.radio(
        _("On this day"),
        ways,
        format_func=lambda one: words[one],
        key=draft.key("monthly_by"),
        persist_state="session",
    )


def _end(draft: Draft, repeat: str, slots: Slots) -> None:
    every, ends, last = st.columns([2, 4, 4])
    with every:
        st.text_input(_UNITS[repeat], key=draft.key("interval"), persist_state="session")
        slots["interval"] = st.container()
    with ends:
        st.selectbox(
            _("How long?"),
            list(_ENDS),
            placeholder=_("Choose"),
            format_func=lambda one: _ENDS[one],
            key=draft.key("ends"),
            persist_state="session",
        )
    with last:
        if draft.value("ends") == "until":
            st.date_input(
                _("Last day"),
                value=None,
                format="DD/MM/YYYY",
                key=draft.key("until"),
                persist_state="session",
            )
        elif draft.value("ends") == "count":
            st.text_input(_("How many times?"), key=draft.key("count"), persist_state="session")
        slots["count"] = slots["until"] = st.container()
