"""The services, and what citizens read about them at /hjaelp."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domain.model import Service
from locales import _
from pages._opsaetning_editor import Office, block, edit, line
from pages._show import Slots, chip, plain
from pages._words import SERVICE_KINDS

_BLANK = Service(0, "", "", "service", "#2f6db5", True)


def draw(office: Office) -> None:
    services = office.house().services
    used = [one for one in services.values() if not one.retired]
    st.table(
        {
            _("Name"): [f"{chip(one)} {plain(one.name)}" for one in used],
            _("Telephone"): [plain(one.phone) for one in used],
            _("Hours"): [plain(one.hours) for one in used],
        },
        border="horizontal",
        hide_index=True,
    )
    edit(office, "services", _("New service"), services, _BLANK, _form)


def _form(one: Service, slots: Slots) -> Service:
    name, short, color = st.columns([3, 1, 1])
    with name:
        called = line(_("Name"), "name", one.name, slots)
    with short:
        letters = line(_("Short name"), "short", one.short, slots, _("up to four letters"))
    with color:
        shade = st.color_picker(_("Colour"), value=one.color)
        slots["color"] = st.container()
    kinds = list(SERVICE_KINDS)
    kind = st.selectbox(
        _("Kind"),
        kinds,
        index=kinds.index(one.kind),
        placeholder=_("Choose"),
        format_func=lambda each: SERVICE_KINDS[each],
    )
    origin = st.checkbox(_("Visitors can come from here"), value=one.is_origin)
    st.markdown(f"**{_('What citizens read under Who can help?')}**")
    about = block(_("What it helps with, in plain words"), "about", one.about, slots)
    for_whom = block(_("For whom"), "for_whom", one.for_whom, slots)
    happens = block(_("What happens when you come"), "what_happens", one.what_happens, slots)
    left, right = st.columns(2)
    with left:
        phone = line(_("Telephone"), "phone", one.phone, slots)
    with right:
        hours = line(_("Hours"), "hours", one.hours, slots)
    anonymous = line(
        _("Can one be anonymous?"), "anonymous", one.anonymous, slots, _("empty when not so")
    )
    return replace(
        one,
        name=called,
        short=letters,
        color=shade,
        kind=kind,
        is_origin=origin,
        about=about,
        for_whom=for_whom,
        what_happens=happens,
        phone=phone,
        hours=hours,
        anonymous=anonymous,
    )
