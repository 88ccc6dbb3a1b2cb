"""Kalender: month, week, day, rooms and a list; and planning in them."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from locales import _
from pages import (
    _kalender_board,
    _kalender_date,
    _kalender_form,
    _kalender_given_up,
    _kalender_search,
    _kalender_tools,
    _kalender_trash,
    _kalender_week,
    _undo,
)
from pages import _kalender_state as state
from pages._guard import require

actor = require("plan.read")
db, zone = house_db(), config().zone
now, today = clock.now(db), clock.today(db)

st.title(_("Calendar"), anchor=False)
_undo.show()
_kalender_given_up.offer()
if state.TOOL in st.query_params or _kalender_tools.is_reservation(db):
    _kalender_tools.draw(db, actor, now=now, today=today, zone=zone)
elif state.CLOSURE in st.query_params:
    _kalender_tools.draw_closed(db, actor, now=now, today=today, zone=zone)
elif state.ACTIVITY in st.query_params:
    _kalender_form.draw(db, actor, now=now, today=today)
elif state.DATE in st.query_params:
    _kalender_date.draw(db, actor, now=now, zone=zone)
elif _kalender_search.draw(db, actor, now=now, today=today, zone=zone):
    pass  # the hits stand instead of the plan
elif state.view() == state.LIST:
    _kalender_tools.bar(actor)
    _kalender_week.draw(db, actor, today, zone)
    _kalender_trash.draw(db, actor)
else:
    _kalender_tools.bar(actor)
    _kalender_board.draw(db, actor, now=now, today=today, zone=zone)
    _kalender_trash.draw(db, actor)
