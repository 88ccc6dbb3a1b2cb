"""Hent ind: activities from a calendar, a spreadsheet, or a table that was pasted."""

from __future__ import annotations

import streamlit as st

from actions import clock, importing
from actions.config import config, house_db
from actions.import_judging import Wish
from db.house import load_house
from locales import _
from pages import _hent_columns, _hent_lines, _hent_names, _hent_save, _hent_source, _undo
from pages._guard import require
from pages._show import nothing

actor = require("plan.write")
db, zone = house_db(), config().zone
now, today = clock.now(db), clock.today(db)

st.title(_("Fetch in"), anchor=False)
_undo.show()
nothing(_("From Word, Excel, Outlook or Google. Nothing is saved until you say so."))
source = _hent_source.choose(zone, now=now)
if source is not None:
    with db.read() as con:
        house = load_house(con)
    found = _hent_columns.found(source, today, house)
    choices = _hent_names.choose(source, found, house, actor)
    wish = Wish(
        choices,
        left_out=_hent_lines.left_out(source, len(found)),
        update=_hent_save.updates(source),
        publish=_hent_save.publishes(source),
        reason=_hent_save.reason(source),
    )
    preview = importing.preview(db, actor, found, wish, now=now)
    _hent_lines.draw(source, preview, zone)
    _hent_save.draw(db, actor, source, found, wish, preview, now=now)
