"""Driftstal, People: who the house is open to and how often it was used."""

from __future__ import annotations

from locales import _
from pages import _statistik_bars as bars
from pages import _statistik_drift_faces as faces
from pages import _statistik_drift_groups as groups
from pages import _statistik_drift_outside as outside
from pages import _statistik_drift_time as time
from pages._statistik_activities import names_of
from pages._statistik_ask import Ask, ranked
from pages._statistik_bars import Bars


def draw(ask: Ask) -> None:
    _types(ask)
    time.draw(ask)
    _activities(ask)
    groups.draw(ask)
    _turned_away(ask)
    faces.draw(ask)
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
