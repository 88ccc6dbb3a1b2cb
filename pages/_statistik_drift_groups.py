"""Driftstal, People: what was offered to each target group, and how long nothing was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import charts
from charts import Chart, Look
from domain.gaps import Gap
from domain.localtime import local_day
from domain.model import DayRange
from exports import Column, Value
from locales import _
from locales.formats import day_with_year
from pages import _statistik_bars as bars
from pages._statistik_ask import Ask
from pages._statistik_figure import figure


def draw(ask: Ask) -> None:
    found, before = ask.both("group")
    names = {key: one.name for key, one in ask.house.groups.items()}
    days = ask.chosen.days
    until = min(days.after, local_day(ask.now, ask.zone) + timedelta(days=1))
    days = DayRange(days.first, max(until, days.first))
    gaps = ask.gaps(days)
    gaps |= {key: Gap(days.first, days.after) for key in found if key not in gaps}
    order = sorted(found, key=lambda key: (-found[key].planned, names[key]))
    measure = replace(bars.HELD, head=_("Held, of those planned"))
    columns = [
        Column(_("Offered to"), "text"), Column(_("Planned dates")), Column(_("Held and counted")),
        Column(_("Cancelled")), Column(_("Not recorded")), Column(_("Longest gap, days")),
        Column(_("From"), "text"), Column(_("To and with"), "text"),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for key in order:
        one, gap = found[key], gaps[key]
        last = gap.after - timedelta(days=1)
        rows.append(
            (
                names[key], one.planned, one.held, one.cancelled, one.unrecorded, gap.days,
                day_with_year(gap.first) if gap.days else None,
                day_with_year(last) if gap.days else None,
            )
        )  # fmt: skip
    sheet = ask.sheet(
        _("Offered to target groups"),
        _(
            "Shows what was offered to each target group and how much of it was held, not who came."
            " A date for two groups stands at both, so the rows do not add up."
        ),
        columns,
        rows,
        _("The longest gap is the days in a row on which nothing was offered to the group."),
    )

    def lines(look: Look) -> list[Chart]:
        data = [
            {
                "label": names[key],
                "value": found[key].held,
                "shown": _("%(held)s of %(planned)s · longest gap %(days)s days")
                % {
                    "held": found[key].held,
                    "planned": found[key].planned,
                    "days": gaps[key].days,
                },
                "before": before[key].held if key in before and ask.has_before else None,
                "shown_before": "",
            }
            for key in order
        ]
        told = "; ".join(f"{one['label']} {one['shown']}" for one in data)
        return [
            charts.bars(
                charts.frame(data),
                title=measure.head,
                description=f"{sheet.title}: {told}.",
                look=look,
                room=2.9,
            )
        ]

    figure("groups", sheet, lines if order else None)
