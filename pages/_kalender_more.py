"""*Mere*: everything about an activity that has a sensible default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from domain.model import TREATMENT_BASES, House
from locales import _
from pages import _kalender_plain
from pages._kalender_draft import Draft
from pages._kalender_fields import many
from pages._show import Slots
from pages._words import ACCESS, FEED, LISTING


def draw(draft: Draft, house: House, slots: Slots) -> None:
    services = _("Choose services")
    many(draft, "services", _("Organised by"), services, house.services, slots)
    _area(draft, "description", _("Description"), slots)
    _kalender_plain.draw(draft, slots)
    left, right = st.columns(2)
    with left:
        _choice(draft, "access", _("How to take part"), ACCESS, slots)
        _line(draft, "signup_phone", _("Telephone for signing up"), "", slots)
        _line(draft, "sign_up_until", _("Sign up before"), _("by Monday at 12"), slots)
    with right:
        _line(draft, "capacity", _("Places"), _("as many as like"), slots)
        _line(draft, "price", _("Price in kroner"), _("free"), slots)
        _line(draft, "public_note", _("Note for citizens"), _("Bring an apron"), slots)
    st.markdown(f"**{_('Good to know')}**")
    with st.container(horizontal=True, gap="medium"):
        for name, label in (
            ("step_free", _("Step-free access")),
            ("interpreter", _("Interpreter can be booked")),
            ("rusfri", _("Free of alcohol and drugs")),
            ("childcare", _("Childcare")),
            ("relatives", _("Open to relatives")),
            ("course", _("Closed course with fixed places")),
            ("nameless", _("No name needed")),
        ):
            st.checkbox(label, key=draft.key(name), persist_state="session", width="content")
    st.markdown(f"**{_('Where it may be seen')}**")
    board, feed = st.columns(2)
    with board:
        _choice(draft, "listing", _("Notice board"), LISTING, slots)
    with feed:
        _choice(draft, "feed", _("Calendar on phones"), FEED, slots)
    neutral, basis = st.columns(2)
    with neutral:
        _line(draft, "neutral_title", _("Neutral title"), _("the group's neutral name"), slots)
    with basis:
        _choice(draft, "legal_basis", _("Legal basis (staff only)"), _bases(draft), slots)


def _bases(draft: Draft) -> dict[str, str]:
    """None, treatment, and what the activity already has."""
    had = str(draft.value("legal_basis") or "")
    treatment = {
        one: _("%(law)s: treatment, always hidden") % {"law": one} for one in TREATMENT_BASES
    }
    return {"": _("None"), **({had: had} if had else {}), **treatment}


def _line(draft: Draft, name: str, label: str, placeholder: str, slots: Slots) -> None:
    st.text_input(label, placeholder=placeholder, key=draft.key(name), persist_state="session")
    slots[name] = st.container()


def _area(draft: Draft, name: str, label: str, slots: Slots) -> None:
    st.text_area(
        label,
        placeholder=_("What happens, and for whom it is good. Never write names of citizens."),
        key=draft.key(name),
        height=90,
        persist_state="session",
    )
    slots[name] = st.container()


def _choice(draft: Draft, name: str, label: str, words: Mapping[Any, str], slots: Slots) -> None:
    st.selectbox(
        label,
        list(words),
        placeholder=_("Choose"),
        format_func=lambda one: words[one],
        key=draft.key(name),
        persist_state="session",
    )
    slots[name] = st.container()
