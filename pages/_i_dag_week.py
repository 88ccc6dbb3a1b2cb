"""The week as the poster will show it, compact, by day; cancelled dates struck through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import Connection
from db.house import load_house
from db.occurrences import between
from domain.discretion import board_view
from domain.localtime import local_day, range_bounds, to_local, week_range
from domain.model import DatedActivity, DayRange, House
from locales import _, ngettext
from locales.formats import day, time_range
from pages._partners import Rows, rows_by_day
from pages._show import cancelled_mark, chips, nothing, plain, room_name


@dataclass(frozen=True, slots=True)
class Wall:
    """One week of the open programme; `unseen` dates of it hang nowhere."""

    house: House
    days: DayRange
    shown: list[DatedActivity]
    unseen: int
    theirs: Rows
    """Partners' dates that hang there too."""


def read(con: Connection, today: date, zone: ZoneInfo) -> Wall:
    """The ISO week of the local day `today`."""
    house, days = load_house(con), week_range(today)
    found = between(con, *range_bounds(days, zone))
    shown = [one for one in found if board_view(one.activity, house.groups) == "full"]
    theirs = rows_by_day(con, house, days, zone, hidden=False)
    return Wall(house, days, shown, len(found) - len(shown), theirs)


def draw(week: Wall, today: date, zone: ZoneInfo) -> None:
    number = week.days.first.isocalendar().week
    st.header(_("Week %(week)s, as it hangs on the wall") % {"week": number}, anchor=False)
    by_day: dict[date, list[DatedActivity]] = {
        week.days.first + timedelta(days=number): [] for number in range(7)
    }
    for one in week.shown:
        by_day.setdefault(local_day(one.occurrence.starts_at, zone), []).append(one)
    filled = [
        (when, dates)
        for when, dates in by_day.items()
        if dates or when in week.theirs or when.weekday() < 5
    ]
    half = _half(filled)
    with st.container(key="wall"):
        columns = st.columns(2, gap="large")
        for column, part in zip(columns, (filled[:half], filled[half:]), strict=True):
            with column:
                for when, dates in part:
                    _day(when, dates, week, today, zone)
    if week.unseen:
        nothing(
            ngettext(
                "%(n)s more date is planned that hangs nowhere: see the calendar.",
                "%(n)s more dates are planned that hang nowhere: see the calendar.",
                week.unseen,
            )
            % {"n": week.unseen}
        )


def _half(filled: Sequence[tuple[date, Sequence[DatedActivity]]]) -> int:
    """After how many days the second column begins, so that both are about as long."""
    lengths = [len(dates) + 2 for _day, dates in filled]
    return min(
        range(1, len(lengths) + 1), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:]))
    )


def _day(when: date, dates: list[DatedActivity], week: Wall, today: date, zone: ZoneInfo) -> None:
    mark = f" · {_('today')}" if when == today else ""
    st.subheader(f"{plain(day(when)).capitalize()}{mark}", anchor=False)
    rows = [_row(one, week.house, zone) for one in dates]
    rows += [(plain(at), what) for at, what in week.theirs.get(when, ())]
    if not rows:
        nothing(_("Nothing planned"))
        return
    st.table(
        {_("When"): [row[0] for row in rows], _("What"): [row[1] for row in rows]},
        border="horizontal",
        hide_header=True,
        hide_index=True,
    )


def _row(one: DatedActivity, house: House, zone: ZoneInfo) -> tuple[str, str]:
    date_ = one.occurrence
    when = plain(time_range(to_local(date_.starts_at, zone), to_local(date_.ends_at, zone)))
    title = plain(one.title)
    what = f"{chips(one.activity.fields.service_ids, house)} {title}"
    if date_.state == "cancelled":
        what = f"{chips(one.activity.fields.service_ids, house)} ~~{title}~~ {cancelled_mark()}"
    place = room_name(one, house)
    return when, what + (f" · {place}" if place else "")
