"""One week as a list of every date, whatever its state: navigation, filters, rows that open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.house import closures, load_house
from db.occurrences import between
from domain.localtime import local_day, range_bounds, week_text
from domain.model import Actor, Closure, DatedActivity, DayRange, House
from domain.rights import allows
from locales import _
from locales.formats import day
from pages import _kalender_state as state
from pages import _list_keys
from pages._kalender_board_words import VIEWS, week_words
from pages._kalender_filter import choose
from pages._kalender_row import is_shut, words
from pages._partners import rows_by_day
from pages._show import aligned, nothing, plain

ALL_STATES = ("draft", "published", "cancelled")


def draw(db: HouseDb, actor: Actor, today: date, zone: ZoneInfo) -> None:
    days = state.week(today)
    _navigate(days, today, may_plan=allows(actor, "plan.write"))
    with db.read() as con:
        house = load_house(con)
        start, end = range_bounds(days, zone)
        dates = between(
            con,
            start,
            end,
            states=("planned", "cancelled", "paused"),
            activity_states=ALL_STATES,
            kinds=("activity", "reservation"),
        )
        shut = closures(con, start, end)
        theirs = rows_by_day(con, house, days, zone, hidden=True)
    wanted = choose(house)
    shown = [one for one in dates if wanted.lets(one)]
    for offset in range(7):
        when = days.first + timedelta(days=offset)
        rows = [one for one in shown if local_day(one.occurrence.starts_at, zone) == when]
        closed = [one for one in shut if is_shut(one, when, zone)]
        if rows or closed or when in theirs or when.weekday() < 5:
            _day(when, rows, closed, house, today, zone)
            for at, what in theirs.get(when, ()):
                st.markdown(f"{aligned(at)} {what}")
    if dates and not shown:
        nothing(_("Nothing fits the filter this week."))
    _list_keys.listen()


def _navigate(days: DayRange, today: date, *, may_plan: bool) -> None:
    st.header(week_words(days), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="kalender_navigation"):
        for label, icon, target in (
            (_("Previous week"), "chevron_left", state.shifted(days, -1)),
            (_("This week"), "today", week_text(today)),
            (_("Next week"), "chevron_right", state.shifted(days, 1)),
        ):
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=state.go,
                kwargs={state.WEEK: target},
                key=f"kalender_{icon}",
            )
        for view, label in VIEWS.items():
            if view != state.LIST:
                st.button(
                    label,
                    type="tertiary",
                    on_click=state.go,
                    kwargs={state.VIEW: view},
                    key=f"kalender_view_{view}",
                )
        if may_plan:
            st.button(
                _("New activity"),
                icon=":material/add:",
                type="primary",
                on_click=state.go,
                kwargs={state.ACTIVITY: state.NEW},
                key="kalender_new",
            )


def _day(
    when: date,
    rows: Sequence[DatedActivity],
    closed: Sequence[Closure],
    house: House,
    today: date,
    zone: ZoneInfo,
) -> None:
    mark = f" · {_('today')}" if when == today else ""
    st.subheader(f"{plain(day(when)).capitalize()}{mark}", anchor=False)
    for shut in closed:
        st.button(
            f":orange[{_('Closed')}: {plain(shut.name)}]",
            icon=":material/door_front:",
            type="tertiary",
            on_click=state.go,
            kwargs={state.CLOSURE: shut.id},
            key=f"kalender_closed_{when:%Y%m%d}_{shut.id}",
        )
    with st.container(key=f"rows_{when:%Y%m%d}", gap=None):
        for one in rows:
            st.button(
                words(one, house, zone),
                key=f"kalender_date_{one.occurrence.id}",
                type="tertiary",
                on_click=state.go,
                kwargs={state.DATE: one.occurrence.id},
            )
        if not rows:
            nothing(_("Nothing planned"))
