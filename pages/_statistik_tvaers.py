"""Tal på tværs: visits by service, from stored and protected tables only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.figures import Release, date_figures, released
from domain import figures
from domain.localtime import local_day, to_local
from domain.periods import month_of
from locales import _, protection
from locales.formats import day_with_year, month
from pages import _statistik_guests as guests
from pages import _statistik_months as months
from pages import _statistik_quarter as quarter
from pages import _statistik_show as show


def draw(db: HouseDb, *, now: datetime, zone: ZoneInfo) -> None:
    st.markdown(
        _(
            "Every figure here is rounded by lot to a multiple of five, at most four away from"
            " the truth, so that nobody can be recognised; 0–4 means few or none."
        )
    )
    with db.read() as con:
        tables = released(con)
    _open_months(db, tables, now, zone)
    sections = (_("People"), _("Professional quality"), _("Economy"))
    label = st.segmented_control(
        _("Subject"),
        sections,
        default=sections[0],
        key="sammen",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
    )
    if label == sections[0]:
        months.draw([one for one in tables if one.name == "month"])
    period = quarter.choose(tables)
    if period is not None:
        if label == sections[0]:
            guests.draw(tables, period)
            quarter.draw(tables, period, ("organiser", "group"))
        elif label == sections[1]:
            quarter.draw(tables, period, ("category",))
        else:
            quarter.draw(tables, period, ("daypart",))
    _about()


def _open_months(db: HouseDb, tables: Sequence[Release], now: datetime, zone: ZoneInfo) -> None:
    """Of what is not closed only the coverage is told."""
    today = local_day(now, zone)
    closed = {one.period for one in tables}
    current = month_of(today)
    for one in (month_of(current.days.first - timedelta(days=1)), current):
        if one in closed:
            continue
        with db.read() as con:
            dates = date_figures(con, one.days, zone)
        sums = figures.sums(dates, to_local(now, zone))
        text = _("%(month)s is open until %(day)s, so it has no figures by service yet.") % {
            "month": month(one.days.first).capitalize(),
            "day": day_with_year(one.closes_on),
        }
        st.info(f"{text} {show.coverage(sums.held, sums.unrecorded)}.", icon=":material/schedule:")


def _about() -> None:
    with st.expander(_("Why the figures are rounded"), icon=":material/shield_person:"):
        st.markdown(
            _(
                "In a small house a 1 or a 2 in a table can point at a person. So every figure by"
                " service goes up or down to a multiple of five by a secret lot, never by more"
                " than four, and such that rows and columns still add up: on average the figures"
                " are right. Before a table is stored, a program that knows everything staff know"
                " tries to work the small figures out; if it could, the lot is drawn again, small"
                " rows are joined, or the table is withheld. A table that is out is never changed."
            )
        )
        st.markdown(protection.in_one_sentence())
        for text in protection.method():
            st.markdown(text)
