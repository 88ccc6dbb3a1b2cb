"""One's own addresses: keep a new one, see it once, renew it, stop it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from actions import secret_calendars as calendars
from db.secret import Address
from domain.errors import AlreadyDone, HouseError, InvalidInput
from domain.localtime import to_local
from locales import _
from locales.formats import day_with_year
from locales.messages import field_messages
from pages import _kalendere_address as shown
from pages._kalendere_drawer import Drawer
from pages._show import Slots, fill, flash, nothing, plain, tell

_TOKEN = "kalendere_token"
"""The token that the next address will end in; sent twice, it is still one address."""


def draw(at: Drawer, names: Mapping[str, str]) -> None:
    """`names`: what each calendar is called, by its inner name."""
    st.header(_("Your addresses"), anchor=False)
    mine = calendars.own(at.db, at.actor)
    if not mine:
        nothing(_("You have none yet."))
    for one in mine:
        name = names.get(one.calendar, "")
        with st.container(border=True):
            st.markdown(_row(one, name, at.zone))
            with st.popover(_("Change or stop"), key=f"kalendere_change_{one.id}"):
                slots: Slots = {"form": st.container()}
                st.write(_("Stopped, it shows nothing more on any phone, for good."))
                with st.container(horizontal=True):
                    if st.button(_("Give me a new address"), key=f"kalendere_renew_{one.id}"):
                        renew = partial(calendars.renew, at.db, at.actor, one.id, now=at.now)
                        keep(renew, name, slots)
                    if st.button(_("Stop the address"), key=f"kalendere_stop_{one.id}"):
                        stop(at, one)


def stop(at: Drawer, one: Address) -> None:
    """Revoke an address and say so."""
    try:
        calendars.revoke(at.db, at.actor, one.id, now=at.now)
    except HouseError as error:
        tell(error)
        return
    shown.forget()
    flash(_("The address “%(label)s” is stopped.") % {"label": one.label})
    st.rerun()


def keep(call: Callable[..., int], name: str, slots: Slots) -> None:
    """Run what keeps the next token as an address, and show that address once."""
    token = st.session_state.setdefault(_TOKEN, calendars.new_token())
    try:
        call(token=token)
    except AlreadyDone:
        pass  # the run before this one made it, and was stopped before it could show it
    except InvalidInput as error:
        fill(slots, field_messages(error))
        return
    except HouseError as error:
        tell(error)
        return
    shown.remember(token, name)
    del st.session_state[_TOKEN]
    st.rerun()


def _row(one: Address, name: str, zone: ZoneInfo) -> str:
    """ "Lokale: Sal · min telefon · 18. november 2026", safe."""
    made = day_with_year(to_local(one.made_at, zone))
    return f"**{plain(name)}**  \n{plain(one.label)} · :gray[{plain(made)}]"
