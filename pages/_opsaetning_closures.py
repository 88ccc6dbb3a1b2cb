"""Days, or parts of them, when a place is shut."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from actions import setup
from actions.config import config
from db.house import closures
from domain.errors import HouseError, InvalidInput
from domain.localtime import day_start, local_day, to_local, to_utc
from domain.model import Closure, House
from locales import _
from locales.formats import day_with_year, short_day, time_range
from locales.messages import field_messages
from pages import _opsaetning_closures_hit as hit
from pages import _opsaetning_holidays
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, nothing, plain, tell

_AHEAD = timedelta(days=1200)


def draw(office: Office) -> None:
    house, zone = office.house(), config().zone
    with office.db.read() as con:
        coming = closures(con, office.now, office.now + _AHEAD)
    hit.draw(office, coming, zone)
    left, right = st.columns(2, gap="large")
    with left:
        _new(office, house, zone)
    with right, st.container(border=True):
        wanted = _opsaetning_holidays.choose(office, zone)
        if wanted:
            save(office, wanted, Slots(form=st.container()))
    st.header(_("Coming closed days"), anchor=False)
    if not coming:
        nothing(_("No closed days are planned."))
    for one in coming:
        with st.container(horizontal=True, vertical_alignment="center", key=f"line_{one.id}"):
            st.markdown(_words(one, house, zone))
            if st.button(_("Open again"), key=f"opsaetning_open_{one.id}", type="tertiary"):
                setup.delete_closure(office.db, office.actor, one.id, now=office.now)
                flash(_("The day is open again. Dates that were left out do not come back."))
                st.rerun()


def _words(one: Closure, house: House, zone: ZoneInfo) -> str:
    start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
    site = house.sites.get(one.site_id or 0)
    where = site.name if site else _("the whole house")
    last = (end - timedelta(seconds=1)).date()
    if start.time() != time() or end.time() != time():
        when = f"{short_day(start)} {time_range(start, end)}"
    elif last > start.date():
        when = f"{short_day(start)} – {day_with_year(last)}"
    else:
        when = f"{short_day(start)} {start.year}"
    return f"**{plain(when)}** {plain(one.name)} :gray[{plain(where)}]"


def _new(office: Office, house: House, zone: ZoneInfo) -> None:
    slots: Slots = {}
    today = local_day(office.now, zone)
    sites = {0: _("The whole house"), **{one.id: one.name for one in house.sites.values()}}
    with st.form("opsaetning_closure"):
        st.markdown(f"**{_('New closed day')}**")
        name = line(_("Why?"), "name", "", slots, _("For example: summer holiday"))
        site = st.selectbox(
            _("Where?"),
            list(sites),
            placeholder=_("Choose"),
            format_func=lambda number: sites[number],
        )
        days, times = st.columns(2)
        with days:
            first = st.date_input(_("First day"), value=today, format="DD/MM/YYYY")
            last = st.date_input(_("Last day"), value=today, format="DD/MM/YYYY")
        with times:
            start = st.time_input(_("From (empty: all day)"), value=None)
            end = st.time_input(_("To (empty: all day)"), value=None)
        slots["end"] = slots["form"] = st.container()
        sent = st.form_submit_button(_("Close"), type="primary")
    if sent and first and last:
        begins = to_utc(datetime.combine(first, start), zone) if start else day_start(first, zone)
        whole = day_start(last + timedelta(days=1), zone)
        ends = to_utc(datetime.combine(last, end), zone) if end else whole
        save(office, [Closure(0, site or None, begins, ends, name)], slots)


def save(office: Office, wanted: list[Closure], slots: Slots) -> None:
    """Close; what was planned then is listed at once, above the form."""
    try:
        for one in wanted:
            setup.save(office.db, office.actor, one, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
        return
    except HouseError as error:
        tell(error)
        return
    flash(_("Saved."))
    st.rerun()
