"""Driftstal over time: visits by day or week, day and evening apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

import charts
from domain import figures
from domain.figures import DateFigures, Daypart
from locales import _
from locales.formats import short_day
from pages import _statistik_show as show

PARTS: tuple[tuple[Daypart, str], ...] = (
    ("day", _("Day (before 16.00)")),
    ("evening", _("Evening (from 16.00)")),
)


def draw(dates: Sequence[DateFigures], now: datetime, covered: str, *, by_week: bool) -> None:
    found = figures.by_week(dates, now) if by_week else figures.by_day(dates, now)
    moments = sorted({when for when, _part in found})
    st.subheader(_("Visits by day and evening"), anchor=False)
    highest = max((one.visits for one in found.values()), default=0)
    show.says(covered)
    left, right = st.columns([3, 2])
    with left:
        for part, label in PARTS:
            rows = [
                {
                    "label": _moment(when, by_week=by_week),
                    "value": one.visits if (one := found.get((when, part))) and one.held else None,
                    "shown": show.visits(one) if one else "",
                }
                for when in moments
            ]
            text = f"{label}: {show.listed(rows)}."
            drawn = charts.columns(
                charts.frame(rows), title=label, description=text, look=show.look(), highest=highest
            )
            show.chart(drawn, f"drift_{part}")
        show.says(
            _("Shows visits by when a date begins. A gap is a time without a count, not a zero.")
        )
    with right:
        show.table(
            [
                {
                    _("Week") if by_week else _("Date"): _moment(when, by_week=by_week),
                    **{
                        label: show.visits(one) if (one := found.get((when, part))) else "–"
                        for part, label in PARTS
                    },
                }
                for when in moments
            ],
            alt=_("Visits by day and evening"),
        )


def _moment(when: date, *, by_week: bool) -> str:
    if by_week:
        iso = when.isocalendar()
        return _("week %(week)s/%(year)02d") % {"week": iso.week, "year": iso.year % 100}
    return short_day(when)
