"""One's own addresses of secret calendars: make one, see it once, renew it, stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from actions import secret_calendars as calendars
from db.connection import HouseDb
from db.secret import Address
from domain.discretion import Feed, SecretKind
from domain.errors import AlreadyDone, HouseError, InvalidInput
from domain.localtime import to_local
from domain.model import Actor
from locales import _
from locales.formats import day_with_year
from locales.messages import field_messages
from pages import _kalendere_address as shown
from pages._show import Slots, fill, flash, nothing, plain, tell

_TOKEN = "kalendere_token"
"""The token that the next address will end in; sent twice, it is still one address."""
WHAT: dict[SecretKind, str] = {
    "staff": _("Meetings and activities for the staff, with title and place."),
    "group": _("What is for this group, with title and place."),
    "room": _("What takes place in this room. What is discreet has a neutral name."),
    "person": _("The dates of this facilitator. What is discreet has a neutral name."),
}


@dataclass(frozen=True, slots=True)
class Drawer:
    """Who looks, in which house, and when. `url` has no slash at the end."""

    db: HouseDb
    actor: Actor
    url: str
    zone: ZoneInfo
    now: datetime


def draw(at: Drawer) -> None:
    feeds = sorted(calendars.offered(at.db, at.actor), key=partial(_order, at.actor))
    st.write(
        _(
            "A secret calendar shows the house's plan on your own phone. Whoever has the address "
            "can read it, so do not pass it on. If you lose your phone, stop its address here."
        )
    )
    shown.draw(at.url)
    left, right = st.columns(2, gap="large")
    with left:
        _make(at, feeds)
    with right:
        _mine(at, {feed.slug: feed for feed in feeds})


def named(feed: Feed) -> str:
    """ "Mit skema: Ungevejleder", "Lokale: Sal", "Medarbejdere"."""
    if feed.secret == "person":
        return _("My schedule: %(name)s") % {"name": feed.name}
    return _("Room: %(name)s") % {"name": feed.name} if feed.secret == "room" else feed.name


def row(one: Address, name: str, zone: ZoneInfo) -> str:
    """ "Lokale: Sal · min telefon · 18. november 2026", safe."""
    made = day_with_year(to_local(one.made_at, zone))
    return f"**{plain(name)}**  \n{plain(one.label)} · :gray[{plain(made)}]"


def _order(actor: Actor, feed: Feed) -> tuple[bool, int]:
    """One's own schedule, the staff's, groups', rooms', other people's."""
    mine = feed.facilitator_id is not None and feed.facilitator_id == actor.facilitator_id
    return not mine, list(WHAT).index(feed.secret or "person")


def _make(at: Drawer, feeds: Sequence[Feed]) -> None:
    st.header(_("Make an address"), anchor=False)
    if not feeds:
        nothing(_("There is no secret calendar for you yet. Ask an administrator."))
        return
    by_slug = {feed.slug: feed for feed in feeds}
    slug = st.selectbox(
        _("Which calendar?"),
        list(by_slug),
        placeholder=_("Choose"),
        format_func=lambda one: named(by_slug[one]),
    )
    st.caption(
        WHAT[by_slug[slug].secret or "person"]
        + " "
        + _("What may stand in no calendar says “Busy” and nothing more.")
    )
    slots: Slots = {}
    with st.form("kalendere_make"):
        label = st.text_input(
            _("Where will you use it?"),
            placeholder=_("for example: my phone"),
            max_chars=calendars.MAX_LABEL,
        )
        slots["label"] = slots["form"] = st.container()
        if st.form_submit_button(_("Make the address"), type="primary"):
            name = named(by_slug[slug])
            make = partial(calendars.make, at.db, at.actor, slug, str(label or ""), now=at.now)
            _keep(make, name, slots)


def _keep(call: Callable[..., int], name: str, slots: Slots) -> None:
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


def _mine(at: Drawer, feeds: dict[str, Feed]) -> None:
    st.header(_("Your addresses"), anchor=False)
    mine = calendars.own(at.db, at.actor)
    if not mine:
        nothing(_("You have none yet."))
    for one in mine:
        name = named(feeds[one.calendar]) if one.calendar in feeds else ""
        with st.container(border=True):
            st.markdown(row(one, name, at.zone))
            with st.popover(_("Change or stop"), key=f"kalendere_change_{one.id}"):
                slots: Slots = {"form": st.container()}
                st.write(_("Stopped, it shows nothing more on any phone, for good."))
                with st.container(horizontal=True):
                    if st.button(_("Give me a new address"), key=f"kalendere_renew_{one.id}"):
                        renew = partial(calendars.renew, at.db, at.actor, one.id, now=at.now)
                        _keep(renew, name, slots)
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
