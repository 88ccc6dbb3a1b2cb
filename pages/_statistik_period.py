"""Which days Driftstal are about: a few fixed spans, or days of one's own, in the address."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from domain.localtime import week_range
from domain.model import DayRange
from locales import _
from locales.formats import day_with_year

_THIS, _LAST = _("This week"), _("Last week")
_FOUR, _QUARTER, _YEAR = _("Last 4 weeks"), _("Last 13 weeks"), _("This year")
_OWN = _("Days of my own")
_EARLIEST = date(2000, 1, 1)
_LONGEST = timedelta(days=3 * 366)


def choose(today: date) -> DayRange | None:
    """The chosen days, half-open; None (and a sentence) when they make no span."""
    which, first, last = st.columns([2, 1, 1])
    with which:
        span = st.selectbox(
            _("Period"),
            [_LAST, _THIS, _FOUR, _QUARTER, _YEAR, _OWN],
            key="periode",
            bind="query-params",
        )
    if span != _OWN:
        return _days(str(span), today)
    monday = week_range(today).first
    with first:
        start = _day(_("From"), "fra", monday)
    with last:
        end = _day(_("To and with"), "til", today)
    if start is None or end is None or end < start:
        st.warning(_("The last day must not be before the first. Choose two days."))
        return None
    if end - start > _LONGEST:
        st.warning(_("Choose at most three years at a time."))
        return None
    return DayRange(start, end + timedelta(days=1))


def words(days: DayRange) -> str:
    """ "Week 47: 16. november 2026 – 22. november 2026"; the weeks by ISO 8601."""
    last = days.after - timedelta(days=1)
    first_week, last_week = days.first.isocalendar(), last.isocalendar()
    span = {
        "first": day_with_year(days.first),
        "last": day_with_year(last),
        "week": first_week.week,
        "end": last_week.week,
    }
    if first_week[:2] == last_week[:2]:
        return _("Week %(week)s: %(first)s – %(last)s") % span
    return _("Weeks %(week)s to %(end)s: %(first)s – %(last)s") % span


def _days(span: str, today: date) -> DayRange:
    this = week_range(today)
    if span == _THIS:
        return this
    if span == _YEAR:
        return DayRange(date(today.year, 1, 1), today + timedelta(days=1))
    weeks = {_LAST: 1, _FOUR: 4, _QUARTER: 13}[span]
    return DayRange(this.first - timedelta(weeks=weeks), this.first)


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
