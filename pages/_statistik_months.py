"""Visits by service in closed months, from released tables."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import charts
from db.figures import Release
from locales import _
from locales.formats import percent
from pages import _statistik_show as show
from pages import _statistik_words as words
from pages._show import nothing

_SHOWN = 13
"""Months side by side: a year, and the same month of the year before."""


def draw(tables: Sequence[Release]) -> None:
    tables = tables[-_SHOWN:]
    st.subheader(_("Visits by service, month by month"), anchor=False)
    shown = [one for one in tables if one.status == "released"]
    for one in tables:
        if one.status == "withheld":
            st.warning(f"{words.period(one)}: {words.withheld(one)}")
    if not shown:
        nothing(_("No month has been closed yet. A month closes on the 10th of the next."))
        return
    columns = list(dict.fromkeys(column for one in shown for column in one.columns))
    show.says(words.told(shown[-1]))
    highest = max(cell for one in shown for cell in one.column_totals)
    for number, (key, label) in enumerate(columns):
        rows = [
            {
                "label": words.short_month(one.period),
                "value": (found := words.cell(one, key)),
                "shown": "" if found is None else words.figure(found),
            }
            for one in tables
        ]
        name = words.column(key, label)
        text = name + ": " + "; ".join(f"{row['label']} {row['shown'] or '–'}" for row in rows)
        if number % 3 == 0:
            places = st.columns(3)
        with places[number % 3]:
            drawn = charts.columns(
                charts.frame(rows), title=name, description=text, look=show.look(), highest=highest
            )
            show.chart(drawn, f"across_month_{key}")
    show.says(
        _(
            "Shows visits, each counted under the service that brought the visitor to the house."
            " Not how many different people came."
        )
    )
    show.table(
        [
            {
                _("Month"): words.period(one),
                **{
                    words.column(key, label): "–"
                    if (found := words.cell(one, key)) is None
                    else words.figure(found)
                    for key, label in columns
                },
                _("Together"): words.figure(one.total),
                _("Coverage"): "–" if one.coverage is None else percent(one.coverage),
            }
            for one in shown
        ],
        alt=_("Visits by service, month by month"),
    )
