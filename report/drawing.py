"""The charts of the report, in print colours: what is ink-dark is now, what is grey was before."""

from __future__ import annotations

from collections.abc import Sequence

import charts
from charts import Chart, Look
from db.figures import Release
from domain.driftstal import Tally
from domain.periods import Period
from locales.formats import number
from report import words
from report.blocks import Picture
from report.figures import Figures
from report.released import Across

PRINT = Look("#ffffff", "#1f2a27", "#17506f", "#6f7779", "#d5dcd9", "#eef4f8", "#9cc3de")
"""Marks hold 4.3:1 on paper, and the two stay apart in grey print: one is twice as dark."""


def bars(rows: Sequence[tuple[str, float, str]], *, caption: str, quiet: int = -1) -> Picture:
    """Label, length and figure of each bar; bar number `quiet` is drawn in grey."""
    data = [
        {"label": label, "value": value, "shown": shown, "quiet": at == quiet}
        for at, (label, value, shown) in enumerate(rows)
    ]
    alt = f"{caption}: " + "; ".join(f"{label} {shown}" for label, _value, shown in rows) + "."
    drawn = charts.bars(charts.frame(data), title=caption, description=alt, look=PRINT)
    return Picture((drawn,), alt, caption)


def across_rows(across: Across, *, caption: str) -> Picture:
    """A bar per row of a released table."""
    return bars(
        [
            (words.row(row, across.name), row.total, words.figure(row.total, across))
            for row in across.rows
        ],
        caption=caption,
    )


def months(
    figures: Figures, found: Sequence[Period], value: str, *, caption: str
) -> Picture | None:
    """A column per month of one sum of Driftstal; those before the span are grey."""
    rows = []
    for month in found:
        tally = figures.known(month)
        amount = _amount(tally, value)
        rows.append(
            {
                "label": words.short_month(month),
                "value": amount,
                "shown": "" if amount is None else number(amount),
                "quiet": month not in figures.span.months,
            }
        )
    if all(row["value"] is None for row in rows):
        return None
    alt = f"{caption}: " + "; ".join(f"{r['label']} {r['shown'] or words.NONE}" for r in rows) + "."
    drawn = charts.columns(charts.frame(rows), title=caption, description=alt, look=PRINT)
    return Picture((drawn,), alt, caption)


def panels(figures: Figures, columns: Sequence[tuple[str, str]], *, caption: str) -> Picture | None:
    """A small chart per service, with the same height for the same figure."""
    span = figures.span
    wanted = span.months if span.kind == "year" else (*span.before.months, *span.months)
    tables = [(month, figures.released(month, "month")) for month in wanted]
    cells = [_cell(one, key) for _month, one in tables for key, _label in columns]
    highest = max((cell for cell in cells if cell is not None), default=0)
    if not highest or len([one for _m, one in tables if one]) < 2:
        return None
    drawn: list[Chart] = []
    told = []
    for key, label in columns:
        rows = [
            {
                "label": words.short_month(month),
                "value": (cell := _cell(one, key)),
                "shown": "" if cell is None else words.figure(cell),
                "quiet": month not in span.months,
            }
            for month, one in tables
        ]
        name = words.column(key, label)
        listed = ", ".join(f"{row['label']} {row['shown'] or words.NONE}" for row in rows)
        told.append(f"{name}: {listed}")
        drawn.append(
            charts.columns(
                charts.frame(rows), title=name, description=listed, look=PRINT, highest=highest
            )
        )
    return Picture(tuple(drawn), f"{caption}. " + "; ".join(told) + ".", caption)


def _cell(one: Release | None, key: str) -> int | None:
    if one is None:
        return None
    keys = [name for name, _label in one.columns]
    return one.column_totals[keys.index(key)] if key in keys else None


def _amount(tally: Tally | None, value: str) -> float | None:
    """A sum, minutes as whole hours; None where nothing is known, which is not zero."""
    if tally is None or (value == "visits" and not tally.held):
        return None
    found: int = getattr(tally, value)
    return round(found / 60) if value.endswith("_minutes") else found
