"""The form of a calendar from outside: whose, where, and who may see it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from actions import outside
from domain.errors import HouseError, InvalidInput
from domain.model import House
from domain.outside import OutsideCalendar
from locales import _
from locales.messages import field_messages
from pages._opsaetning_editor import Office
from pages._pick import offered
from pages._show import Slots, fill, flash, tell


def draw(office: Office, house: House, one: OutsideCalendar, name: str) -> None:
    """`name` tells this form's widgets from those of the other calendars."""
    slots: Slots = {}
    key = f"opsaetning_outside_{name}"
    count = st.session_state.setdefault(key, 0)
    with st.form(f"{key}_form_{count}"):
        slots["form"] = st.container()
        fields = _partner if one.kind == "partner" else _busy
        changed = fields(house, one, slots)
        label = _("Save") if one.id else _("Add it")
        sent = st.form_submit_button(label, type="primary")
    if not sent:
        return
    try:
        outside.save(office.db, office.actor, changed, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        st.session_state[key] += 1
        flash(_("The calendar is saved, and is fetched in a moment."))
        st.rerun()


def _address(one: OutsideCalendar, slots: Slots, helps: str) -> str:
    """The address; one that is kept is not shown again, because it may be a secret."""
    kept = _("unchanged: write here only to use another one") if one.id else "https://…"
    text = st.text_input(_("The calendar's address"), placeholder=kept, help=helps)
    slots["address"] = st.container()
    return str(text or "") or one.address


def _partner(house: House, one: OutsideCalendar, slots: Slots) -> OutsideCalendar:
    had = [one.service_id] if one.service_id is not None else []
    partners = {
        key: service for key, service in house.services.items() if service.kind == "partner"
    }
    words = offered(partners, had)
    service = st.selectbox(
        _("Which partner?"),
        list(words),
        index=list(words).index(one.service_id) if one.service_id in words else None,
        format_func=lambda number: words[number],
        placeholder=_("Choose"),
    )
    slots["service"] = st.container()
    address = _address(one, slots, _("As one would subscribe to it on a phone."))
    groups = offered(house.groups, one.group_ids)
    everyone = [key for key, group in house.groups.items() if group.is_everyone]
    chosen = st.multiselect(
        _("For whom?"),
        list(groups),
        default=[key for key in (one.group_ids if one.id else everyone) if key in groups],
        format_func=lambda number: groups[number],
        placeholder=_("Choose one or more"),
    )
    slots["groups"] = st.container()
    listings = {
        "hidden": _("Only staff: look at it first"),
        "open": _("Citizens too, on My way in and on the poster"),
    }
    listing = st.radio(
        _("Who sees it?"),
        list(listings),
        index=1 if one.listing == "open" else 0,
        format_func=lambda each: listings[each],
    )
    slots["listing"] = st.container()
    return replace(
        one,
        address=address,
        service_id=service,
        group_ids=tuple(chosen),
        listing="open" if listing == "open" else "hidden",
    )


def _busy(house: House, one: OutsideCalendar, slots: Slots) -> OutsideCalendar:
    people = offered(house.facilitators, [one.facilitator_id] if one.facilitator_id else [])
    rooms = offered(house.rooms, [one.room_id] if one.room_id else [])
    words = {
        **{("person", key): name for key, name in people.items()},
        **{("room", key): name for key, name in rooms.items()},
    }
    had = ("person", one.facilitator_id) if one.facilitator_id else ("room", one.room_id or 0)
    owner = st.selectbox(
        _("Whose calendar is it?"),
        list(words),
        index=list(words).index(had) if had in words else None,
        format_func=lambda key: words[key],
        placeholder=_("Choose a person or a room"),
    )
    slots["owner"] = st.container()
    address = _address(one, slots, _("In Outlook: Publish calendar, can view when I'm busy, ICS."))
    st.caption(_("Titles are thrown away at once. Only from when to when is kept."))
    kind, number = owner if owner is not None else ("", None)
    return replace(
        one,
        address=address,
        facilitator_id=number if kind == "person" else None,
        room_id=number if kind == "room" else None,
    )
