"""Who is signed in, and whether they may be here. Called first in every page.

Streamlit freezes the cookies at the websocket's handshake, so signing in and out are full
navigations; the session itself is looked up at every rerun, so a revoked one ends at the next
click.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote

import streamlit as st

from actions import accounts
from actions.accounts import Signed
from actions.config import config, house_db
from domain.errors import HouseError
from domain.model import Actor
from domain.rights import Action, allows
from locales import _
from locales.messages import sentence

PREFIX = "/personale/"


_SEEN: ContextVar[Signed | None] = ContextVar("seen", default=None)


@contextmanager
def seen(who: Signed | None) -> Iterator[None]:
    """While one page of one rerun is drawn: who the frame has just looked up."""
    token = _SEEN.set(who)
    try:
        yield
    finally:
        _SEEN.reset(token)


def signed() -> Signed | None:
    """Who is signed in at this moment, None for nobody. Stops the page when the house is shut."""
    token = str(st.context.cookies.get(accounts.cookie_name(config().https), ""))
    try:
        return accounts.current(house_db(), token)
    except HouseError as error:
        st.error(sentence(error), icon=":material/save_as:")
        link(here(), _("Load the page again"))
        st.stop()


def require(*actions: Action) -> Actor:
    """The signed-in person, if one of `actions` is theirs to do; else a kind word, and a stop.

    Scope (which service) is not asked here but at the write, in `actions/`.
    """
    who = _SEEN.get() or signed()
    if who is None:
        _ask_to_sign_in()
        st.stop()
    if not any(allows(who.actor, action) for action in actions):
        _refuse(who.actor)
        st.stop()
    return who.actor


def link(address: str, words: str, *, button: bool = False) -> None:
    """A link that is a full navigation. Address and words are constants of ours, never input."""
    kind = "house-act" if button else "house-link"
    st.html(f'<a class="{kind}" href="{address}" target="_self">{words}</a>')


def _ask_to_sign_in() -> None:
    st.title(_("Please sign in"), anchor=False)
    st.write(_("This page is for the staff of the house. Sign in, and you will come back here."))
    link(f"/log-ind?next={quote(here(), safe='/')}", _("Sign in"))
    st.write(_("Looking for the programme? It needs no sign-in."))
    link("/", _("To the programme"))


def _refuse(actor: Actor) -> None:
    st.title(_("This page is not part of your role"), anchor=False)
    st.write(_("If you need it, ask an administrator to give you the right."))
    if allows(actor, "attendance.host"):
        link("/vaert", _("To recording attendance"))
    if allows(actor, "schedule.own"):
        link("/mit-skema", _("To my schedule"))
    if allows(actor, "calendar.own"):
        link(f"{PREFIX}kalendere", _("To your calendars"))
    if allows(actor, "plan.read"):
        link(PREFIX, _("To Today"))


def here() -> str:
    """The page's own address below our prefix, of plain letters only."""
    tail = str(st.context.url or "").partition(PREFIX)[2].partition("?")[0]
    return PREFIX + (tail if tail.isascii() and tail.isalpha() else "")
