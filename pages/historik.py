"""Historik: who changed what, and when. Never any figures."""

from __future__ import annotations

import streamlit as st

from actions.config import config, house_db
from locales import _
from pages import _historik_list
from pages._guard import require
from pages._show import show_flash

require("history.read")
db, zone = house_db(), config().zone

st.title(_("History"), anchor=False)
show_flash()
st.write(_("Who changed what, newest first. Figures never stand here."))
_historik_list.draw(db, zone)
