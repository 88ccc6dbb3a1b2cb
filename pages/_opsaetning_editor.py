"""One way to keep every table of the house: choose a row or a new one, fill the form in, save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import streamlit as st

from actions import setup
from db.connection import HouseDb
from db.house import load_house
from domain.errors import HouseError, InvalidInput
from domain.model import Actor, Category, Facilitator, House, Room, Service, TargetGroup
from locales import _
from locales.messages import field_messages
from pages._show import Slots, fill, flash, tell

T = TypeVar("T", Service, TargetGroup, Room, Category, Facilitator)


@dataclass(frozen=True, slots=True)
class Office:
    """Who sets up, in which house, and when."""

    db: HouseDb
    actor: Actor
    now: datetime

    def house(self) -> House:
        with self.db.read() as con:
            return load_house(con)


def edit(
    office: Office,
    name: str,
    new: str,
    table: Mapping[int, T],
    blank: T,
    form: Callable[[T, Slots], T],
) -> None:
    """`form` draws a row's widgets and returns the row as filled in, or raises InvalidInput.

    `name` prefixes the widgets' keys, `new` is the words for a row that is not there yet.
    """
    st.divider()
    count = st.session_state.setdefault(f"opsaetning_{name}_count", 0)
    words = {0: new, **{number: _named(one) for number, one in table.items()}}
    number = st.selectbox(
        _("Edit"),
        list(words),
        placeholder=_("Choose"),
        format_func=lambda one: words[one],
        key=f"opsaetning_{name}_{count}",
    )
    thing = table[number] if number else blank
    slots: Slots = {}
    problem: InvalidInput | None = None
    with st.form(f"opsaetning_{name}_{number}_{count}"):
        slots["form"] = st.container()
        try:
            changed = form(thing, slots)
        except InvalidInput as error:
            changed, problem = thing, error
        with st.container(horizontal=True):
            sent = st.form_submit_button(_("Save"), type="primary")
            retire = bool(number) and st.form_submit_button(
                _("Use again") if thing.retired else _("Take out of use")
            )
    if retire:
        problem, changed = None, replace(thing, retired=not thing.retired)
    if sent and problem is not None:
        fill(slots, field_messages(problem))
    elif sent or retire:
        _save(office, name, changed, slots)


def _save(office: Office, name: str, thing: T, slots: Slots) -> None:
    try:
        setup.save(office.db, office.actor, thing, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        st.session_state[f"opsaetning_{name}_count"] += 1
        flash(_("%(name)s is saved.") % {"name": thing.name})
        st.rerun()


def _named(one: T) -> str:
    return _("%(name)s (out of use)") % {"name": one.name} if one.retired else one.name


def line(label: str, name: str, value: str, slots: Slots, placeholder: str = "") -> str:
    text = st.text_input(label, value=value, placeholder=placeholder)
    slots[name] = st.container()
    return str(text or "")


def block(label: str, name: str, value: str, slots: Slots, placeholder: str = "") -> str:
    text = st.text_area(label, value=value, placeholder=placeholder, height=90)
    slots[name] = st.container()
    return str(text or "")
