"""Driftstal, Professional quality: courses kept, and what services organise together."""

from __future__ import annotations

from domain.driftstal import Tally
from exports import Value
from locales import _
from pages import _statistik_bars as bars
from pages._statistik_activities import Lines, names_of
from pages._statistik_ask import Ask
from pages._statistik_bars import Bars, Measure

Sums = dict[int, Tally]


def draw(ask: Ask) -> None:
    found, before = ask.both("activity")
    lines = names_of(ask, {*found, *before})
    now, then = lines.joined(found), lines.joined(before)
    _courses(ask, lines, now, then)
    _shared(ask, lines, now, then)


def _kept(one: Tally) -> Value:
    """Held, of those that should have been held by now."""
    due = one.planned - one.coming
    return one.held / due if due else None


def _courses(ask: Ask, lines: Lines, now: Sums, then: Sums) -> None:
    order = sorted((key for key in now if key in lines.courses), key=lines.titles.__getitem__)
    figure = Bars(
        "courses",
        _("Courses kept"),
        _(
            "Shows how many of a course's dates so far were held and counted. A course promises its"
            " dates to a fixed group. It says nothing about who stayed."
        ),
        Measure(_("Held, of those so far"), _kept, "percent"),
        _("Course"),
        (bars.PLANNED, bars.HELD, bars.CANCELLED, bars.UNRECORDED),
        empty=_("No course has dates in this period."),
    )
    bars.draw(ask, figure, order, lines.titles, now, then)


def _shared(ask: Ask, lines: Lines, now: Sums, then: Sums) -> None:
    order = sorted(
        (key for key in now if key in lines.shared),
        key=lambda key: (-now[key].held, lines.titles[key]),
    )
    figure = Bars(
        "shared",
        _("Activities that two or more services share"),
        _("Shows how often what several services organise together was held, not who came."),
        bars.HELD,
        _("Activity"),
        (bars.PLANNED, bars.VISITS, bars.CANCELLED),
        empty=_("No services have held anything together in this period."),
    )
    bars.draw(ask, figure, order, lines.titles, now, then)
