"""Bars of Driftstal: one row per key, the year before as a stroke, and the table of the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import charts
from charts import Chart, Look
from domain.driftstal import Tally
from exports import Column, Kind, Value, shown
from locales import _
from pages._statistik_ask import Ask
from pages._statistik_figure import figure

MOST = 15
"""Bars that one chart shows; the table has them all."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a bar is as long as. `value` gives None where nothing can be said."""

    head: str
    value: Callable[[Tally], Value]
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Bars:
    """A figure of bars."""

    key: str
    title: str
    says: str
    measure: Measure
    first: str
    """The head of the first column: what the rows are."""
    more: tuple[Measure, ...] = ()
    """Further columns of the table."""
    notes: tuple[str, ...] = ()
    most: int = MOST
    empty: str = ""
    """Said instead of the chart when no row has a value."""


def draw(
    ask: Ask, bars: Bars, order: Sequence[int], names: Mapping[int, str],
    found: Mapping[int, Tally], before: Mapping[int, Tally],
) -> None:  # fmt: skip
    """`order`: the keys, as they stand under one another."""
    measure = bars.measure
    value = {key: measure.value(found.get(key, Tally())) for key in order}
    then = {
        key: measure.value(before[key]) if key in before else None for key in order
    } if ask.has_before else {}  # fmt: skip
    columns = [Column(bars.first, "text"), Column(measure.head, measure.kind)]
    if then:
        columns.append(Column(_("A year before"), measure.kind))
    columns += [Column(one.head, one.kind) for one in bars.more]
    rows: list[tuple[Value, ...]] = [
        (
            names[key],
            value[key],
            *([then[key]] if then else []),
            *(one.value(found.get(key, Tally())) for one in bars.more),
        )
        for key in order
    ]
    notes = list(bars.notes)
    if len(order) > bars.most:
        notes.append(_("The chart shows the first %(n)s; the table has all.") % {"n": bars.most})
    if bars.empty and not any(isinstance(one, int | float) and one for one in value.values()):
        sheet = ask.sheet(bars.title, bars.empty, columns, rows, *notes)
        figure(bars.key, sheet, None)
        return

    def drawn(look: Look) -> list[Chart]:
        lines = [
            {
                "label": names[key],
                "value": value[key],
                "shown": shown(value[key], measure.kind),
                "before": then.get(key),
                "shown_before": _("A year before: %(value)s")
                % {"value": shown(then.get(key), measure.kind)},
            }
            for key in order[: bars.most]
        ]
        told = "; ".join(f"{line['label']} {line['shown']}" for line in lines)
        return [
            charts.bars(
                charts.frame(lines),
                title=measure.head,
                description=f"{bars.title}: {told}.",
                look=look,
            )
        ]

    figure(bars.key, ask.sheet(bars.title, bars.says, columns, rows, *notes), drawn)


VISITS = Measure(_("Visits"), lambda one: one.visits if one.held else None)
HELD = Measure(_("Held and counted"), lambda one: one.held)
PLANNED = Measure(_("Planned dates"), lambda one: one.planned)
CANCELLED = Measure(_("Cancelled"), lambda one: one.cancelled)
UNRECORDED = Measure(_("Not recorded"), lambda one: one.unrecorded)
TURNED_AWAY = Measure(_("No room for"), lambda one: one.turned_away)
COVERAGE = Measure(_("Coverage"), lambda one: one.coverage, "percent")
FILLED = Measure(_("Places filled"), lambda one: one.filled, "percent")
VOLUNTEERS = Measure(
    _("Volunteer hours"), lambda one: round(one.volunteer_minutes / 60, 1) if one.held else None
)
