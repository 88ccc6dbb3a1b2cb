"""One date with its activity: what it is, what is seen where, and what can be done with it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.house import load_house
from db.occurrences import dated
from domain.discretion import channel_lines
from domain.localtime import to_local
from domain.model import Actor, DatedActivity, House
from domain.rights import allows
from domain.telling import telling_of
from locales import _
from locales.channels import channel_sentence
from locales.formats import day, time_range
from pages import _kalender_acts, _kalender_morning, _kalender_places, _telling
from pages import _kalender_state as state
from pages._kalender_act_run import Bench
from pages._kalender_places import places_words
from pages._show import cancelled_mark, chips, names, nothing, plain, room_name
from pages._words import ACCESS, STATES


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    number = state.number(state.DATE)
    with db.read() as con:
        house = load_house(con)
        one = dated(con, number) if number is not None else None
    st.button(_("Back to the week"), icon=":material/arrow_back:", on_click=state.to_list)
    if one is None or one.activity.deleted_at is not None:
        nothing(_("This date is not there any more."))
        return
    _facts(one, house, zone)
    shared = [service.id for service in house.services.values() if service.kind == "house"]
    if allows(actor, "plan.write", one.activity.fields.service_ids, shared):
        if one.activity.fields.kind == "activity":
            _kalender_morning.draw(one, now)
        _kalender_places.draw(db, actor, one.activity, now)
        _kalender_acts.draw(Bench(db, actor, one, house, now, zone))


def _facts(one: DatedActivity, house: House, zone: ZoneInfo) -> None:
    fields, date = one.activity.fields, one.occurrence
    start, end = to_local(date.starts_at, zone), to_local(date.ends_at, zone)
    st.header(plain(one.title), anchor=False)
    mark = f" {cancelled_mark()}" if date.state == "cancelled" else ""
    mark = f" :orange-badge[{_('paused')}]" if date.state == "paused" else mark
    if date.missing_ids and date.state == "planned":
        mark += f" :red-badge[{_('needs somebody to run it')}]"
    reserved = fields.kind == "reservation"
    state_words = _("room reserved") if reserved else STATES[one.activity.state]
    badge = (
        "" if one.activity.state == date.state == "cancelled" else f" :gray-badge[{state_words}]"
    )
    st.markdown(
        f"{chips(fields.service_ids, house)} **{plain(f'{day(start)} {time_range(start, end)}')}**"
        f"{badge}{mark}"
    )
    facts = {
        _("Where"): room_name(one, house),
        _("For whom"): names(fields.group_ids, house.groups),
        _("Run by"): names(date.facilitator_ids, house.facilitators)
        or ("" if reserved else f":orange-badge[{_('nobody to run it')}]"),
        _("Cannot"): names(date.missing_ids, house.facilitators),
        _("Type"): "" if reserved else names([fields.category_id], house.categories),
        _("How to take part"): "" if reserved else ACCESS[fields.access],
        _("Places"): places_words(one.activity),
        _("Note for citizens"): plain(date.note or fields.public_note),
        _("Cancelled because (staff only)"): plain(date.cancel_reason),
    }
    about, seen = st.columns([3, 2], gap="large")
    with about:
        st.markdown("\n".join(f"- **{label}**: {words}" for label, words in facts.items() if words))
        if fields.description:
            st.text(fields.description)
    with seen, st.container(border=True):
        st.markdown(f"**{_('Seen by citizens')}**")
        if one.activity.state == "draft":
            nothing(_("Nothing yet: this is a draft. Once published:"))
        lines = channel_lines(fields, house.categories[fields.category_id], house.groups)
        st.markdown("\n".join(f"- {plain(channel_sentence(line))}" for line in lines))
        _telling.draw(telling_of(one.activity, date.title, house), "date")
