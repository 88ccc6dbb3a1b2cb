"""Those who run activities, and the types of activity."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domain.errors import InvalidField, InvalidInput
from domain.house_rules import MAX_STAFF
from domain.model import Category, Facilitator
from domain.validation import whole_number
from locales import _
from pages import _opsaetning_absences, _opsaetning_hours
from pages._opsaetning_editor import Office, block, edit, line
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


def draw_categories(office: Office) -> None:
    kinds = office.house().categories
    used = [one for one in kinds.values() if not one.retired]
    st.table(
        {
            _("Type"): [plain(one.name) for one in used],
            _("One plain sentence"): [plain(one.sentence) for one in used],
            _("Treatment"): [_("Yes") if one.treatment else "" for one in used],
            _("Members of staff"): [str(one.min_staff or "") for one in used],
        },
        border="horizontal",
        hide_index=True,
    )
    edit(office, "categories", _("New type"), kinds, Category(0, "", "", ""), _category)


def _category(one: Category, slots: Slots) -> Category:
    name = line(_("Name"), "name", one.name, slots)
    sentence = block(_("One plain sentence about it"), "sentence", one.sentence, slots)
    least = line(
        _("How many of those who run it must be members of staff?"),
        "min_staff",
        str(one.min_staff or ""),
        slots,
        _("empty: nobody has to be"),
    )
    treatment = st.checkbox(
        _("This is treatment: its activities stand on no list and in no calendar"),
        value=one.treatment,
    )
    try:
        needed = whole_number("min_staff", least, 0, MAX_STAFF) or 0
    except InvalidField as problem:
        raise InvalidInput((problem,)) from problem
    return replace(one, name=name, sentence=sentence, treatment=treatment, min_staff=needed)
