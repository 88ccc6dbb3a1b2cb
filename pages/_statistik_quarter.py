"""A closed quarter: who visits whose activities, and visits by type, time of day, target group."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

import charts
from db.figures import Release
from locales import _
from pages import _statistik_rows as rows
from pages import _statistik_show as show
from pages import _statistik_words as words
from pages._show import nothing

_TABLES = {
    "organiser": _("By who organises"),
    "category": _("By type"),
    "daypart": _("By day and evening"),
    "group": _("By target group"),
}
_SAYS = {
    "organiser": _(
        "Shows whose activities are visited by whose visitors. What several services organise"
        " stands apart, because nobody is a guest there."
    ),
    "category": _("Shows which types the visitors of each service come to, not who they are."),
    "daypart": _("Shows when the visitors of each service come. An evening begins at 16.00."),
    "group": _(
        "Rows are what was offered to a target group, columns which service the visitors came"
        " from. The two are not the same."
    ),
}
_HEAD = {
    "organiser": _("Organised by"),
    "category": _("Type"),
    "daypart": _("Time of day"),
    "group": _("Offered to"),
}


def draw(tables: Sequence[Release]) -> None:
    st.subheader(_("Quarter by quarter"), anchor=False)
    by_label = {words.period(one): one.period for one in reversed(tables)}
    if not by_label:
        nothing(_("No quarter has been closed yet."))
        return
    left, right = st.columns([1, 2])
    with left:
        chosen = st.selectbox(_("Quarter"), list(by_label), key="kvartal", bind="query-params")
    labels = {label: name for name, label in _TABLES.items()}
    with right:
        which = st.segmented_control(
            _("Divided"),
            list(labels),
            default=_TABLES["organiser"],
            key="fordelt",
            bind="query-params",
            required=True,
        )
    name = labels[str(which)]
    period = by_label[str(chosen)]
    found = [one for one in tables if one.period == period and one.name == name]
    for one in found:
        _table(one)


def _table(one: Release) -> None:
    if one.status == "withheld":
        st.warning(words.withheld(one))
        return
    head = _HEAD[one.name]
    cells = [
        {
            "row": words.row(row, one.name),
            "column": words.column(key, label),
            "value": cell,
            "shown": words.figure(cell),
        }
        for row in one.rows
        for (key, label), cell in zip(one.columns, row.cells, strict=True)
    ]
    text = f"{_TABLES[one.name]}, {words.period(one)}. " + "; ".join(
        f"{row['row']} – {row['column']} {row['shown']}" for row in cells
    )
    drawn = charts.grid(
        charts.frame(cells), title=words.told(one), description=text, look=show.look()
    )
    show.chart(drawn, f"across_{one.name}")
    show.says(" ".join(filter(None, (_SAYS[one.name], words.joined(one)))))
    show.table(
        [rows.line(one, row, head) for row in one.rows] + [rows.margin(one, head)],
        alt=_TABLES[one.name],
    )
    show.says(
        _("A quarter is rounded by itself, so it may differ a little from the sum of its months.")
    )
