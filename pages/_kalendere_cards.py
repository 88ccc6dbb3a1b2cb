"""One card per public calendar: its address, what it shows, and how it looks on phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import Connection
from db.feeds import served
from db.house import load_house
from db.occurrences import between
from domain.discretion import ChannelLine, Feed, public_feeds
from domain.feedentry import load
from domain.localtime import to_local
from domain.model import DatedActivity, House, TargetGroup
from domain.telling import Telling, telling_name, telling_of
from locales import _
from locales.channels import channel_sentence, telling_sentence
from pages import _kalendere_faces as faces
from pages._kalendere_faces import Seen
from pages._show import nothing, plain
from pages._words import MODE_HELP, MODES


@dataclass(frozen=True, slots=True)
class Shelf:
    """The public calendars with what they serve of the coming three weeks."""

    house: House
    now: datetime
    """Naive wall time."""
    seen: dict[str, list[Seen]]
    """By slug."""
    coming: list[DatedActivity]


def read(con: Connection, now: datetime, zone: ZoneInfo) -> Shelf:
    house, local = load_house(con), to_local(now, zone)
    seen = {
        feed.slug: faces.coming((load(one.content) for one in served(con, feed.slug)), local)
        for feed in public_feeds(house.groups)
    }
    return Shelf(house, local, seen, between(con, now, now + faces.AHEAD))


def draw(shelf: Shelf, url: str) -> None:
    """`url`: the house's public address without a slash at the end."""
    _warnings(shelf)
    feeds = public_feeds(shelf.house.groups)
    for title, some in (
        (_("For everybody"), [feed for feed in feeds if not feed.discreet]),
        (_("Discreet, given by hand"), [feed for feed in feeds if feed.discreet]),
    ):
        st.header(title, anchor=False)
        if some and some[0].discreet:
            nothing(_("Their addresses stand on no page. Print cards, and give them by hand."))
        for feed in some:
            with st.container(border=True):
                _card(feed, shelf, url)
    rest = [
        group
        for group in shelf.house.groups.values()
        if group.calendar in ("secret", "none") and not group.is_everyone and not group.retired
    ]
    if rest:
        st.header(_("Without a public calendar"), anchor=False)
        st.markdown("\n".join(f"- {_closed(group)}" for group in rest))


def _card(feed: Feed, shelf: Shelf, url: str) -> None:
    about, looks = st.columns([2, 5], gap="medium")
    group = next(
        one
        for one in shelf.house.groups.values()
        if one.id == feed.group_id or (feed.group_id is None and one.is_everyone)
    )
    with about:
        st.markdown(f"**{plain(feed.name)}**")
        if feed.discreet:
            words = _("Staff only: this is %(group)s") % {"group": plain(group.name)}
            st.markdown(f":gray[{words}]")
        st.code(f"{url}/kalender/{feed.slug}.ics", language=None, wrap_lines=True)
        first = next(iter(shelf.seen[feed.slug]), None)
        if first is not None:
            shown = "full" if first.full else "neutral"
            line = ChannelLine("feed", feed.name, shown, first.title)  # type: ignore[arg-type]
            st.markdown(plain(channel_sentence(line)))
        st.link_button(_("Print cards"), f"/kort/{group.id}", icon=":material/print:")
    with looks:
        faces.draw(feed.name, shelf.seen[feed.slug], shelf.now)


def _warnings(shelf: Shelf) -> None:
    """What tells in the coming weeks, once per activity, with a way to it."""
    lines: dict[int, tuple[DatedActivity, list[Telling]]] = {}
    for one in shelf.coming:
        found = telling_of(one.activity, one.occurrence.title, shelf.house)
        own = [each for each in found if each.part not in ("place", "calendar")]
        if own:
            lines.setdefault(one.activity.id, (one, own))
    names = [feed.name for feed in public_feeds(shelf.house.groups) if _tells(feed, shelf.house)]
    if not lines and not names:
        return
    with st.container(border=True, key="rows_telling"):
        st.markdown(f":orange[:material/visibility: **{_('Words that tell')}**]")
        for name in names:
            words = _("The name of the calendar %(name)s tells. It stands on every phone.")
            st.markdown(f"- {plain(words % {'name': name})}")
        for one, found in lines.values():
            st.page_link(
                "kalender.py",
                label=plain(one.title),
                icon="",
                query_params={"dato": str(one.occurrence.id)},
            )
            st.markdown("\n".join(f"- {plain(telling_sentence(each))}" for each in found))


def _tells(feed: Feed, house: House) -> bool:
    return bool(telling_name(feed, house))


def _closed(group: TargetGroup) -> str:
    return f"**{plain(group.name)}**: {MODES[group.calendar]}. {MODE_HELP[group.calendar]}"
