"""Driftstal by type of activity: visits, and what became of the planned dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

import charts
from domain import figures
from domain.figures import DateFigures, Sums
from domain.model import Category
from locales import _
from locales.formats import number
from pages import _statistik_show as show


def draw_visits(
    dates: Sequence[DateFigures], categories: Mapping[int, Category], now: datetime, covered: str
) -> None:
    found = figures.by_category(dates, now)
    order = sorted(found, key=lambda key: (-found[key].visits, categories[key].name))
    st.subheader(_("Visits by type of activity"), anchor=False)
    left, right = st.columns([3, 2])
    with left:
        rows = [
            {
                "label": categories[key].name,
                "value": found[key].visits if found[key].held else None,
                "shown": show.visits(found[key]),
            }
            for key in order
        ]
        text = _("Visits by type of activity: %(list)s.") % {"list": show.listed(rows)}
        drawn = charts.bars(charts.frame(rows), title=covered, description=text, look=show.look())
        show.chart(drawn, "drift_types")
        show.says(
            _("Shows how often somebody came to each type. Not how many different people came.")
        )
    with right:
        show.table(
            [
                {
                    _("Type"): categories[key].name,
                    _("Visits"): show.visits(found[key]),
                    _("Dates counted"): number(found[key].held),
                    _("No room for"): number(found[key].turned_away),
                }
                for key in order
            ],
            alt=_("Visits by type of activity"),
        )


def draw_dates(
    dates: Sequence[DateFigures],
    categories: Mapping[int, Category],
    now: datetime,
    whole: Sums,
) -> None:
    st.subheader(_("Planned, held and cancelled"), anchor=False)
    left, right = st.columns([2, 3])
    heads = {
        "held": _("Held and counted"),
        "unrecorded": _("Not recorded"),
        "cancelled": _("Cancelled"),
        "coming": _("Still to come"),
    }
    with left:
        rows = [
            {
                "label": head,
                "value": getattr(whole, key),
                "shown": number(getattr(whole, key)),
                "quiet": key != "held",
            }
            for key, head in heads.items()
        ]
        title = _("Dates planned: %(number)s") % {"number": number(whole.planned)}
        text = f"{title}. {show.listed(rows)}."
        show.chart(
            charts.bars(charts.frame(rows), title=title, description=text, look=show.look()),
            "drift_fates",
        )
        show.says(
            _(
                "Shows what became of every planned date."
                " Not recorded is not the same as nobody came."
            )
        )
    with right:
        found = figures.by_category(dates, now)
        order = sorted(found, key=lambda key: categories[key].name)
        show.table(
            [
                {
                    _("Type"): categories[key].name,
                    _("Planned dates"): number(found[key].planned),
                    **{head: number(getattr(found[key], name)) for name, head in heads.items()},
                }
                for key in order
            ],
            alt=_("Planned, held and cancelled"),
        )
