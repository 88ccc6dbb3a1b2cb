"""The values of the protected tables: counted dates in, tables of multiples of five out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASE = 5
"""Figures leave the house as multiples of five; the truth is at most four away."""
SEVERAL = "several"
"""Row of what several services organise, or of what is for several target groups."""
OTHER = "other"
"""Row of everything too small to stand alone."""


@dataclass(frozen=True, slots=True)
class CountedDate:
    """One date that counts in a period: held, counted, and not hidden."""

    part: str
    """The month it belongs to, "2026-11"; a quarter has three parts."""
    rows: Mapping[str, str]
    """Per table the row it stands in, before small rows are joined."""
    visits: tuple[int, ...]
    """True visits per column, the last one those whose service is not known. Confidential."""
    activity: str = ""
    """What it is a date of: its visits are counted by activity too, though no table shows that."""

    @property
    def total(self) -> int:
        """Known to everybody on the staff (Driftstal)."""
        return sum(self.visits)


@dataclass(frozen=True, slots=True)
class Shown:
    """One released table. Margins are the sums of the shown cells and not stored."""

    rows: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    """Per row and column a multiple of five; 0 is read "0–4"."""
    joined: tuple[str, ...] = ()
    """The rows that stand together in OTHER."""

    @property
    def row_totals(self) -> tuple[int, ...]:
        return tuple(sum(row) for row in self.cells)

    @property
    def column_totals(self) -> tuple[int, ...]:
        return tuple(sum(column) for column in zip(*self.cells, strict=True))

    @property
    def total(self) -> int:
        return sum(self.row_totals)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A table that is not released. `reason` is a code: "no-visits", "few-visits", "few-rows",
    "audit"."""

    reason: str


@dataclass(frozen=True, slots=True)
class Month:
    """What was released for a month of the quarter, and what it counted."""

    shown: tuple[int, ...] | None
    """None: withheld."""
    left_out: int = 0
    """Visits that the month counted but that were corrected since, so the quarter has not."""


Outcome = Shown | Withheld
