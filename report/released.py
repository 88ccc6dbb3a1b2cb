"""Reckoning with released figures: sums over quarters, shares. Nothing here knows a true count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.figures import Release
from domain.periods import Period
from domain.reporting import SHARE_NEEDS, Span, year_earlier
from report.figures import QUARTERLY, Figures

UNKNOWN = "unknown"
"""Key of the column of visits whose service is not known."""
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    label: str
    cells: tuple[int, ...]
    apart: bool = False
    """Of several quarters: in at least one of them it stands among the others."""

    @property
    def total(self) -> int:
        return sum(self.cells)


@dataclass(frozen=True, slots=True)
class Across:
    """A released table, or the sum of the same table of several quarters."""

    name: str
    periods: tuple[Period, ...]
    columns: Names
    rows: tuple[Row, ...]
    joined: Names = ()

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(cells) for cells in zip(*(row.cells for row in self.rows), strict=True))

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def least(self) -> int:
        """What a shown 0 may stand for at most: each rounding hides up to four."""
        return 4 * len(self.periods)

    def cell(self, key: str) -> int | None:
        """The total of a column, None when there is no such column."""
        keys = [name for name, _label in self.columns]
        return self.totals[keys.index(key)] if key in keys else None


def table(figures: Figures, name: str, periods: Iterable[Period]) -> Across | None:
    """One of the quarterly tables over the quarters that are out, None when none is."""
    return summed(
        name,
        [found for period in periods if (found := figures.released(period, name)) is not None],
    )


def by_service(figures: Figures, span: Span) -> Across | None:
    """Visits by service of the whole house: of the months, or of the quarters that are out."""
    if span.kind == "month":
        return table(figures, "month", span.months)
    return _margins(figures, span.quarters)


def by_service_before(figures: Figures, now: Across) -> Across | None:
    """The same of the year before, None unless every period of `now` is out there too."""
    earlier = [year_earlier(period) for period in now.periods]
    if now.periods[0].kind == "month":
        found = table(figures, "month", earlier)
    else:
        found = _margins(figures, earlier)
    return found if found is not None and len(found.periods) == len(earlier) else None


def table_before(figures: Figures, now: Across) -> Across | None:
    """The same table of the year before, None unless every quarter of `now` is out there too."""
    found = table(figures, now.name, [year_earlier(period) for period in now.periods])
    return found if found is not None and len(found.periods) == len(now.periods) else None


def summed(name: str, releases: list[Release]) -> Across | None:
    """Released tables added up, row by row and column by column."""
    if not releases:
        return None
    columns = dict(pair for one in releases for pair in one.columns)
    if UNKNOWN in columns:
        columns[UNKNOWN] = columns.pop(UNKNOWN)
    joined = dict(pair for one in releases for pair in one.joined)
    cells: dict[str, dict[str, int]] = {}
    labels: dict[str, str] = {}
    for one in releases:
        for row in one.rows:
            labels[row.key] = row.label
            found = cells.setdefault(row.key, dict.fromkeys(columns, 0))
            for (key, _label), cell in zip(one.columns, row.cells, strict=True):
                found[key] += cell
    rows = tuple(
        Row(key, labels[key], tuple(found[column] for column in columns), key in joined)
        for key, found in sorted(cells.items(), key=lambda item: item[0] == "other")
    )
    return Across(
        name, tuple(one.period for one in releases), tuple(columns.items()), rows,
        tuple(joined.items()),
    )  # fmt: skip


def guests(across: Across, row: Row) -> tuple[int, int] | None:
    """Of a service's own activities: visits by guests, and all whose service is known.

    None where no single service organises, or where fewer than SHARE_NEEDS are known.
    """
    known = {
        key: cell
        for (key, _label), cell in zip(across.columns, row.cells, strict=True)
        if key != UNKNOWN
    }
    whole = sum(known.values())
    if row.key not in known or whole < SHARE_NEEDS:
        return None
    return whole - known[row.key], whole


def known_share(across: Across) -> float | None:
    """The share of visits whose service is known, None when too few were counted."""
    if across.total < SHARE_NEEDS:
        return None
    return 1 - (across.cell(UNKNOWN) or 0) / across.total


def share(part: int, whole: int) -> float | None:
    return part / whole if whole >= SHARE_NEEDS else None


def withheld(figures: Figures, span: Span) -> list[Release]:
    """The tables of a span that were closed but are not shown, by period."""
    wanted = {*span.months, *span.quarters}
    return [
        one
        for (period, _name), one in sorted(
            figures.tables.items(), key=lambda item: (item[0][0].days.first, item[0][1])
        )
        if period in wanted and one.status == "withheld"
    ]


def _margins(figures: Figures, quarters: Iterable[Period]) -> Across | None:
    """The column margins, which all tables of a quarter share, as one row."""
    found = []
    for quarter in quarters:
        for name in QUARTERLY:
            one = figures.released(quarter, name)
            if one is not None:
                found.append(one)
                break
    whole = summed("month", found)
    if whole is None:
        return None
    return Across("month", whole.periods, whole.columns, (Row("month", "", whole.totals),))
