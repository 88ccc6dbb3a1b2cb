"""A closed quarter: visits by service of what was organised, offered, of each type, and when."""

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
from pages._statistik_quarter_words import HEADS, SAYS, TITLES


def choose(tables: Sequence[Release]) -> Period | None:
    """Which closed quarter; None, and a sentence, when none is closed."""
    by_label = {
        words.period(one): one.period for one in reversed(tables) if one.period.kind == "quarter"
    }
    if not by_label:
        show.says(_("No quarter has been closed yet."))
        return None
    chosen = st.selectbox(
        _("Quarter"), list(by_label), key="kvartal", bind="query-params", width=260
    )
    return by_label[str(chosen)]


def draw(tables: Sequence[Release], period: Period, names: Sequence[str]) -> None:
    for name in names:
        before = Period(period.year - 1, "quarter", period.number)
        one = _find(tables, period, name)
        if one is None:
            continue
        if one.status == "withheld":
            sheet = Sheet(TITLES[name], words.period(one), words.withheld(one), "", (), ())
            figure(name, sheet, None, part="paa tvaers")
        else:
            _table(one, _find(tables, before, name))


def _find(tables: Sequence[Release], period: Period, name: str) -> Release | None:
    return next((one for one in tables if one.period == period and one.name == name), None)


def _table(one: Release, before: Release | None) -> None:
    heads = [words.column(key, label) for key, label in one.columns]
    then = {row.key: row.total for row in before.rows} if before else {}
    columns = [Column(HEADS[one.name], "text"), *(Column(head) for head in heads)]
    columns.append(Column(_("Together")))
    columns += [Column(_("A year before"))] if then else []
    rows: list[tuple[Value, ...]] = [
        (
            words.row(row, one.name),
            *map(words.value, row.cells),
            words.value(row.total),
            *([words.value(then.get(row.key))] if then else []),
        )
        for row in one.rows
    ]
    rows.append(
        (
            _("Together"),
            *map(words.value, one.column_totals),
            one.total,
            *([sum(then.values())] if then else []),
        )
    )
    notes = [words.joined(one), words.method()]
    notes.append(
        _("A quarter is rounded by itself, so it may differ a little from the sum of its months.")
    )
    sheet = Sheet(
        TITLES[one.name], words.period(one), SAYS[one.name], words.told(one), tuple(columns),
        tuple(rows), tuple(filter(None, notes)),
    )  # fmt: skip

    def drawn(look: Look) -> list[Chart]:
        cells = [
            {
                "row": words.row(row, one.name),
                "column": head,
                "value": cell,
                "shown": words.figure(cell),
            }
            for row in one.rows
            for head, cell in zip(heads, row.cells, strict=True)
        ]
        text = "; ".join(f"{cell['row']} – {cell['column']} {cell['shown']}" for cell in cells)
        return [
            charts.grid(
                charts.frame(cells),
                title=_("Visits by the service of the visitor"),
                description=f"{sheet.title} {sheet.period}. {text}.",
                look=look,
            )
        ]

    figure(one.name, sheet, drawn, part="paa tvaers")
