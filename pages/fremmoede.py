"""Fremmøde for coordinators: today's and unrecorded dates, the total first, then by service."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from locales import _
from pages import _fremmoede_date, _fremmoede_halves, _fremmoede_list, _retention
from pages._guard import link, require
from pages._show import show_flash

actor = require("attendance.total")
db, zone = house_db(), config().zone
now = clock.now(db)

st.title(_("Attendance"), anchor=False)
show_flash()
if "dato" in st.query_params:
    _fremmoede_date.draw(db, actor, now=now, zone=zone)
else:
    st.caption(_("Count visits, never people by name. Not recorded is not the same as zero."))
    _retention.draw(db, actor, now=now)
    _fremmoede_list.draw(db, actor, now=now, zone=zone)
    _fremmoede_halves.draw(db, actor, now=now, zone=zone)
    link("/vaert/streg-ark", _("Tally sheet on paper"))
