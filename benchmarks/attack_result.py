"""What the attack on random houses found, and what the protection costs in accuracy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from benchmarks.random_houses import ORIGINS, TABLES, Happening
from domain.protection import OTHER, Outcome, Shown
from domain.protection.walking import Ints


@dataclass
class Loss:
    """Errors of one kind of figure, added up."""

    figures: int = 0
    absolute: int = 0
    signed: int = 0
    largest: int = 0
    usable: int = 0
    """Shown as a figure, not as 0–4."""

    def add(self, other: Loss) -> None:
        self.figures += other.figures
        self.absolute += other.absolute
        self.signed += other.signed
        self.largest = max(self.largest, other.largest)
        self.usable += other.usable


@dataclass
class Result:
    """What the attack found; `add` joins houses."""

    houses: int = 0
    quarters: int = 0
    small: int = 0
    changes: int = 0
    pinned: int = 0
    pins: list[str] = field(default_factory=list)
    draws: int = 0
    rejected: int = 0
    months_rejected: int = 0
    joined: int = 0
    joined_by_audit: int = 0
    protect_seconds: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    loss: dict[str, Loss] = field(default_factory=dict)

    def pin(self, what: str) -> None:
        self.pinned += 1
        self.pins.append(what)

    def add(self, other: Result) -> None:
        for name in ("houses", "quarters", "small", "changes", "pinned", "draws", "rejected",
                     "months_rejected", "joined", "joined_by_audit"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.pins += other.pins
        self.protect_seconds += other.protect_seconds
        self.outcomes += other.outcomes
        self.rows += other.rows
        for kind, loss in other.loss.items():
            self.loss.setdefault(kind, Loss()).add(loss)

    def as_json(self) -> dict[str, Any]:
        plain = replace(self, outcomes=Counter(), rows=Counter())
        return asdict(plain) | {
            "outcomes": dict(self.outcomes),
            "rows": dict(self.rows),
        }

    @classmethod
    def from_json(cls, text: Mapping[str, Any]) -> Result:
        found = cls(**text)
        found.outcomes, found.rows = Counter(found.outcomes), Counter(found.rows)
        found.pins, found.protect_seconds = list(found.pins), list(found.protect_seconds)
        found.loss = {kind: Loss(**dict(loss)) for kind, loss in text["loss"].items()}
        return found


def row_of(table: str, shown: Shown, rows: Mapping[str, str]) -> str:
    return OTHER if rows[table] in shown.joined else rows[table]


def measure_loss(
    happenings: Sequence[Happening],
    months: Mapping[str, Outcome],
    tables: Mapping[str, Outcome],
    result: Result,
) -> None:
    """Each released figure against what it counts."""
    for part, month in months.items():
        if isinstance(month, Shown):
            dates = [one.counted.visits for one in happenings if one.counted.part == part]
            _compare("month", np.array(month.cells[0]), np.sum(dates, axis=0), result)
    counted = [one.counted for one in happenings if not one.late]
    for table, outcome in tables.items():
        if not isinstance(outcome, Shown):
            continue
        truth = np.zeros((len(outcome.rows), len(ORIGINS) + 1), dtype=np.int64)
        for date in counted:
            truth[outcome.rows.index(row_of(table, outcome, date.rows))] += np.array(date.visits)
        cells = np.array(outcome.cells)
        _compare(f"{table}: cell", cells, truth, result)
        _compare(f"{table}: row margin", cells.sum(axis=1), truth.sum(axis=1), result)
        _compare("quarter: column margin", cells.sum(axis=0), truth.sum(axis=0), result)
        result.rows[f"{table} shown"] += len(outcome.rows)
        result.rows[f"{table} joined"] += len(outcome.joined)


def _compare(kind: str, shown: Ints, truth: Ints, result: Result) -> None:
    away = shown - truth
    result.loss.setdefault(kind, Loss()).add(
        Loss(
            int(away.size),
            int(np.abs(away).sum()),
            int(away.sum()),
            int(np.abs(away).max(initial=0)),
            int((shown > 0).sum()),
        )
    )


def report(result: Result) -> Iterator[str]:
    """Lines of Markdown."""
    seconds = sorted(result.protect_seconds)
    yield "| what | figure |"
    yield "|---|---|"
    yield f"| houses, quarters | {result.houses:,}, {result.quarters:,} |"
    yield f"| true counts of 1–4 asked for | {result.small:,} |"
    yield f"| changes of 1–4 between two releases asked for | {result.changes:,} |"
    yield f"| known too well | {result.pinned:,} |"
    yield f"| draws of quarters, rejected by the audit | {result.draws:,}, {result.rejected:,} |"
    yield f"| draws of single rows rejected at first sight | {result.months_rejected:,} |"
    by_lot = result.joined - result.joined_by_audit
    yield f"| joinings: after the audit, by lot | {result.joined_by_audit:,}, {by_lot:,} |"
    for what, number in sorted(result.outcomes.items()):
        yield f"| {what} | {number:,} |"
    for table in TABLES:
        shown, joined = result.rows[f"{table} shown"], result.rows[f"{table} joined"]
        yield f"| {table}: rows shown, rows joined in others | {shown:,}, {joined:,} |"
    if seconds:
        middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
        yield (
            "| protecting a quarter with its months, CPU seconds: median, 99 %, longest"
            f" | {middle:.2f}, {late:.2f}, {seconds[-1]:.2f} |"
        )
    yield ""
    yield "| figure | mean absolute error | mean error | largest | shown as a figure, not 0–4 |"
    yield "|---|---|---|---|---|"
    for kind, loss in sorted(result.loss.items()):
        yield (
            f"| {kind} | {loss.absolute / loss.figures:.2f} | {loss.signed / loss.figures:+.3f}"
            f" | {loss.largest} | {loss.usable / loss.figures:.0%} |"
        )
    yield ""
    yield from result.pins[:50]
