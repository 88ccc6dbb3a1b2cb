"""Driftstal: visits, dates and coverage, exact and at once, without any service."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.figures import date_figures
from db.house import load_house
from domain import figures
from domain.figures import Sums
from domain.localtime import local_day, to_local
from locales import _
from locales.formats import number
from pages import _statistik_drift_time as time
from pages import _statistik_drift_types as types
from pages import _statistik_period as period
from pages import _statistik_show as show
from pages._show import nothing

_DAYS_SHOWN = 21
"""Up to three weeks stand by day, longer spans by week."""


def draw(db: HouseDb, *, now: datetime, zone: ZoneInfo) -> None:
    st.markdown(
        _("Exact figures for the staff, at once, without services. They stay in the house.")
    )
    days = period.choose(local_day(now, zone))
    if days is None:
        return
    with db.read() as con:
        dates = date_figures(con, days, zone)
        categories = load_house(con).categories
    local = to_local(now, zone)
    whole = figures.sums(dates, local)
    st.markdown(f"**{period.words(days)}**")
    if not dates:
        nothing(_("No dates are planned in this period."))
        return
    _numbers(whole)
    covered = show.coverage(whole.held, whole.unrecorded)
    types.draw_visits(dates, categories, local, covered)
    time.draw(dates, local, covered, by_week=days.after - days.first > timedelta(days=_DAYS_SHOWN))
    types.draw_dates(dates, categories, local, whole)


def _numbers(whole: Sums) -> None:
    entries = (
        (_("Visits"), whole.visits),
        (_("Dates held and counted"), whole.held),
        (_("Not recorded"), whole.unrecorded),
        (_("Cancelled"), whole.cancelled),
        (_("No room for"), whole.turned_away),
    )
    with st.container(horizontal=True, gap="small"):
        for label, value in entries:
            st.metric(label, number(value), width=125)
