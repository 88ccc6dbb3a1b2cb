"""Days on which a facilitator is away. Days only: nobody writes why."""

from __future__ import annotations

from datetime import date

import streamlit as st

from actions import planning_rules
from actions.config import config
from db.planning_rules import load_rules
from domain.errors import HouseError, InvalidInput
from domain.house_rules import Absence
from domain.localtime import local_day
from domain.model import House
from locales import _
from locales.formats import day_with_year, short_day
from locales.messages import field_messages
from pages._opsaetning_editor import Office
from pages._show import Slots, fill, flash, nothing, plain, tell


def draw(office: Office, house: House) -> None:
    """The absences to come, and a new one."""
    st.divider()
    st.markdown(f"**{_('Absences')}**")
    st.caption(_("Only the days are kept, never why. Whoever plans on them is asked for a reason."))
    today = local_day(office.now, config().zone)
    with office.db.read() as con:
        found = [
            one for each in load_rules(con).absences.values() for one in each if one.last >= today
        ]
    _new(office, house, today)
    if not found:
        nothing(_("No absences are entered."))
    for one in sorted(found, key=lambda one: (one.first, one.id)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"away_{one.id}"):
            st.markdown(_words(one, house))
            if st.button(
                _("Remove"),
                key=f"opsaetning_absence_{one.id}",
                type="tertiary",
                help=_("Remove this absence"),
            ):
                _remove(office, one)


def _words(one: Absence, house: House) -> str:
    name = house.facilitators[one.facilitator_id].name
    days = plain(day_with_year(one.first))
    if one.last != one.first:
        days = f"{plain(short_day(one.first))} – {plain(day_with_year(one.last))}"
    return f"**{plain(name)}** {days}"


def _new(office: Office, house: House, today: date) -> None:
    slots: Slots = {}
    people = {one.id: one.name for one in house.facilitators.values() if not one.retired}
    count = st.session_state.setdefault("opsaetning_absence_count", 0)
    with st.form(f"opsaetning_absence_{count}"):
        who, first, last = st.columns([2, 1, 1])
        with who:
            person = st.selectbox(
                _("Who is away?"),
                list(people),
                index=None,
                format_func=lambda number: people[number],
                placeholder=_("Choose"),
            )
            slots["facilitator"] = st.container()
        with first:
            begins = st.date_input(_("First day"), value=today, format="DD/MM/YYYY")
        with last:
            ends = st.date_input(_("Last day (empty: one day)"), value=None, format="DD/MM/YYYY")
            slots["last"] = slots["form"] = st.container()
        sent = st.form_submit_button(_("Save the absence"), type="primary")
    if not sent:
        return
    if person is None or begins is None:
        fill(slots, {"facilitator": _("Choose who it is, and the first day.")})
        return
    try:
        planning_rules.add_absence(
            office.db, office.actor, person, begins, ends or begins, now=office.now
        )
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        st.session_state["opsaetning_absence_count"] += 1
        flash(_("Saved. Dates that are planned then stand on the front page."))
        st.rerun()


def _remove(office: Office, one: Absence) -> None:
    try:
        planning_rules.remove_absence(office.db, office.actor, one.id, now=office.now)
    except HouseError as error:
        tell(error)
    else:
        flash(_("The absence is removed."))
        st.rerun()
