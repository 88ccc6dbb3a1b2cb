"""An address that was just made: shown in full until one has taken it, and never again."""

from __future__ import annotations

import segno
import streamlit as st

from actions.secret_calendars import path_of
from locales import _
from pages import _kalendere_copy as copy
from pages._show import plain

_SHOWN = "kalendere_new"


def remember(token: str, name: str) -> None:
    """Keep an address for this visit, so that a click elsewhere does not lose it."""
    st.session_state[_SHOWN] = (token, name)


def forget() -> None:
    st.session_state.pop(_SHOWN, None)


def draw(url: str) -> None:
    """The address, a link that opens the phone's calendar, and a QR code for another phone."""
    if _SHOWN not in st.session_state:
        return
    token, name = st.session_state[_SHOWN]
    address = f"{url}{path_of(token)}"
    by_calendar = "webcal://" + address.partition("://")[2]
    with st.container(border=True, key="kalendere_new_box"):
        st.header(_("Your new address"), anchor=False)
        st.warning(
            _("It is shown only now. Put it on your phone before you leave this page."),
            icon=":material/visibility:",
        )
        words, picture = st.columns([3, 1], gap="large")
        with words:
            st.markdown(f"**{plain(name)}**")
            st.markdown(f"`{address}`")
            copy.draw(address, key="kalendere_copy")
            with st.container(horizontal=True):
                st.link_button(_("Open in this device's calendar"), by_calendar)
                if st.button(_("I have it, hide it"), key="kalendere_hide"):
                    forget()
                    st.rerun()
            st.caption(
                _(
                    "Google and Outlook: choose “Add calendar from URL” on a computer, and paste "
                    "the address. It can take up to a day before a change is on the phone."
                )
            )
        with picture:
            st.html(_qr(by_calendar))
            st.caption(_("Point the phone's camera here."))


def _qr(text: str) -> str:
    """An inline picture: a file of its own would stay in the server's memory and caches."""
    data = segno.make(text, error="m", micro=False).svg_data_uri(
        scale=4, border=4, dark="#000000", light="#ffffff", encode_minimal=True
    )
    words = _("QR code of the address")
    return f'<img src="{data}" alt="{words}" style="width:100%;max-width:12rem">'
