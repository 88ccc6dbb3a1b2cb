"""What needs somebody's hand, as cards of links: one card per kind that has something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from domain.conflicts import Conflict
from domain.half_days import HalfDay
from domain.localtime import to_local
from domain.model import Activity, Actor, Closure, DatedActivity
from domain.rights import allows
from locales import _, ngettext
from locales.formats import clock, short_day, time_range
from pages._i_dag_needs import Needs
from pages._show import plain

_MOST = 5
"""Lines in one card; the rest is a number."""


def draw(needs: Needs, actor: Actor, zone: ZoneInfo) -> None:
    """One card per kind that has something; what is in order is said in one quiet line."""
    may_count = allows(actor, "attendance.total")
    cards = (
        (_("Clashes"), "warning", [_clash(one, zone) for one in needs.clashes]),
        (_("Nobody to run it"), "person_off", [_dated(one, zone) for one in needs.unmanned]),
        (
            _("Not recorded yet"),
            "edit_note",
            [_dated(one, zone, "fremmoede.py" if may_count else "") for one in needs.unrecorded],
        ),
        (
            _("Half days not counted"),
            "local_cafe",
            [_half_day(*one, "fremmoede.py" if may_count else "") for one in needs.half_days],
        ),
        (_("Drafts, not published"), "draft", [_draft(one, zone) for one in needs.drafts]),
        (_("Closed soon"), "door_front", [_closure(one, zone) for one in needs.closures]),
    )
    full = [card for card in cards if card[2]]
    in_order = [title for title, _icon, lines in cards if not lines]
    for start in range(0, len(full), 2):
        for column, (title, icon, lines) in zip(
            st.columns(2), full[start : start + 2], strict=False
        ):
            with column:
                _card(title, icon, lines)
    if in_order:
        st.caption(_("Nothing under: %(titles)s.") % {"titles": ", ".join(in_order)})


Line = tuple[str, str, dict[str, str]]
"""Markdown, the page it leads to ("" for none), and that page's query."""


def _card(title: str, icon: str, lines: Sequence[Line]) -> None:
    with st.container(border=True):
        st.markdown(f"**:material/{icon}: {plain(title)}** :gray-badge[{len(lines)}]")
        with st.container(key=f"rows_{icon}", gap=None):
            for words, page, query in lines[:_MOST]:
                if page:
                    st.page_link(page, label=words, icon="", query_params=query)
                else:
                    st.markdown(words)
            rest = len(lines) - _MOST
            if rest > 0:
                more = ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}
                st.page_link(lines[-1][1] or "kalender.py", label=more, icon="")


def _dated(one: DatedActivity, zone: ZoneInfo, page: str = "kalender.py") -> Line:
    start = to_local(one.occurrence.starts_at, zone)
    words = f"{plain(short_day(start))} {plain(clock(start))} {plain(one.title)}"
    return words, page, {"dato": str(one.occurrence.id)}


def _half_day(at: HalfDay, place: str, page: str) -> Line:
    half = _("morning") if at.half == "morning" else _("afternoon")
    return f"{plain(short_day(at.day))} {half} {plain(place)}", page, {}


def _clash(one: Conflict, zone: ZoneInfo) -> Line:
    start = to_local(one.starts_at, zone)
    words = _("%(when)s %(subject)s is taken twice, also by %(other)s") % {
        "when": plain(f"{short_day(start)} {clock(start)}"),
        "subject": plain(one.subject),
        "other": plain(one.other_title),
    }
    return words, "kalender.py", {"aktivitet": str(one.other_activity_id)}


def _draft(one: Activity, zone: ZoneInfo) -> Line:
    start = one.fields.local_start
    words = f"{plain(one.fields.title)}, {plain(short_day(start))} {plain(clock(start))}"
    return words, "kalender.py", {"aktivitet": str(one.id)}


def _closure(one: Closure, zone: ZoneInfo) -> Line:
    start, end = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
    if start.time() == end.time() == datetime.min.time():
        words = f"{plain(short_day(start))} {plain(one.name)}"
    else:
        words = f"{plain(short_day(start))} {plain(time_range(start, end))} {plain(one.name)}"
    return words, "kalender.py", {"lukkedag": str(one.id)}
