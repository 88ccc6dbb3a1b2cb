"""Driftstal, People: who the house is open to and how often it was used."""

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
from pages import _statistik_drift_outside as outside
from pages import _statistik_drift_time as time
from pages._statistik_activities import names_of
from pages._statistik_ask import Ask, ranked
from pages._statistik_bars import Bars
from pages._statistik_figure import figure


def draw(ask: Ask) -> None:
    _types(ask)
    time.draw(ask)
    _activities(ask)
    _groups(ask)
    _turned_away(ask)
    outside.draw(ask)


def _types(ask: Ask) -> None:
    found, before = ask.both("category")
    names = {key: one.name for key, one in ask.house.categories.items()}
    figure_of = Bars(
        "types",
        _("Visits by type of activity"),
        _("Shows how often somebody came to each type. Not how many different people came."),
        bars.VISITS,
        _("Type"),
        (bars.HELD, bars.PLANNED, bars.TURNED_AWAY),
        empty=_("Nothing is recorded yet."),
    )
    bars.draw(ask, figure_of, ranked(found, lambda key: names[key]), names, found, before)


def _activities(ask: Ask) -> None:
    found, before = ask.both("activity")
    lines = names_of(ask, {*found, *before})
    now, then = lines.joined(found), lines.joined(before)
    order = [key for key in ranked(now, lambda key: lines.titles[key]) if now[key].planned]
    figure_of = Bars(
        "activities",
        _("Visits by activity"),
        _("Shows how often somebody came to each activity, all its dates in the period together."),
        bars.VISITS,
        _("Activity"),
        (bars.HELD, bars.PLANNED, bars.CANCELLED, bars.TURNED_AWAY, bars.FILLED),
        empty=_("Nothing is recorded yet."),
    )
    bars.draw(ask, figure_of, order, lines.titles, now, then)


def _groups(ask: Ask) -> None:
    """What was offered, and how long nothing was."""
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
                room=2.0,
            )
        ]

    figure("groups", sheet, lines if order else None)


def _turned_away(ask: Ask) -> None:
    found, before = ask.both("activity")
    lines = names_of(ask, {*found, *before})
    now, then = lines.joined(found), lines.joined(before)
    order = sorted(
        (key for key, one in now.items() if one.turned_away),
        key=lambda key: (-now[key].turned_away, lines.titles[key]),
    )
    figure_of = Bars(
        "turned_away",
        _("No room for"),
        _("Shows how often somebody was told that there was no room. They are not among visits."),
        bars.TURNED_AWAY,
        _("Activity"),
        (bars.VISITS, bars.FILLED),
        empty=_("Nobody was told that there was no room in this period."),
    )
    bars.draw(ask, figure_of, order, lines.titles, now, then)
