"""How plain the description is, the first time, another language, and a volunteer wanted."""

from __future__ import annotations

import streamlit as st

from domain.lix import EASY, lix
from locales import _
from locales.tongues import OTHERS
from pages._kalender_draft import Draft
from pages._show import Slots, plain

_FEW = 12
"""A text of fewer words has no LIX worth telling."""


def draw(draft: Draft, slots: Slots) -> None:
    """Below the description: its LIX, then what else citizens may read."""
    _tell_lix(str(draft.value("description") or ""))
    _area(draft, "first_time", _("The first time"), _("Somebody meets you at the door."), slots)
    _tell_lix(str(draft.value("first_time") or ""))
    _area(
        draft,
        "volunteer_task",
        _("What a volunteer would do (empty: none is wanted)"),
        _("For example: cook with us, and talk with those who come."),
        slots,
    )
    names = {"": _("None"), **{one.code: one.name for one in OTHERS}}
    left, right = st.columns([2, 3])
    with left:
        st.selectbox(
            _("Another language"),
            list(names),
            format_func=lambda code: names[code],
            placeholder=_("Choose"),
            key=draft.key("other_language"),
            persist_state="session",
        )
        slots["other_language"] = st.container()
    with right:
        st.text_input(
            _("Title in that language"), key=draft.key("other_title"), persist_state="session"
        )
        slots["other_title"] = st.container()
    _area(draft, "other_text", _("Text in that language"), "", slots)


def _area(draft: Draft, name: str, label: str, placeholder: str, slots: Slots) -> None:
    st.text_area(
        label,
        placeholder=placeholder,
        key=draft.key(name),
        height=72,
        persist_state="session",
    )
    slots[name] = st.container()


def _tell_lix(text: str) -> None:
    """The index in words, and which words make it high."""
    found = lix(text)
    if found.words < _FEW:
        return
    if found.value <= EASY:
        st.caption(_("LIX %(n)s: easy to read.") % {"n": found.value})
        return
    words = ", ".join(plain(word) for word in found.long_words[:5])
    template = _("LIX %(n)s: hard to read. Aim at %(easy)s. Shorter sentences help. Long words:")
    st.caption(template % {"n": found.value, "easy": EASY} + " " + words)
