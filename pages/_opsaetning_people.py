"""Those who run activities."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domain.model import Facilitator
from locales import _
from pages import _opsaetning_absences, _opsaetning_hours
from pages._opsaetning_editor import Office, edit, line
from pages._show import Slots, plain
from pages._words import FACILITATOR_KINDS


def draw_facilitators(office: Office) -> None:
    people = office.house().facilitators
    used = [one for one in people.values() if not one.retired]
    st.table(
        {
            _("Name or role"): [plain(one.name) for one in used],
            _("Kind"): [FACILITATOR_KINDS[one.kind] for one in used],
            _("One place at a time"): [_("Yes") if one.exclusive else _("No") for one in used],
        },
        border="horizontal",
        hide_index=True,
    )
    blank = Facilitator(0, "", "staff", True)
    edit(office, "facilitators", _("New facilitator"), people, blank, _facilitator)
    _opsaetning_absences.draw(office, office.house())
    owners: dict[_opsaetning_hours.Key, str] = {
        ("facilitator", one.id): one.name for one in used if one.exclusive
    }
    about = _(
        "Whoever plans outside of them is asked for a reason. Empty on every day: always. "
        "A role that several people fill has no hours."
    )
    _opsaetning_hours.draw(office, "facilitators", _("Weekly hours"), about, owners)


def _facilitator(one: Facilitator, slots: Slots) -> Facilitator:
    st.caption(_("Use the role, unless the person has chosen to be shown by name."))
    name = line(_("Name or role"), "name", one.name, slots)
    kinds = list(FACILITATOR_KINDS)
    kind = st.radio(
        _("Kind"),
        kinds,
        index=kinds.index(one.kind),
        format_func=lambda each: FACILITATOR_KINDS[each],
        horizontal=True,
    )
    exclusive = st.checkbox(
        _("Can be in one place at a time (a role that several people fill can not clash)"),
        value=one.exclusive,
    )
    return replace(one, name=name, kind=kind, exclusive=exclusive)
