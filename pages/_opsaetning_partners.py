"""Calendars from outside: partners' programmes, and when a person or a room is busy."""

from __future__ import annotations

import streamlit as st

from actions import outside, setup
from db.house import setting
from db.outside import Kept, outside_calendars
from domain.errors import HouseError
from domain.model import House
from domain.outside import DEFAULT_MINUTES, FETCH_MINUTES, OutsideCalendar, host_of
from locales import _
from pages import _opsaetning_partners_form as form
from pages import _opsaetning_partners_words as words_of
from pages._opsaetning_editor import Office
from pages._show import flash, nothing, plain, tell


def draw(office: Office) -> None:
    house = office.house()
    with office.db.read() as con:
        known = outside_calendars(con)
        minutes = setting(con, "outside.minutes")
    st.write(
        _(
            "Show what a partner does beside the house's own, or let the house know when a person"
            " or a room is busy. The calendars are only read."
        )
    )
    if not known:
        nothing(_("No calendar from outside is added yet."))
    for one in known:
        _card(office, one, house)
    st.header(_("Add a calendar"), anchor=False)
    kinds = {"partner": _("A partner's programme"), "busy": _("When somebody is busy")}
    kind = st.segmented_control(
        _("What kind?"),
        list(kinds),
        default="partner",
        required=True,
        format_func=lambda one: kinds[one],
        key="opsaetning_outside_kind",
    )
    blank = OutsideCalendar(0, "busy" if kind == "busy" else "partner", "")
    form.draw(office, house, blank, f"new_{blank.kind}")
    if known:
        _often(office, minutes)


def _card(office: Office, kept: Kept, house: House) -> None:
    one = kept.calendar
    with st.container(border=True, key=f"outside_{one.id}"):
        icon = "handshake" if one.kind == "partner" else "event_busy"
        host = f":gray[{plain(host_of(one.address))}]"
        st.markdown(f":material/{icon}: **{words_of.title(one, house)}** {host}")
        st.markdown(words_of.shown(one, house))
        words_of.state(kept.fetching)
        with st.container(horizontal=True):
            if st.button(_("Fetch now"), key=f"outside_now_{one.id}", icon=":material/sync:"):
                outside.fetch_soon(office.db, office.actor, one.id)
                flash(_("It is fetched within a quarter of a minute. Reload the page to see."))
                st.rerun()
            with st.popover(_("Change"), key=f"outside_change_{one.id}"):
                form.draw(office, house, one, str(one.id))
            with st.popover(_("Remove"), key=f"outside_remove_{one.id}"):
                st.write(_("What was fetched disappears from the house. Theirs is not touched."))
                if st.button(_("Remove it"), key=f"outside_gone_{one.id}", type="primary"):
                    _remove(office, one.id)


def _remove(office: Office, number: int) -> None:
    try:
        outside.remove(office.db, office.actor, number, now=office.now)
    except HouseError as error:
        tell(error)
    else:
        flash(_("The calendar is removed."))
        st.rerun()


def _often(office: Office, minutes: str) -> None:
    """How often calendars are fetched, changed at once."""
    words = {
        15: _("every quarter of an hour"),
        30: _("every half hour"),
        60: _("every hour"),
        180: _("every third hour"),
        720: _("twice a day"),
        1440: _("once a day"),
    }
    now = next((one for one in FETCH_MINUTES if str(one) == minutes), DEFAULT_MINUTES)
    chosen = st.selectbox(
        _("How often are they fetched?"),
        FETCH_MINUTES,
        index=FETCH_MINUTES.index(now),
        format_func=lambda one: words[one],
        placeholder=_("Choose"),
        width=320,
    )
    if chosen != now:
        setup.set_setting(office.db, office.actor, "outside.minutes", str(chosen), now=office.now)
        flash(_("Saved."))
        st.rerun()
