"""Driftstal, Economy: places filled and volunteers' hours, by type."""

from __future__ import annotations

from locales import _
from pages import _statistik_bars as bars
from pages._statistik_ask import Ask
from pages._statistik_bars import Bars, Measure


def draw(ask: Ask) -> None:
    _places(ask)
    _volunteers(ask)


def _places(ask: Ask) -> None:
    found, before = ask.both("category")
    names = {key: one.name for key, one in ask.house.categories.items()}
    order = sorted(
        (key for key, one in found.items() if one.seats),
        key=lambda key: (-(found[key].filled or 0), names[key]),
    )
    figure = Bars(
        "places",
        _("Places filled"),
        _(
            "Shows visits per place, at the dates that have a fixed number of places. Over 100 %"
            " means that more came than there was room for."
        ),
        bars.FILLED,
        _("Type"),
        (
            Measure(_("Visits there"), lambda one: one.seated),
            Measure(_("Places"), lambda one: one.seats),
        ),
        empty=_("No date that was held has a fixed number of places."),
    )
    bars.draw(ask, figure, order, names, found, before)


def _volunteers(ask: Ask) -> None:
    found, before = ask.both("category")
    names = {key: one.name for key, one in ask.house.categories.items()}
    order = sorted(
        (key for key, one in found.items() if one.volunteer_minutes),
        key=lambda key: (-found[key].volunteer_minutes, names[key]),
    )
    figure = Bars(
        "volunteers",
        _("Volunteer hours"),
        _("Shows the hours that volunteers gave at dates with a count. Not how many they are."),
        bars.VOLUNTEERS,
        _("Type"),
        (bars.HELD,),
        empty=_("No volunteer hours are recorded in this period."),
    )
    bars.draw(ask, figure, order, names, found, before)
