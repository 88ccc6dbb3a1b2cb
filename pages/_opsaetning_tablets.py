"""At the door: the house's tablets, and the places whose visitors are counted per half day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from actions import tablets
from actions.config import config
from db.tablets import LONGEST_DAYS, Tablet
from domain.errors import HouseError, InvalidInput
from domain.localtime import to_local
from locales import _
from locales.formats import short_day
from locales.messages import field_messages
from pages import _opsaetning_places
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, nothing, plain, tell


def draw(office: Office) -> None:
    st.header(_("Tablets"), anchor=False)
    st.caption(
        _("A tablet records attendance and sees nothing else. Shut it off here, wherever it is.")
    )
    listed = st.container()
    add, limit = st.columns(2, gap="large")
    with add:
        _add(office)
    with limit:
        _limit(office)
    # after the form, so that the tablet it makes is in the list at once
    found = tablets.list_tablets(office.db, office.actor)
    with listed:
        if found:
            _list(office, found)
        else:
            nothing(_("There are no tablets yet."))
    _opsaetning_places.draw(office)


def _list(office: Office, found: Sequence[Tablet]) -> None:
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"line_{one.staff_id}"):
            st.markdown(f"**{plain(one.name)}** :gray[{plain(_state(one))}]")
            if one.closed_at is not None:
                continue
            args = (office.db, office.actor, one.staff_id)
            if st.button(_("New link"), key=f"opsaetning_link_{one.staff_id}", type="tertiary"):
                _show_link(one.name, tablets.new_tablet_link(*args))
            if st.button(_("Shut off"), key=f"opsaetning_shut_{one.staff_id}", type="tertiary"):
                _do(_("The tablet is shut off."), partial(tablets.close_tablet, *args), Slots())


def _state(one: Tablet) -> str:
    if one.closed_at is not None:
        return _("shut off")
    if one.last_seen_at is None:
        return _("waits for its link to be opened")
    seen = to_local(one.last_seen_at, config().zone)
    return _("in use, last %(day)s") % {"day": short_day(seen)}


def _add(office: Office) -> None:
    slots: Slots = {}
    with st.form("opsaetning_tablet", clear_on_submit=False):
        name = line(_("A new tablet, called"), "name", "", slots, _("for example: by the door"))
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Make a link"), type="primary")
    if not sent:
        return
    try:
        _staff_id, token = tablets.add_tablet(office.db, office.actor, name)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        _show_link(name, token)


def _show_link(name: str, token: str) -> None:
    """The link, this once: it is stored nowhere."""
    words = _("Open this link on %(name)s. It works once, for 24 hours, and is shown only now.")
    st.success(words % {"name": plain(name)})
    st.code(f"{config().url}/log-ind/{token}", language=None, wrap_lines=True)


def _limit(office: Office) -> None:
    slots: Slots = {}
    with st.form("opsaetning_tablet_days"):
        days = st.number_input(
            _("Days without use before a tablet signs itself out"),
            value=tablets.idle_days(office.db),
            step=1,
            max_value=LONGEST_DAYS * 10,
        )
        slots["days"] = slots["form"] = st.container()
        sent = st.form_submit_button(_("Save"))
    if sent:
        change = partial(tablets.set_idle_days, office.db, office.actor, int(days or 0))
        _do(_("It is saved."), change, slots)


def _do(done: str, call: Callable[[], object], slots: Slots) -> None:
    try:
        call()
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(done)
        st.rerun()
