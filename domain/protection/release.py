"""What is released when a month or a quarter closes, drawn and audited.

The rows are chosen by known totals alone. Then roundings are drawn until one passes the audit
(domain.protection.attacker), which reads the draw and known totals, never the truth. What comes
out is a random controlled rounding under the condition that nobody can be inferred from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from domain.protection.attacker import (
    SMALL,
    Attacker,
    Bools,
    Ints,
    ReleasedRow,
    is_safe,
    sets_to_ask,
)
from domain.protection.rounding import NoRounding, round_tables
from domain.protection.tables import BASE, OTHER, CountedDate, Outcome, Shown, Withheld

MONTH = "month"
"""The table of a month: one row, visits by service."""
MIN_VISITS = 30
"""Visits that a month needs before its figures by service are released."""
MIN_ROW = 30
"""Visits in a quarter that a row needs to stand alone."""
TRIES = 40
"""Draws that may fail the audit before rows are joined."""


def protect_month(dates: Sequence[CountedDate], random: Random) -> Outcome:
    """One row of visits by column for the counted dates of one month."""
    total = sum(date.total for date in dates)
    if total == 0:
        return Withheld("no-visits")
    if total < MIN_VISITS:
        return Withheld("few-visits")
    truth = np.sum([date.visits for date in dates], axis=0, keepdims=True)
    for _ in range(TRIES):
        [drawn] = round_tables([truth], random)
        cells = tuple(int(cell) for cell in drawn[0])
        if not row_fails(cells, total):
            return Shown((MONTH,), (cells,))
    return Withheld("audit")


@dataclass(frozen=True, slots=True)
class Month:
    """What was released for a month of the quarter, and what it counted."""

    shown: tuple[int, ...] | None
    """None: withheld."""
    left_out: int = 0
    """Visits that the month counted but that were corrected since, so the quarter has not."""


def protect_quarter(
    dates: Sequence[CountedDate],
    tables: Sequence[str],
    months: Mapping[str, Month],
    random: Random,
) -> dict[str, Outcome]:
    """The tables of a quarter, with equal column margins, audited together with its months.

    `dates` are the months' counted dates as the months counted them. Quarters share no dates, so
    what other quarters released says nothing about this one.
    """
    total = sum(date.total for date in dates)
    reason = "no-visits" if total == 0 else "few-visits" if total < MIN_VISITS else ""
    if reason:
        return {table: Withheld(reason) for table in tables}
    plans = {table: _plan(table, dates) for table in tables}
    outcomes: dict[str, Outcome] = {}
    while True:
        for table in [table for table, plan in plans.items() if len(set(plan.values())) < 2]:
            del plans[table]
            outcomes.setdefault(table, Withheld("few-rows"))
        if not plans:
            return outcomes
        result = _draw(dates, plans, months, random)
        if isinstance(result, Counter):
            table, row = min(result, key=lambda key: (-result[key], key))
            plans[table] = _join(table, dates, plans[table], row)
            if len(set(plans[table].values())) < 2:
                outcomes[table] = Withheld("audit")
            continue
        return outcomes | result


Plan = dict[str, str]
"""Per original row the row that it is shown in: itself or OTHER."""


def _totals(table: str, dates: Sequence[CountedDate], plan: Plan | None = None) -> Counter[str]:
    found: Counter[str] = Counter()
    for date in dates:
        row = date.rows[table]
        found[plan[row] if plan else row] += date.total
    return found


def _plan(table: str, dates: Sequence[CountedDate]) -> Plan:
    """Rows below MIN_ROW join OTHER, and the next smallest until OTHER is large enough."""
    totals = _totals(table, dates)
    ordered = sorted(totals, key=lambda row: (totals[row], row))
    small = [row for row in ordered if totals[row] < MIN_ROW]
    while small and (len(small) < 2 or sum(totals[row] for row in small) < MIN_ROW):
        if len(small) == len(ordered):
            break
        small.append(ordered[len(small)])
    return {row: OTHER if row in small else row for row in ordered}


def _join(table: str, dates: Sequence[CountedDate], plan: Plan, row: str) -> Plan:
    """The plan with `row` in OTHER, together with the smallest other row when it would be alone."""
    totals = _totals(table, dates, plan)
    joining = {row}
    if row == OTHER or OTHER not in totals:
        others = [other for other in totals if other not in (row, OTHER)]
        joining.add(min(others, key=lambda other: (totals[other], other)))
    return {
        original: OTHER if shown in joining or shown == OTHER else shown
        for original, shown in plan.items()
    }


def _draw(
    dates: Sequence[CountedDate],
    plans: Mapping[str, Plan],
    months: Mapping[str, Month],
    random: Random,
) -> dict[str, Outcome] | Counter[tuple[str, str]]:
    """The released tables; or, when TRIES draws failed, how often each row was to blame."""
    rows = {table: sorted(set(plan.values())) for table, plan in plans.items()}
    truth = [_truth(dates, table, plans[table], rows[table]) for table in plans]
    layout = _Layout(dates, plans, rows, months)
    blamed: Counter[tuple[str, str]] = Counter()
    for _ in range(TRIES):
        try:
            drawn = round_tables(truth, random)
        except NoRounding:
            blamed[layout.smallest()] += 1
            continue
        findings = layout.audit(drawn, random)
        if not findings:
            return {
                table: Shown(
                    tuple(rows[table]),
                    tuple(tuple(int(cell) for cell in row) for row in cells),
                    tuple(sorted(row for row, shown in plans[table].items() if shown == OTHER)),
                )
                for table, cells in zip(plans, drawn, strict=True)
            }
        blamed.update(findings)
    return blamed


def _truth(dates: Sequence[CountedDate], table: str, plan: Plan, rows: Sequence[str]) -> Ints:
    cells = np.zeros((len(rows), len(dates[0].visits)), dtype=np.int64)
    at = {row: number for number, row in enumerate(rows)}
    for date in dates:
        cells[at[plan[date.rows[table]]]] += np.array(date.visits)
    return cells


class _Layout:
    """Which atoms each row of each table holds: known to everybody, the same for every draw."""

    def __init__(
        self,
        dates: Sequence[CountedDate],
        plans: Mapping[str, Plan],
        rows: Mapping[str, Sequence[str]],
        months: Mapping[str, Month],
    ) -> None:
        totals: Counter[tuple[str, ...]] = Counter()
        for date in dates:
            totals[(date.part, *(plans[table][date.rows[table]] for table in plans))] += date.total
        outside = [(part, month.left_out) for part, month in months.items() if month.left_out]
        atoms = sorted(totals)
        self.totals = [totals[atom] for atom in atoms] + [left_out for _, left_out in outside]
        parts = np.array([atom[0] for atom in atoms] + [part for part, _ in outside])
        inside = np.array([True] * len(atoms) + [False] * len(outside))
        self.rows: list[tuple[str, str, Bools]] = []
        for number, table in enumerate(plans, start=1):
            labels = np.array([atom[number] for atom in atoms] + [""] * len(outside))
            self.rows += [(table, row, inside & (labels == row)) for row in rows[table]]
        self.months = [
            ReleasedRow(parts == part, month.shown)
            for part, month in months.items()
            if month.shown is not None and (parts == part).any()
        ]
        self.inside = inside
        masks = [row.atoms for row in self.months] + [mask for _, _, mask in self.rows]
        self.sets = sets_to_ask(len(self.totals), [*masks, inside])

    def audit(self, drawn: Sequence[Ints], random: Random) -> list[tuple[str, str]]:
        """The rows to blame, none when the draw may be released."""
        cells = [tuple(int(cell) for cell in row) for table in drawn for row in table]
        totals = np.array(self.totals)
        failing = [
            (table, row)
            for (table, row, mask), shown in zip(self.rows, cells, strict=True)
            if row_fails(shown, int(totals[mask].sum()))
        ]
        if failing:
            return failing
        released = [
            *self.months,
            *(ReleasedRow(mask, shown) for (*_, mask), shown in zip(self.rows, cells, strict=True)),
            ReleasedRow(self.inside, tuple(int(cell) for cell in drawn[0].sum(axis=0))),
        ]
        attacker = Attacker(self.totals, drawn[0].shape[1], released)
        first = next(attacker.findings(self.sets, random), None)
        return [] if first is None else [self.smallest(first.atoms)]

    def smallest(self, touching: Bools | None = None) -> tuple[str, str]:
        """The row with the fewest visits, of those that overlap `touching`."""
        totals = np.array(self.totals)
        rows = [one for one in self.rows if touching is None or (one[2] & touching).any()]
        table, row, _ = min(rows or self.rows, key=lambda one: int(totals[one[2]].sum()))
        return table, row


def row_fails(shown: Sequence[int], total: int) -> bool:
    """Whether one row and its known total alone give a small count away, exactly: nothing else is
    known of a month, and it is a quick first look at a quarter."""
    low = [max(0, cell - (BASE - 1)) for cell in shown]
    high = [min(total, cell + BASE - 1) for cell in shown]
    for number in range(len(shown)):
        least = max(low[number], total - sum(high) + high[number])
        most = min(high[number], total - sum(low) + low[number])
        if least <= SMALL and not is_safe(least, most, total):
            return True
    return False
