"""Weekly hours of places, rooms and people: a line for each, and seven small fields to type in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from actions import planning_rules
from db.planning_rules import load_rules
from domain.errors import HouseError, InvalidInput
from domain.hours import Window, on_weekday, windows_text
from domain.house_rules import Owner
from locales import _
from locales.formats import weekday
from locales.messages import field_messages
from pages._opsaetning_editor import Office
from pages._show import Slots, fill, flash, plain, tell

_MONDAY = date(2026, 11, 23)
Key = tuple[Owner, int]


def draw(office: Office, name: str, title: str, about: str, owners: Mapping[Key, str]) -> None:
    """`name` prefixes the widgets' keys; `owners` are those whose hours can be entered."""
    st.divider()
    st.markdown(f"**{title}**")
    st.caption(about)
    with office.db.read() as con:
        hours = load_rules(con).hours
    known = {key: hours[key] for key in owners if hours.get(key)}
    if known:
        days = [weekday(_MONDAY + timedelta(days=day))[:3] for day in range(7)]
        st.table(
            {
                "": [plain(owners[key]) for key in known],
                **{
                    words: [_shown(windows, day) for windows in known.values()]
                    for day, words in enumerate(days)
                },
            },
            border="horizontal",
            hide_index=True,
        )
    chosen = st.selectbox(
        _("Whose hours?"),
        list(owners),
        format_func=lambda key: owners[key],
        placeholder=_("Choose"),
        key=f"opsaetning_{name}_hours",
    )
    if chosen is not None:
        _form(office, name, chosen, owners[chosen], hours.get(chosen, ()))


def _shown(windows: tuple[Window, ...], day: int) -> str:
    return plain(windows_text(on_weekday(windows, day))) or "–"


def _form(office: Office, name: str, owner: Key, called: str, windows: tuple[Window, ...]) -> None:
    slots: Slots = {}
    typed: dict[int, str] = {}
    with st.form(f"opsaetning_{name}_hours_{owner[0]}_{owner[1]}"):
        for day, column in enumerate(st.columns(7)):
            with column:
                typed[day] = str(
                    st.text_input(
                        weekday(_MONDAY + timedelta(days=day)).capitalize(),
                        value=windows_text(on_weekday(windows, day)),
                        placeholder="8-16",
                    )
                    or ""
                )
                slots[f"hours_{day}"] = st.container()
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Save the hours"), type="primary")
    if not sent:
        return
    try:
        planning_rules.set_hours(office.db, office.actor, *owner, typed, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("%(name)s is saved.") % {"name": called})
        st.rerun()
