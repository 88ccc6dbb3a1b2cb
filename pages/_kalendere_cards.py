"""One card per calendar; the previews go through `domain.discretion`, as the calendars do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import Connection
from db.house import load_house
from db.occurrences import between
from domain.discretion import Feed, feed_view, neutral_title, public_feeds
from domain.localtime import to_local
from domain.model import DatedActivity, House, TargetGroup
from locales import _
from locales.formats import clock, short_day
from pages._show import cancelled_mark, nothing, plain
from pages._words import MODE_HELP, MODES

_AHEAD = timedelta(days=21)
_MOST = 5


@dataclass(frozen=True, slots=True)
class Shelf:
    """The house and its published dates of the coming three weeks."""

    house: House
    coming: list[DatedActivity]


def read(con: Connection, now: datetime) -> Shelf:
    return Shelf(load_house(con), between(con, now, now + _AHEAD))


def draw(shelf: Shelf, url: str, zone: ZoneInfo) -> None:
    """`url`: the house's public address without a slash at the end."""
    feeds = public_feeds(shelf.house.groups)
    for title, some in (
        (_("For everybody"), [feed for feed in feeds if not feed.discreet]),
        (_("Discreet, given by hand"), [feed for feed in feeds if feed.discreet]),
    ):
        st.header(title, anchor=False)
        for start in range(0, len(some), 2):
            for column, feed in zip(st.columns(2), some[start : start + 2], strict=False):
                with column, st.container(border=True):
                    _card(feed, shelf, url, zone)
    rest = [
        group
        for group in shelf.house.groups.values()
        if group.calendar in ("secret", "none") and not group.is_everyone and not group.retired
    ]
    if rest:
        st.header(_("Without a public calendar"), anchor=False)
        st.markdown("\n".join(f"- {_closed(group)}" for group in rest))


def _card(feed: Feed, shelf: Shelf, url: str, zone: ZoneInfo) -> None:
    group = shelf.house.groups.get(feed.group_id or 0)
    st.markdown(f"**{plain(feed.name)}**" + (f"  \n{_for_staff(group)}" if feed.discreet else ""))
    address = f"{url}/kalender/{feed.slug}.ics"
    st.code(address, language=None, wrap_lines=True)
    if feed.discreet:
        st.caption(
            _(
                "The address stands on no page. Write it on a card without the house's name, and "
                "give it to those who come."
            )
        )
    st.markdown(f"**{_('Next on the phone')}**")
    lines = [line for one in shelf.coming if (line := _line(one, feed, group, shelf.house, zone))]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines[:_MOST]))
    else:
        nothing(_("Nothing in the coming three weeks."))


def _line(
    one: DatedActivity, feed: Feed, group: TargetGroup | None, house: House, zone: ZoneInfo
) -> str:
    """The date as this calendar tells it, "" when it does not."""
    view = feed_view(one.activity, house.groups, feed.slug)
    if view == "absent":
        return ""
    start = to_local(one.occurrence.starts_at, zone)
    title = one.title
    if view == "neutral" and group is not None:
        title = neutral_title(one.activity.fields, group)
    mark = f" {cancelled_mark()}" if one.occurrence.state == "cancelled" else ""
    return f"{plain(short_day(start))} {plain(clock(start))} {plain(title)}{mark}"


def _for_staff(group: TargetGroup | None) -> str:
    name = plain(group.name) if group else ""
    return f":gray[{_('Staff only: this is %(group)s') % {'group': name}}]"


def _closed(group: TargetGroup) -> str:
    return f"**{plain(group.name)}**: {MODES[group.calendar]}. {MODE_HELP[group.calendar]}"
