"""Historik: who changed what, and when. Never any figures."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from locales import _
from pages import _historik_list, _retention, _undo
from pages._guard import require

actor = require("history.read")
db, zone = house_db(), config().zone

st.title(_("History"), anchor=False)
_undo.show()
_retention.draw(db, actor, now=clock.now(db))
_historik_list.draw(db, actor, zone, now=clock.now(db))
