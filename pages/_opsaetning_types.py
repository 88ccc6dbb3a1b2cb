"""The types of activities: name, one sentence, icon, and what each asks of the plan."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domain.errors import InvalidField, InvalidInput
from domain.house_rules import MAX_STAFF
from domain.icons import ICONS, icon_of
from domain.model import Category
from domain.validation import whole_number
from locales import _
from pages._opsaetning_editor import Office, block, edit, line
from pages._show import Slots, plain

_NAMES = {
    "house": _("House"),
    "cup": _("Cup"),
    "bowl": _("Bowl"),
    "ball": _("Ball"),
    "walk": _("Walk"),
    "leaf": _("Leaf"),
    "ear": _("Ear"),
    "heart": _("Heart"),
    "tooth": _("Tooth"),
    "talk": _("Talk"),
    "people": _("Some people"),
    "hands": _("Hands"),
    "child": _("Child"),
    "book": _("Book"),
    "coin": _("Coin"),
    "screen": _("Screen"),
    "brush": _("Brush"),
    "music": _("Music"),
    "flower": _("Flower"),
    "game": _("Game"),
    "table": _("Table and chairs"),
}


def draw(office: Office) -> None:
    kinds = office.house().categories
    used = [one for one in kinds.values() if not one.retired]
    st.table(
        {
            _("Type"): [f"{_picture(icon_of(one))} {plain(one.name)}" for one in used],
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
    choices = ("", *ICONS)
    icon = st.radio(
        _("Icon on pages, poster and screen"),
        choices,
        index=choices.index(one.icon) if one.icon in choices else 0,
        horizontal=True,
        format_func=lambda name: f"{_picture(name)} {_NAMES[name]}" if name else _("By its name"),
    )
    slots["icon"] = st.container()
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
    return replace(
        one,
        name=name,
        sentence=sentence,
        icon=icon,
        treatment=treatment,
        min_staff=needed,
    )


def _picture(name: str) -> str:
    """Markdown that draws an icon as high as a letter."""
    return f"![](/assets/icons.svg#{name}-view)"
