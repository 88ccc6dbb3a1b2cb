"""Driftstal, People: visits outside activities."""

from __future__ import annotations

from collections import defaultdict

import charts
from charts import Chart, Look
from db.half_days import counting_places, half_days
from exports import Column, Value
from locales import _
from locales.formats import number
from pages._statistik_ask import Ask
from pages._statistik_figure import figure


def draw(ask: Ask) -> None:
    """A measure of its own: never summed with visits to activities."""
    days = ask.chosen.days
    places = {one.id: one for one in counting_places(ask.con)}
    counts = half_days(ask.con, days)
    sums: defaultdict[int, dict[str, int]] = defaultdict(lambda: {"morning": 0, "afternoon": 0})
    counted: defaultdict[int, set[object]] = defaultdict(set)
    for one in counts:
        sums[one.at.place_id][one.at.half] += one.total
        counted[one.at.place_id].add(one.at.day)
    order = [key for key in places if key in sums]
    title = _("Visits outside activities")
    says = (
        _(
            "Shows who dropped in at a place where nothing was planned, counted at most once in a"
            " morning and once in an afternoon. A measure of its own: the same person may also"
            " stand among the visits to activities, so never add the two."
        )
        if order
        else _("Nobody has counted visits outside activities in this period.")
    )
    heads = (_("Morning"), _("Afternoon"))
    rows: list[tuple[Value, ...]] = [
        (places[key].name, sums[key]["morning"], sums[key]["afternoon"], len(counted[key]))
        for key in order
    ]
    columns = (Column(_("Place"), "text"), *(Column(head) for head in heads))
    sheet = ask.sheet(
        title, says, (*columns, Column(_("Days counted"))), rows,
        _("Filters do not reach this measure: it belongs to no activity."), covered=False,
        stroke=False,
    )  # fmt: skip

    def drawn(look: Look) -> list[Chart]:
        lines = [
            {
                "label": f"{places[key].name}, {head.lower()}",
                "value": sums[key][half],
                "shown": number(sums[key][half]),
            }
            for key in order
            for half, head in zip(("morning", "afternoon"), heads, strict=True)
        ]
        text = "; ".join(f"{one['label']} {one['shown']}" for one in lines)
        return [
            charts.bars(
                charts.frame(lines), title=title, description=f"{title}: {text}.", look=look
            )
        ]

    figure("outside", sheet, drawn if order else None)
