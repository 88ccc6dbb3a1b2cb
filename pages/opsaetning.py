"""Opsætning: what the house consists of, its closed days and its accounts. For admins."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import house_db
from locales import _
from pages import _opsaetning_accounts as accounts
from pages import _opsaetning_closures as closures
from pages import _opsaetning_entrance as entrance
from pages import _opsaetning_figures as figures
from pages import _opsaetning_groups as groups
from pages import _opsaetning_languages as languages
from pages import _opsaetning_partners as partners
from pages import _opsaetning_people as people
from pages import _opsaetning_rooms as rooms
from pages import _opsaetning_services as services
from pages import _opsaetning_tablets as tablets
from pages import _opsaetning_types as types
from pages import _opsaetning_words as words
from pages import _safety
from pages._guard import require
from pages._opsaetning_editor import Office
from pages._show import show_flash

actor = require("setup.write", "accounts.write")
db = house_db()

PARTS = {
    _("Services"): services.draw,
    _("Target groups"): groups.draw,
    _("Rooms"): rooms.draw,
    _("Facilitators"): people.draw_facilitators,
    _("Types"): types.draw,
    _("Closed days"): closures.draw,
    _("Telling words"): words.draw,
    _("Others' calendars"): partners.draw,
    _("Accounts"): accounts.draw,
    _("At the door"): tablets.draw,
    _("Figures"): figures.draw,
    _("My way in"): entrance.draw,
    _("Languages"): languages.draw,
}

st.title(_("Setup"), anchor=False)
show_flash()
_safety.draw(db, actor)
chosen = st.segmented_control(
    _("What do you want to set up?"),
    list(PARTS),
    default=next(iter(PARTS)),
    required=True,
    key="del",
    bind="query-params",
    label_visibility="collapsed",
)
PARTS[chosen](Office(db, actor, clock.now(db)))
_safety.version()
