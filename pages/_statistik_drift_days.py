"""Driftstal over time: visits a day against what the house is built for."""

from __future__ import annotations

from datetime import date

import charts
from charts import Chart, Look
from domain.driftstal import BUILT_FOR_SETTING, Tally, busy_days, parse_built_for
from exports import Column, Value
from locales import _
from locales.formats import number, short_day
from pages._statistik_ask import Ask
from pages._statistik_figure import figure
from pages._statistik_moments import short_moment

Parts = dict[tuple[date, int], Tally]


def draw(ask: Ask, by_day: Parts) -> None:
    """Visits a day against what the house is built for; a chart only where days fit into it."""
    low, high = parse_built_for(ask.house.settings.get(BUILT_FOR_SETTING, ""))
    below, within, above = busy_days(by_day, (low, high))
    days = sorted({day for (day, _part), one in by_day.items() if one.held})
    total = {
        day: sum(one.visits for (when, _part), one in by_day.items() if when == day) for day in days
    }
    says = _(
        "The house is built for %(low)s to %(high)s visits a day. Days with a count: %(below)s"
        " below, %(within)s within, %(above)s above. Visits at activities only; a person who comes"
        " to two of them is counted twice."
    ) % {
        "low": low, "high": high, "below": number(below), "within": number(within),
        "above": number(above),
    }  # fmt: skip
    columns = [Column(_("Date"), "text"), Column(_("Visits"))]
    rows: list[tuple[Value, ...]] = [(short_day(day), total[day]) for day in days]

    def drawn(look: Look) -> list[Chart]:
        lines = [
            {
                "label": short_moment(day, "day"),
                "value": total[day],
                "shown": number(total[day]),
            }
            for day in days
        ]
        told = "; ".join(f"{day} {visits}" for day, visits in rows)
        return [
            charts.columns(
                charts.frame(lines),
                title=_("Visits"),
                description=f"{_('Visits a day')}: {told}.",
                look=look,
                lines=[
                    (low, _("built for: from %(number)s") % {"number": low}),
                    (high, _("built for: to %(number)s") % {"number": high}),
                ],
            )
        ]

    if not days:
        says = _("Nothing is recorded yet.")
    sheet = ask.sheet(_("Visits a day"), says, columns, rows, stroke=False)
    figure("days", sheet, drawn if 0 < len(days) <= 31 else None)
