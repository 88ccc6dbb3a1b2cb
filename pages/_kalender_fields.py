"""The five questions of an activity: what, when, where, for whom, who runs it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from domain.model import House
from locales import _
from pages import _kalender_repeat
from pages._kalender_draft import Draft
from pages._pick import Entry, offered
from pages._show import Slots


def draw(draft: Draft, house: House, slots: Slots) -> None:
    """Draw the widgets; under each a slot for what is wrong with it."""
    title, kind = st.columns([3, 2])
    with title:
        st.text_input(
            _("What?"),
            placeholder=_("For example: NADA"),
            key=draft.key("title"),
            persist_state="session",
        )
        slots["title"] = st.container()
    with kind:
        one(draft, "category", _("Type"), _("Choose a type"), house.categories, slots)
    _when(draft, slots)
    where, whom = st.columns(2)
    with where:
        one(draft, "room", _("Where?"), _("Choose a room"), house.rooms, slots)
    with whom:
        many(draft, "groups", _("For whom?"), _("Choose target groups"), house.groups, slots)
    placeholder = _("Choose one or more, or leave it open")
    many(draft, "facilitators", _("Who runs it?"), placeholder, house.facilitators, slots)


def _when(draft: Draft, slots: Slots) -> None:
    day, start, end = st.columns([2, 1, 1])
    with day:
        st.date_input(
            _("When?"),
            value=None,
            format="DD/MM/YYYY",
            key=draft.key("date"),
            on_change=_kalender_repeat.follow,
            args=(draft,),
            persist_state="session",
        )
        slots["date"] = st.container()
    for column, name, label in ((start, "start", _("From")), (end, "end", _("To"))):
        with column:
            st.time_input(label, value=None, key=draft.key(name), persist_state="session")
            slots[name] = st.container()
    _kalender_repeat.draw(draft, slots)


def one(
    draft: Draft,
    name: str,
    label: str,
    placeholder: str,
    table: Mapping[int, Entry],
    slots: Slots,
) -> None:
    """A select of one row of the house's tables, by id, or none."""
    chosen = draft.value(name)
    words = offered(table, [chosen] if isinstance(chosen, int) else [])
    st.selectbox(
        label,
        list(words),
        index=None,
        format_func=lambda number: words[number],
        placeholder=placeholder,
        key=draft.key(name),
        persist_state="session",
    )
    slots[name] = st.container()


def many(
    draft: Draft,
    name: str,
    label: str,
    placeholder: str,
    table: Mapping[int, Entry],
    slots: Slots,
) -> None:
    """A select of several rows of the house's tables, by id."""
    chosen = draft.value(name)
    words = offered(table, chosen if isinstance(chosen, list) else [])
    st.multiselect(
        label,
        list(words),
        format_func=lambda number: words[number],
        placeholder=placeholder,
        key=draft.key(name),
        persist_state="session",
    )
    slots[name] = st.container()
