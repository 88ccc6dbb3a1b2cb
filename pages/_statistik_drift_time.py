"""Driftstal over time: visits by day, week or month; day and evening apart; how full the house."""

from __future__ import annotations

from datetime import date

import charts
from charts import Chart, Look
from domain.driftstal import (
    Bucket,
    Tally,
    bucket_start,
    buckets,
    busy_days,
    parse_built_for,
)
from domain.figures import EVENING_FROM
from exports import Column, Value, shown
from locales import _
from locales.formats import month, number, short_day, weekday
from pages._statistik_ask import Ask
from pages._statistik_figure import figure

Parts = dict[tuple[date, int], Tally]


def draw(ask: Ask) -> None:
    now = ask.over_time(ask.chosen.days, ask.bucket)
    _day_and_evening(ask, now)
    by_day = now if ask.bucket == "day" else ask.over_time(ask.chosen.days, "day")
    _built_for(ask, by_day)


def _day_and_evening(ask: Ask, now: Parts) -> None:
    bucket = ask.bucket
    then = ask.over_time(ask.chosen.before, bucket) if ask.has_before else {}
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


def _built_for(ask: Ask, by_day: Parts) -> None:
    """Visits a day against what the house is built for; a chart only where days fit into it."""
    low, high = parse_built_for(ask.house.settings.get("built_for", ""))
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


def moment(when: date, bucket: Bucket) -> str:
    """ "man. 9. nov.", "uge 46/26" or "nov. 26"."""
    if bucket == "week":
        iso = bucket_start(when, "week").isocalendar()
        return _("week %(week)s/%(year)02d") % {"week": iso.week, "year": iso.year % 100}
    if bucket == "month":
        return f"{month(when)[:3]} {when.year % 100:02d}"
    return short_day(when)


def short_moment(when: date, bucket: Bucket) -> str:
    """The same on two short lines, for the foot of a column: "man.\\n9/11"."""
    if bucket == "week":
        return _("week") + f"\n{when.isocalendar().week}"
    if bucket == "month":
        return f"{month(when)[:3]}\n{when.year}"
    return f"{weekday(when)[:3]}\n{when.day}/{when.month}"


def _visits(parts: Parts, when: date, part: int) -> Value:
    one = parts.get((when, part))
    return one.visits if one is not None and one.held else None
