"""Places where visitors outside activities are counted, and when their day divides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from actions import half_days
from actions.config import config
from db.half_days import counting_places
from domain.errors import HouseError, InvalidInput
from domain.half_days import CountingPlace
from domain.localtime import local_day
from locales import _
from locales.formats import weekday
from locales.messages import field_messages
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, tell

_MONDAY = date(2026, 1, 5)


def draw(office: Office) -> None:
    st.header(_("Counted outside activities"), anchor=False)
    st.caption(
        _("Such as the café: hosts count morning and afternoon. It is a measure of its own.")
    )
    with office.db.read() as con:
        known = {one.id: one for one in counting_places(con)}
    words = {0: _("New place"), **{one.id: _named(one) for one in known.values()}}
    number = st.selectbox(
        _("Which place?"),
        list(words),
        placeholder=_("Choose"),
        format_func=lambda one: words[one],
        key="opsaetning_place",
    )
    today = local_day(office.now, config().zone)
    place = known.get(number) or CountingPlace(0, "", time(12), since=today)
    _form(office, place)


def _form(office: Office, place: CountingPlace) -> None:
    slots: Slots = {}
    with st.form(f"opsaetning_place_{place.id}"):
        name = line(_("Name"), "name", place.name, slots, _("for example: the café"))
        divides = st.time_input(
            _("The afternoon begins at"), value=place.divides_at, step=timedelta(minutes=15)
        )
        slots["divides_at"] = st.container()
        days = st.pills(
            _("Open on"),
            list("0123456"),
            selection_mode="multi",
            default=list(place.weekdays),
            format_func=lambda one: weekday(_MONDAY + timedelta(days=int(one))),
        )
        slots["weekdays"] = slots["form"] = st.container()
        with st.container(horizontal=True):
            sent = st.form_submit_button(_("Save"), type="primary")
            retire = bool(place.id) and st.form_submit_button(
                _("Use again") if place.retired else _("Take out of use")
            )
    if not (sent or retire):
        return
    changed = CountingPlace(
        place.id,
        name,
        divides if isinstance(divides, time) else datetime.min.time(),
        place.since,
        "".join(sorted(days or ())),
        (not place.retired) if retire else place.retired,
    )
    try:
        half_days.save_place(office.db, office.actor, changed, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("%(name)s is saved.") % {"name": changed.name})
        st.rerun()


def _named(one: CountingPlace) -> str:
    return _("%(name)s (out of use)") % {"name": one.name} if one.retired else one.name
