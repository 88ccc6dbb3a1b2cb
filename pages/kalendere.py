"""Kalendere: what people can subscribe to, and one's own addresses of secret calendars."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import clock
from actions.config import config, house_db
from actions.secret_calendars import may_see_all
from domain.rights import allows
from locales import _
from pages import _kalendere_cards as cards
from pages import _kalendere_hvem as everybody
from pages import _kalendere_secret as secret
from pages._guard import require
from pages._kalendere_drawer import Drawer
from pages._show import show_flash

actor = require("plan.read", "calendar.own")
settings, db = config(), house_db()
drawer = Drawer(db, actor, settings.url, settings.zone, clock.now(db))


def public() -> None:
    st.write(_("What people can subscribe to, and what they will see on their phone."))
    with db.read() as con:
        shelf = cards.read(con, drawer.now, settings.zone)
    cards.draw(shelf, settings.url)


parts = {}
if allows(actor, "plan.read"):
    parts[_("Public")] = public
if allows(actor, "calendar.own"):
    parts[_("My secret ones")] = partial(secret.draw, drawer)
if may_see_all(actor):
    parts[_("Who has what")] = partial(everybody.draw, drawer)

st.title(_("Calendars on phones"), anchor=False)
show_flash()
chosen = next(iter(parts))
if len(parts) > 1:
    chosen = st.segmented_control(
        _("Which calendars?"),
        list(parts),
        default=chosen,
        required=True,
        key="vis",
        bind="query-params",
        label_visibility="collapsed",
    )
parts[chosen]()
