"""Danish public holidays, offered as closed days; the municipality's own are typed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from actions import setup
from domain.localtime import local_day, to_utc
from domain.model import Closure
from locales import _
from locales.formats import short_day
from pages._opsaetning_editor import Office
from pages._show import nothing, plain


def choose(office: Office, zone: ZoneInfo) -> list[Closure]:
    """The holidays that were just confirmed, empty otherwise."""
    st.markdown(f"**{_('Danish public holidays')}**")
    this_year = local_day(office.now, zone).year
    year = st.selectbox(
        _("Year"),
        [this_year, this_year + 1, this_year + 2],
        placeholder=_("Choose"),
        key="opsaetning_year",
    )
    offered = [one for one in setup.offer_holidays(office.db, year) if one.starts_at > office.now]
    if not offered:
        nothing(_("Those that are still to come are closed days already."))
        return []
    wanted = []
    for one in offered:
        day = local_day(one.starts_at, zone)
        words = f"{plain(short_day(day))} {plain(one.name)}"
        if st.checkbox(words, key=f"opsaetning_holiday_{day}"):
            wanted.append(_whole_or_half(one, day, zone))
    sent = st.button(_("Close on the chosen days"), disabled=not wanted)
    return wanted if sent else []


def _whole_or_half(one: Closure, day: date, zone: ZoneInfo) -> Closure:
    """1 May and 5 June are half days in many houses, so the hour it closes can be chosen."""
    at = st.time_input(
        _("Closes at (empty: all day)"),
        value=None,
        step=timedelta(minutes=30),
        key=f"opsaetning_holiday_from_{day}",
    )
    if at is None or at == time():
        return one
    return replace(one, starts_at=to_utc(datetime.combine(day, at), zone))
