"""The week shown as a file, with the filter of the page: for the wall, or for staff."""

from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from actions.config import config
from db.activities import all_activities
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import between
from domain.localtime import range_bounds
from domain.model import DayRange
from domain.weekplan import AUDIENCES, Audience
from locales import _
from pages import _kalender_filter
from pages import _kalender_state as state
from pages._show import nothing, plain
from weekplan.made import FORMATS, TYPES, Format, Week, file_name, made, says

_WORDS = {"docx": "Word", "xlsx": "Excel", "csv": "CSV", "ics": _("Calendar file")}


def draw(db: HouseDb, today: date, zone: ZoneInfo) -> None:
    names = {"wall": _("For the wall"), "staff": _("For staff")}
    audience = st.segmented_control(
        _("Whom for?"),
        AUDIENCES,
        format_func=lambda one: names[one],
        default="wall",
        required=True,
        key="kalender_export_for",
    )
    days = state.week(today)
    filtered = _kalender_filter.words()
    told = f" ({plain(filtered)})" if filtered else ""
    number = days.first.isocalendar().week
    st.markdown(f"**{_('Week %(week)s') % {'week': number}}**{told}")
    (st.warning if audience == "staff" else st.info)(says(audience))
    with st.container(horizontal=True):
        for kind in FORMATS:
            st.download_button(
                _WORDS[kind],
                partial(_made, db, days, audience, kind, zone, dict(st.query_params)),
                file_name=file_name(days, audience, kind),
                mime=TYPES[kind],
                on_click="ignore",
                key=f"kalender_export_{audience}_{kind}",
            )
    if audience == "wall":
        nothing(_("The calendar file holds what “the whole house” holds: nothing discreet."))


def _made(
    db: HouseDb,
    days: DayRange,
    audience: Audience,
    kind: Format,
    zone: ZoneInfo,
    address: dict[str, str],
) -> bytes:
    """The file, made when it is asked for: what stands in the plan at that moment."""
    with db.read() as con:
        house = load_house(con)
        wanted = _kalender_filter.of_address(house, address)
        dates = between(
            con,
            *range_bounds(days, zone),
            states=("planned", "cancelled", "paused"),
            activity_states=("draft", "published", "cancelled"),
            kinds=("activity", "reservation"),
        )
        activities = [] if wanted.narrows else all_activities(con)
    shown = [one for one in dates if wanted.lets(one)]
    return made(Week(days, shown, activities, house, zone, config().url), audience, kind)
