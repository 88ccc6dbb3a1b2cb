"""Visits by service in closed months, from released tables."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import charts
from charts import Chart, Look
from db.figures import Release
from domain.periods import Period
from exports import Column, Sheet, Value
from locales import _
from pages import _statistik_show as show
from pages import _statistik_words as words
from pages._statistik_figure import figure

_SHOWN = 13
"""Months side by side: a year, and the same month of the year before."""


def draw(tables: Sequence[Release]) -> None:
    by_period = {one.period: one for one in tables}
    tables = tables[-_SHOWN:]
    title = _("Visits by service, month by month")
    shown = [one for one in tables if one.status == "released"]
    if not shown:
        st.subheader(title, anchor=False)
        for one in tables:
            st.warning(f"{words.period(one)}: {words.withheld(one)}")
        if not tables:
            show.says(_("No month has been closed yet. A month closes on the 10th of the next."))
        return
    columns = list(dict.fromkeys(column for one in shown for column in one.columns))
    highest = max(cell for one in shown for cell in one.column_totals)

    def drawn(look: Look) -> list[Chart]:
        return [_chart(tables, by_period, key, label, look, highest) for key, label in columns]

    heads = [Column(_("Month"), "text")]
    heads += [Column(words.column(key, label)) for key, label in columns]
    heads += [Column(_("Together")), Column(_("Coverage"), "percent")]
    rows: list[tuple[Value, ...]] = [
        (
            words.period(one),
            *(words.value(words.cell(one, key)) for key, _label in columns),
            words.value(one.total),
            one.coverage,
        )
        for one in shown
    ]
    sheet = Sheet(
        title,
        f"{words.period(shown[0])} – {words.period(shown[-1])}",
        _(
            "Shows visits, each counted under the service that brought the visitor to the house."
            " Not how many different people came, and not what was offered to whom."
        ),
        words.told(shown[-1]),
        tuple(heads),
        tuple(rows),
        (words.method(), _("The stroke is the same month a year before.")),
    )
    figure("months", sheet, drawn, across=3, part="paa tvaers")
    for one in tables:
        if one.status == "withheld":
            st.warning(f"{words.period(one)}: {words.withheld(one)}")


def _chart(
    tables: Sequence[Release], by_period: dict[Period, Release], key: str, label: str, look: Look,
    highest: int,
) -> Chart:  # fmt: skip
    rows = []
    for one in tables:
        found = words.cell(one, key)
        earlier = by_period.get(Period(one.period.year - 1, "month", one.period.number))
        then = words.cell(earlier, key) if earlier else None
        rows.append(
            {
                "label": words.short_month(one.period),
                "value": found,
                "shown": "" if found is None else words.figure(found),
                "before": then,
                "shown_before": "" if then is None else words.figure(then),
            }
        )
    name = words.column(key, label)
    told = zip(tables, rows, strict=True)
    text = "; ".join(f"{words.period(one)} {row['shown'] or '–'}" for one, row in told)
    return charts.columns(
        charts.frame(rows), title=name, description=f"{name}: {text}.", look=look, highest=highest
    )
