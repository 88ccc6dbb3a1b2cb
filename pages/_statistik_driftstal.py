"""Driftstal: exact and at once, without any service. First of all: how was last week?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import Connection, HouseDb
from db.house import load_house
from domain.localtime import local_day
from locales import _
from pages import _statistik_drift_economy as economy
from pages import _statistik_drift_first as first
from pages import _statistik_drift_people as people
from pages import _statistik_drift_quality as quality
from pages import _statistik_filter as filters
from pages import _statistik_period as period
from pages._show import nothing, plain
from pages._statistik_ask import asked
from pages._statistik_chosen import Chosen, long_words


def draw(db: HouseDb, *, now: datetime, zone: ZoneInfo) -> None:
    chosen = period.choose(local_day(now, zone))
    if chosen is None:
        return
    with db.read() as con:
        _draw(con, chosen, now, zone)


def _draw(con: Connection, chosen: Chosen, now: datetime, zone: ZoneInfo) -> None:
    house = load_house(con)
    answer = st.container()
    narrowed, words = filters.choose(house)
    ask = asked(con, house, chosen, narrowed, words, now, zone)
    with answer:
        st.markdown(f"**{plain(long_words(chosen))}**" + (f" · {plain(words)}" if words else ""))
        if not ask.whole.planned:
            nothing(_("No dates are planned in this period."))
            return
        first.draw(ask)
    sections = {
        _("People"): people.draw,
        _("Professional quality"): quality.draw,
        _("Economy"): economy.draw,
    }
    label = st.segmented_control(
        _("Subject"),
        list(sections),
        default=_("People"),
        key="emne",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    sections[str(label)](ask)
