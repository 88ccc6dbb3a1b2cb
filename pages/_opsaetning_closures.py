"""Days, or parts of them, when a place is shut; Danish public holidays are offered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from actions import setup
from actions.config import config
from db.house import closures
from domain.errors import HouseError, InvalidField, InvalidInput
from domain.localtime import day_start, local_day, to_local, to_utc
from domain.model import Closure, House
from locales import _, ngettext
from locales.formats import day_with_year, short_day, time_range
from locales.messages import field_messages
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, nothing, plain, tell

_AHEAD = timedelta(days=550)


def draw(office: Office) -> None:
    house = office.house()
    with office.db.read() as con:
        coming = closures(con, office.now, office.now + _AHEAD)
    if not coming:
        nothing(_("No closed days are planned."))
    for one in coming:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_words(one, house))
            if st.button(_("Open again"), key=f"opsaetning_open_{one.id}", type="tertiary"):
                setup.delete_closure(office.db, office.actor, one.id, now=office.now)
                flash(_("The day is open again. Dates that were left out do not come back."))
                st.rerun()
    left, right = st.columns(2, gap="large")
    with left:
        _new(office, house)
    with right:
        _holidays(office)


def _words(one: Closure, house: House) -> str:
    zone = config().zone
    start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
    where = house.sites[one.site_id].name if one.site_id in house.sites else _("the whole house")
    last = (end - timedelta(seconds=1)).date()
    if start.time() != time() or end.time() != time():
        when = f"{short_day(start)} {time_range(start, end)}"
    elif last > start.date():
        when = f"{short_day(start)} – {day_with_year(last)}"
    else:
        when = f"{short_day(start)} {start.year}"
    return f"**{plain(when)}** {plain(one.name)} :gray[{plain(where)}]"


def _new(office: Office, house: House) -> None:
    slots: Slots = {}
    zone = config().zone
    today = local_day(office.now, zone)
    sites = {0: _("The whole house"), **{one.id: one.name for one in house.sites.values()}}
    with st.form("opsaetning_closure"):
        st.markdown(f"**{_('New closed day')}**")
        name = line(_("Why?"), "name", "", slots, _("For example: summer holiday"))
        site = st.selectbox(_("Where?"), list(sites), format_func=lambda number: sites[number])
        first = st.date_input(_("First day"), value=today, format="DD/MM/YYYY")
        last = st.date_input(_("Last day"), value=today, format="DD/MM/YYYY")
        st.caption(_("Only part of a day? Then fill in the times, else leave them."))
        start = st.time_input(_("From"), value=None)
        end = st.time_input(_("To"), value=None)
        slots["end"] = slots["form"] = st.container()
        sent = st.form_submit_button(_("Close"), type="primary")
    if not (sent and isinstance(first, date) and isinstance(last, date)):
        return
    begins = to_utc(datetime.combine(first, start), zone) if start else day_start(first, zone)
    ends = to_utc(datetime.combine(last, end), zone) if end else _after(last)
    _save(office, [Closure(0, site or None, begins, ends, name)], slots)


def _holidays(office: Office) -> None:
    year = local_day(office.now, config().zone).year
    with st.container(border=True):
        st.markdown(f"**{_('Danish public holidays')}**")
        years = [year, year + 1]
        chosen = st.selectbox(_("Year"), years, key="opsaetning_year")
        offered = [
            one for one in setup.offer_holidays(office.db, chosen) if one.starts_at > office.now
        ]
        if not offered:
            nothing(_("All of them are closed days already."))
            return
        wanted = [one for one in offered if st.checkbox(_holiday(one), key=f"opsaetning_{one.starts_at}")]
        if st.button(_("Close on the chosen days"), disabled=not wanted):
            _save(office, wanted, Slots(form=st.container()))
