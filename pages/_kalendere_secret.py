"""One's own secret calendars: choose one, say where it will be used, get its address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from actions import secret_calendars as calendars
from domain.discretion import Feed, SecretKind
from domain.model import Actor
from locales import _
from pages import _kalendere_address as shown
from pages import _kalendere_mine as mine
from pages._kalendere_drawer import Drawer, named
from pages._show import Slots, nothing

WHAT: dict[SecretKind, str] = {
    "staff": _("Meetings and activities for the staff, with title and place."),
    "group": _("What is for this group, with title and place."),
    "room": _("What takes place in this room. What is discreet has a neutral name."),
    "person": _("The dates of this facilitator. What is discreet has a neutral name."),
}


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
        mine.draw(at, {feed.slug: named(feed) for feed in feeds})


def _order(actor: Actor, feed: Feed) -> tuple[bool, int]:
    """One's own schedule, the staff's, groups', rooms', other people's."""
    is_own = feed.facilitator_id is not None and feed.facilitator_id == actor.facilitator_id
    return not is_own, list(WHAT).index(feed.secret or "person")


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
            mine.keep(make, name, slots)
