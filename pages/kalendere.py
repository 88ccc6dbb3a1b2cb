"""Kalendere: every calendar with its address, and the next titles as they will look there."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from locales import _
from pages import _kalendere_cards as cards
from pages._guard import require
from pages._show import show_flash

require("plan.read")
settings, db = config(), house_db()

st.title(_("Calendars on phones"), anchor=False)
show_flash()
st.write(_("What people can subscribe to, and what they will see on their phone."))
with db.read() as con:
    shelf = cards.read(con, clock.now(db))
cards.draw(shelf, settings.url, settings.zone)
