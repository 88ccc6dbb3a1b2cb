"""I dag: the week as it will hang on the wall, and what needs somebody's hand."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from locales import _
from locales.formats import day
from pages import _i_dag_cards, _i_dag_message, _i_dag_missing, _retention, _undo
from pages import _i_dag_needs as needs
from pages import _i_dag_week as wall
from pages._guard import require
from pages._show import show_flash

actor = require("plan.read")
db, zone = house_db(), config().zone
now, today = clock.now(db), clock.today(db)

st.title(_("Today"), anchor=False)
st.caption(day(today))
_undo.show()
show_flash()
_i_dag_message.draw(db, actor, now=now, today=today)
_retention.draw(db, actor, now=now)
with db.read() as con:
    found = needs.read(con, now)
    week = wall.read(con, today, zone)
_i_dag_missing.draw(found.missing, week.house, actor, zone)
_i_dag_cards.draw(found, actor, zone)
wall.draw(week, today, zone)
