"""What the figures are held against: visits a day that the house is built for."""

from __future__ import annotations

import streamlit as st

from actions import setup
from domain.driftstal import BUILT_FOR_SETTING, MOST_BUILT_FOR, parse_built_for
from domain.errors import HouseError, InvalidInput
from locales import _
from locales.messages import field_messages
from pages._opsaetning_editor import Office
from pages._show import Slots, fill, flash, tell


def draw(office: Office) -> None:
    low, high = parse_built_for(office.house().settings.get(BUILT_FOR_SETTING, ""))
    st.write(
        _(
            "Write how many visits a day the house is built for. Statistics shows each day against"
            " it. No other figure changes."
        )
    )
    slots: Slots = {}
    with st.form("opsaetning_built_for", width=420):
        left, right = st.columns(2)
        with left:
            fewest = _visits(_("Visits a day, from"), low)
        with right:
            most = _visits(_("Visits a day, to"), high)
            slots["high"] = st.container()
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Save"), type="primary")
    if sent:
        _save(office, f"{fewest}-{most}", slots)


def _visits(label: str, value: int) -> int:
    return int(st.number_input(label, 1, MOST_BUILT_FOR, value, step=5))


def _save(office: Office, text: str, slots: Slots) -> None:
    try:
        setup.set_setting(office.db, office.actor, BUILT_FOR_SETTING, text, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("Saved."))
        st.rerun()
