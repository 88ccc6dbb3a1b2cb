"""Above the calendar: searching in the plan, fetching in, and the week as a file."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.house import load_house
from db.search import Hit, search
from domain.localtime import to_local
from domain.model import Actor, House
from domain.rights import allows
from locales import _, ngettext
from locales.formats import clock, day_with_year, weekday
from pages import _kalender_export
from pages import _kalender_state as state
from pages._show import chips, nothing, plain
from pages._words import STATES

SEARCH = "soeg"
_MOST = 30


def draw(db: HouseDb, actor: Actor, *, now: datetime, today: date, zone: ZoneInfo) -> bool:
    """The row of tools. Returns whether somebody searches: then hits stand instead of the plan."""
    with st.container(horizontal=True, vertical_alignment="center", key="kalender_search"):
        wanted = st.text_input(
            _("Search"),
            placeholder=_("Title, description or who runs it"),
            icon=":material/search:",
            label_visibility="collapsed",
            key=SEARCH,
            bind="query-params",
            width=340,
        )
        if allows(actor, "plan.write"):
            st.page_link("hent.py", label=_("Fetch in"), icon=":material/download:")
        with st.popover(_("Send out"), icon=":material/upload:", key="kalender_export"):
            _kalender_export.draw(db, today, zone)
    if not wanted or not wanted.strip():
        return False
    st.button(_("Back to the calendar"), icon=":material/arrow_back:", on_click=_enough)
    _hits(db, wanted, now=now, zone=zone)
    return True


def _enough() -> None:
    """A callback: the plan stands again."""
    st.session_state[SEARCH] = ""


def _hits(db: HouseDb, wanted: str, *, now: datetime, zone: ZoneInfo) -> None:
    with db.read() as con:
        house = load_house(con)
        hits = search(con, wanted, now=now, limit=_MOST + 1)
    if not hits:
        nothing(_("Nothing is called so. Try fewer letters."))
        return
    words = ngettext("%(n)s activity", "%(n)s activities", min(len(hits), _MOST))
    more = f" · {_('there are more: write more letters')}" if len(hits) > _MOST else ""
    st.caption(words % {"n": min(len(hits), _MOST)} + more)
    with st.container(key="rows_search", gap=None):
        for hit in hits[:_MOST]:
            target = hit.occurrence_id
            st.button(
                _words(hit, house, zone),
                key=f"search_{hit.activity.id}",
                type="tertiary",
                on_click=_open,
                args=(target, hit.activity.id),
            )


def _words(hit: Hit, house: House, zone: ZoneInfo) -> str:
    fields = hit.activity.fields
    when = _("no dates")
    if hit.starts_at is not None:
        start = to_local(hit.starts_at, zone)
        words = _("next %(day)s at %(time)s") if hit.coming else _("last %(day)s at %(time)s")
        when = words % {"day": f"{weekday(start)} {day_with_year(start)}", "time": clock(start)}
    mark = "" if hit.activity.state == "published" else f" · {STATES[hit.activity.state]}"
    return f"{chips(fields.service_ids, house)} **{plain(fields.title)}** · {plain(when)}{mark}"


def _open(occurrence_id: int | None, activity_id: int) -> None:
    """A callback: to the date, or to the form of an activity that has none; the search is over."""
    st.session_state[SEARCH] = ""
    if occurrence_id is not None:
        state.go(**{state.DATE: occurrence_id})
    else:
        state.go(**{state.ACTIVITY: activity_id})
