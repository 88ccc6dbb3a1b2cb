"""Which days Driftstal are about: a week, month, quarter or year, or days of one's own.

What is chosen stands in the address in words ("uge 46 2026"), so that it can be sent on.
"""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from domain.driftstal import LONGEST, Kind, period_days
from domain.localtime import week_range
from domain.model import DayRange
from locales import _
from locales.formats import day_with_year
from pages._statistik_chosen import Chosen, name_of

_EARLIEST = date(2000, 1, 1)
_BACK: dict[Kind, int] = {"week": 110, "month": 60, "quarter": 24, "year": 11}
"""How many can be chosen of each; longer ago by days of one's own."""
_KEYS: dict[Kind, str] = {"week": "uge", "month": "maaned", "quarter": "kvt", "year": "aar"}


def kinds() -> dict[str, Kind]:
    return {
        _("Week"): "week",
        _("Month"): "month",
        _("Quarter"): "quarter",
        _("Year"): "year",
        _("Days of my own"): "own",
    }


def choose(today: date) -> Chosen | None:
    """The chosen period; None (and a sentence) when the days make no span. First of all: last
    week."""
    named = kinds()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        label = st.segmented_control(
            _("Period"),
            list(named),
            default=_("Week"),
            key="periode",
            bind="query-params",
            required=True,
        )
    kind = named.get(str(label), "week")
    with right:
        if kind == "own":
            return _own(today)
        choices = _choices(kind, today)
        # the last one that is over, so that "how was last week?" needs no click
        chosen = st.selectbox(
            _("Which?"),
            list(choices),
            index=1,
            key=_KEYS[kind],
            bind="query-params",
            label_visibility="collapsed",
        )
    return Chosen(kind, choices[str(chosen)], str(chosen))


def _choices(kind: Kind, today: date) -> dict[str, DayRange]:
    found: dict[str, DayRange] = {}
    days = period_days(kind, today)
    for _number in range(_BACK[kind]):
        found[name_of(kind, days.first)] = days
        days = period_days(kind, days.first - timedelta(days=1))
    return found


def _own(today: date) -> Chosen | None:
    first, last = st.columns(2)
    with first:
        start = _day(_("From"), "fra", week_range(today).first)
    with last:
        end = _day(_("To and with"), "til", today)
    if start is None or end is None or end < start:
        st.warning(_("The last day must not be before the first. Choose two days."))
        return None
    if end - start > LONGEST:
        st.warning(_("Choose at most ten years at a time."))
        return None
    words = f"{day_with_year(start)} – {day_with_year(end)}"
    return Chosen("own", DayRange(start, end + timedelta(days=1)), words)


def _day(label: str, key: str, fallback: date) -> date | None:
    chosen = st.date_input(
        label,
        fallback,
        min_value=_EARLIEST,
        max_value=fallback.replace(year=fallback.year + 2, day=1),
        key=key,
        bind="query-params",
        format="DD.MM.YYYY",
    )
    return chosen if isinstance(chosen, date) else None
