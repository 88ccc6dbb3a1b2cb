"""Driftstal over time: visits by day, week or month; day and evening apart."""

from __future__ import annotations

from datetime import date

import charts
from charts import Chart, Look
from domain.driftstal import buckets
from domain.figures import EVENING_FROM
from exports import Column, Value, shown
from locales import _
from pages import _statistik_drift_days as days
from pages._statistik_ask import Ask, Parts
from pages._statistik_figure import figure
from pages._statistik_moments import moment, short_moment


def draw(ask: Ask) -> None:
    now, then = ask.over_time(ask.bucket)
    _day_and_evening(ask, now, then)
    days.draw(ask, now if ask.bucket == "day" else ask.by_day())


def _day_and_evening(ask: Ask, now: Parts, then: Parts) -> None:
    bucket = ask.bucket
    whens, befores = buckets(ask.chosen.days, bucket), buckets(ask.chosen.before, bucket)
    pairs = list(zip(whens, [*befores, *whens], strict=False))
    hour = {"hour": EVENING_FROM}
    names = (_("Day (before %(hour)s)") % hour, _("Evening (from %(hour)s)") % hour)
    columns = [Column({"day": _("Date"), "week": _("Week"), "month": _("Month")}[bucket], "text")]
    for name in names:
        columns.append(Column(name))
        if then:
            columns.append(Column(_("%(what)s, a year before") % {"what": name}))
    rows: list[tuple[Value, ...]] = []
    for when, before in pairs:
        row: list[Value] = [moment(when, bucket)]
        for part in (0, 1):
            row.append(_visits(now, when, part))
            if then:
                row.append(_visits(then, before, part))
        rows.append(tuple(row))
    highest = max([one.visits for one in (*now.values(), *then.values())], default=0)

    def drawn(look: Look) -> list[Chart]:
        found = []
        for part, name in enumerate(names):
            lines = [
                {
                    "label": short_moment(when, bucket),
                    "value": _visits(now, when, part),
                    "shown": shown(_visits(now, when, part), "number").replace("–", ""),
                    "before": _visits(then, before, part) if then else None,
                    "shown_before": _("A year before: %(value)s")
                    % {"value": shown(_visits(then, before, part), "number")},
                }
                for when, before in pairs
            ]
            told = "; ".join(
                f"{row[0]} {line['shown'] or '–'}" for row, line in zip(rows, lines, strict=True)
            )
            found.append(
                charts.columns(
                    charts.frame(lines),
                    title=name,
                    description=f"{name}: {told}.",
                    look=look,
                    highest=highest,
                )
            )
        return found

    says = _("Shows visits by when a date begins. A gap is a time without a count, not a zero.")
    sheet = ask.sheet(_("Visits by day and evening"), says, columns, rows)
    figure("time", sheet, drawn if highest else None)


def _visits(parts: Parts, when: date, part: int) -> Value:
    one = parts.get((when, part))
    return one.visits if one is not None and one.held else None
