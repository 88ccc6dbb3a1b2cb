"""Min indgang: how one gets in, opening hours, and the official accessibility statement."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from actions import entrance
from domain.errors import HouseError, InvalidInput
from domain.model import Site
from domain.opening import Hours, parse_hours, setting_of
from locales import _
from locales.formats import weekday
from locales.messages import field_messages
from pages._opsaetning_editor import Office, block, line
from pages._show import Slots, fill, flash, plain, tell

_MONDAY = date(2026, 1, 5)


def draw(office: Office) -> None:
    house = office.house()
    st.write(
        _(
            "What every page for citizens says: which door, and when it is open today. Closed days "
            "are taken out by themselves."
        )
    )
    for site in house.sites.values():
        _site(office, site, house.settings.get(setting_of(site.id), ""))
    _statement(office, house.settings.get(entrance.STATEMENT, ""))


def _site(office: Office, site: Site, text: str) -> None:
    week = parse_hours(text) or (Hours(None),) * 7
    slots: Slots = {}
    with st.form(f"opsaetning_door_{site.id}"):
        st.subheader(plain(site.name), anchor=False)
        slots["form"] = st.container()
        typed = []
        for number, column in enumerate(st.columns(7)):
            with column:
                name = weekday(_MONDAY + timedelta(days=number)).capitalize()
                typed.append(line(name, f"day{number}", _hours(week[number]), slots, _("closed")))
        way_in = block(
            _("How to get in"), "way_in", site.way_in, slots, _("Which door, which bell, the lift")
        )
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        _save(
            lambda: entrance.set_door(
                office.db, office.actor, site.id, way_in, tuple(typed), now=office.now
            ),
            slots,
        )


def _statement(office: Office, address: str) -> None:
    slots: Slots = {}
    with st.form("opsaetning_statement"):
        slots["form"] = st.container()
        typed = line(
            _("The municipality's official accessibility statement"),
            "statement",
            address,
            slots,
            "https://",
        )
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        _save(lambda: entrance.set_statement(office.db, office.actor, typed, now=office.now), slots)


def _hours(one: Hours) -> str:
    if one.span is None:
        return ""
    return "–".join(f"{at.hour}.{at.minute:02d}" for at in one.span)


def _save(work: object, slots: Slots) -> None:
    try:
        work()  # type: ignore[operator]
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("Saved."))
        st.rerun()
