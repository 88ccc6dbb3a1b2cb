"""Hvem har hvad: every live address of a secret calendar, for administrators; never where it is."""

from __future__ import annotations

import streamlit as st

from actions import secret_calendars as calendars
from db.house import load_house
from domain.discretion import secret_feeds
from domain.localtime import to_local
from locales import _
from locales.formats import day_with_year
from pages._kalendere_drawer import Drawer, named
from pages._kalendere_mine import stop
from pages._show import nothing, plain


def draw(at: Drawer) -> None:
    st.write(
        _(
            "Who has an address of a secret calendar. The addresses themselves are stored nowhere. "
            "They stop by themselves when an account is closed or loses its right."
        )
    )
    found = calendars.everybodys(at.db, at.actor)
    if not found:
        nothing(_("Nobody has one."))
        return
    with at.db.read() as con:
        names = {feed.slug: named(feed) for feed in secret_feeds(load_house(con))}
    dates = [day_with_year(to_local(one.made_at, at.zone)) for one in found]
    st.table(
        {
            _("Calendar"): [plain(names.get(one.calendar, "")) for one in found],
            _("For"): [plain(one.label) for one in found],
            _("Made by"): [plain(one.made_by) for one in found],
            _("When"): [plain(when) for when in dates],
        },
        border="horizontal",
        hide_index=True,
    )
    words = {one.id: f"{names.get(one.calendar, '')}, {one.label} ({one.made_by})" for one in found}
    number = st.selectbox(
        _("Stop an address"),
        list(words),
        index=None,
        placeholder=_("Choose"),
        format_func=lambda one: words[one],
        key=f"kalendere_all_{len(found)}",
    )
    if number is not None and st.button(_("Stop it for good"), type="primary"):
        stop(at, next(one for one in found if one.id == number))
