"""What the attack on random houses found, and what the protection costs in accuracy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks.random_houses import ORIGINS, TABLES
from domain.protection import OTHER, CountedDate, Outcome, Shown
from domain.protection.attacker import Ints


@dataclass
class Result:
    """What the attack found; `+` joins houses."""

    houses: int = 0
    quarters: int = 0
    small: int = 0
    pinned: int = 0
    pins: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    shown: Counter[str] = field(default_factory=Counter)
    draws: int = 0
    rejected: int = 0
    protect_seconds: list[float] = field(default_factory=list)

    def add(self, other: Result) -> None:
        self.houses += other.houses
        self.quarters += other.quarters
        self.small += other.small
        self.pinned += other.pinned
        self.pins += other.pins
        self.outcomes += other.outcomes
        for kind, values in other.errors.items():
            self.errors[kind] += values
        self.shown += other.shown
        self.draws += other.draws
        self.rejected += other.rejected
        self.protect_seconds += other.protect_seconds


def row_of(table: str, shown: Shown, date: CountedDate) -> str:
    return OTHER if date.rows[table] in shown.joined else date.rows[table]


def measure_loss(
    dates: Sequence[CountedDate],
    months: dict[str, Outcome],
    tables: dict[str, Outcome],
    result: Result,
) -> None:
    for part, month in months.items():
        if isinstance(month, Shown):
            truth = np.sum([date.visits for date in dates if date.part == part], axis=0)
            _compare("month", np.array(month.cells[0]), truth, result)
    for table, outcome in tables.items():
        if isinstance(outcome, Shown):
            truth = np.zeros((len(outcome.rows), len(ORIGINS) + 1), dtype=np.int64)
            for date in dates:
                truth[outcome.rows.index(row_of(table, outcome, date))] += np.array(date.visits)
            cells = np.array(outcome.cells)
            _compare(f"{table} cell", cells, truth, result)
            _compare(f"{table} row margin", cells.sum(axis=1), truth.sum(axis=1), result)
            _compare("quarter column margin", cells.sum(axis=0), truth.sum(axis=0), result)
            result.shown[f"{table} joined"] += len(outcome.joined)
            result.shown[f"{table} rows"] += len(outcome.rows)


def _compare(kind: str, shown: Ints, truth: Ints, result: Result) -> None:
    result.errors[kind] += (shown - truth).ravel().tolist()
    result.shown[f"{kind} figures"] += int((shown > 0).sum())
    result.shown[f"{kind} all"] += shown.size


def report(result: Result) -> Iterator[str]:
    yield f"houses {result.houses}, quarters {result.quarters}"
    yield f"true counts of 1–4: {result.small}, known too well: {result.pinned}"
    yield from result.pins[:20]
    yield f"draws for quarters: {result.draws}, rejected by the audit: {result.rejected}"
    yield "tables: " + ", ".join(f"{key} {n}" for key, n in sorted(result.outcomes.items()))
    seconds = sorted(result.protect_seconds)
    yield (
        f"protecting a quarter with its months: median {seconds[len(seconds) // 2]:.2f} s, "
        f"longest {seconds[-1]:.2f} s"
    )
    for kind, values in sorted(result.errors.items()):
        shown = result.shown[f"{kind} figures"] / result.shown[f"{kind} all"]
        yield (
            f"{kind}: mean absolute error {np.abs(values).mean():.2f}, mean error "
            f"{np.mean(values):+.3f}, largest {np.abs(values).max()}, shown as a figure {shown:.0%}"
        )
    for table in TABLES:
        yield (
            f"{table}: {result.shown[f'{table} rows']} rows shown, "
            f"{result.shown[f'{table} joined']} rows joined"
        )
