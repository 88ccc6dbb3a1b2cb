"""Driftstal, Professional quality: was it recorded, was it held, was it shared?"""

from __future__ import annotations

from domain.driftstal import SUMS, Tally
from locales import _
from pages import _statistik_bars as bars
from pages import _statistik_drift_together as together
from pages._statistik_ask import Ask
from pages._statistik_bars import Bars, Measure

Sums = dict[int, Tally]


def draw(ask: Ask) -> None:
    _coverage(ask)
    _fates(ask)
    _notice(ask)
    together.draw(ask)


def _coverage(ask: Ask) -> None:
    found, before = ask.both("category")
    names = {key: one.name for key, one in ask.house.categories.items()}
    begun = [key for key, one in found.items() if one.coverage is not None]
    figure = Bars(
        "coverage",
        _("Coverage: is it recorded?"),
        _("Shows how many of the dates held have a count. It says nothing about how many came."),
        bars.COVERAGE,
        _("Type"),
        (bars.HELD, bars.UNRECORDED),
        empty=_("No dates were held in this period."),
    )
    order = sorted(begun, key=lambda key: (found[key].coverage or 0, names[key]))
    bars.draw(ask, figure, order, names, found, before)


def _one(name: str) -> int:
    return SUMS.index(name)


def _spread(one: Tally, names: tuple[str, ...]) -> Sums:
    """Each of these sums as a row of its own, so that bars can stand for them."""
    return {_one(name): Tally(visits=getattr(one, name), held=1) for name in names}


def _fates(ask: Ask) -> None:
    parts = ("held", "unrecorded", "coming")
    heads = (bars.HELD.head, bars.UNRECORDED.head, _("Still to come"), bars.CANCELLED.head)
    found, before = _spread(ask.whole, parts), _spread(ask.before, parts)
    late = len(SUMS)
    found[late] = Tally(visits=ask.whole.cancelled, held=1)
    before[late] = Tally(visits=ask.before.cancelled, held=1)
    order = [*map(_one, parts), late]
    figure = Bars(
        "fates",
        _("Planned, held and cancelled"),
        _("Shows what became of every planned date. Not recorded is not the same as nobody came."),
        _dates(),
        _("What became of it"),
    )
    bars.draw(ask, figure, order, dict(zip(order, heads, strict=True)), found, before)


def _notice(ask: Ask) -> None:
    parts = ("early", "soon", "late", "afterwards")
    heads = (
        _("A week before, or earlier"),
        _("One to seven days before"),
        _("Less than a day before"),
        _("Told afterwards"),
    )
    order = [_one(name) for name in parts]
    figure = Bars(
        "notice",
        _("Cancelled: how long before?"),
        _("Shows how early those who planned to come could know. Not why it was cancelled."),
        _dates(),
        _("Notice"),
        empty=_("Nothing was cancelled in this period."),
    )
    names = dict(zip(order, heads, strict=True))
    bars.draw(ask, figure, order, names, _spread(ask.whole, parts), _spread(ask.before, parts))


def _dates() -> Measure:
    return Measure(_("Dates"), lambda one: one.visits)
