"""What is released when a month or a quarter closes, drawn and audited.

The rows are chosen by known totals alone. Then roundings are drawn until one passes the audit
(domain.protection.audit), which reads the draw and known totals, never the truth. What comes
out is a random controlled rounding under the condition that nobody can be inferred from it.

Joining must tell nothing either. That rows were joined says that many draws failed, and there are
truths of which no draw fails: whoever knows the method could rule those out. So rows are now and
then joined by lot, though nothing failed. Then every truth that explains the figures can have led
to every joining and withholding, and what an attacker can rule out is what the audit looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np

from domain.protection.audit import Audit, Plan, row_fails
from domain.protection.rounding import NoRounding, round_tables
from domain.protection.tables import OTHER, CountedDate, Month, Outcome, Shown, Withheld
from domain.protection.walking import Ints

MONTH = "month"
"""The table of a month: one row, visits by service."""
MIN_VISITS = 30
"""Visits that a month needs before its figures by service are released."""
MIN_ROW = 30
"""Visits in a quarter that a row needs to stand alone."""
TRIES = 40
"""Draws of a quarter that may fail the audit before rows are joined."""
MONTH_TRIES = 1000
"""Draws of a month. One of five passes at least, so that a month with MIN_VISITS is released."""
JOINED_BY_LOT = 0.02
"""How often a row joins others by lot."""


def protect_month(dates: Sequence[CountedDate], random: Random) -> Outcome:
    """One row of visits by column for the counted dates of one month."""
    total = sum(date.total for date in dates)
    if total == 0:
        return Withheld("no-visits")
    if total < MIN_VISITS:
        return Withheld("few-visits")
    truth = np.sum([date.visits for date in dates], axis=0, keepdims=True)
    for _ in range(MONTH_TRIES):
        [drawn] = round_tables([truth], random)
        cells = tuple(int(cell) for cell in drawn[0])
        if not row_fails(cells, total):
            return Shown((MONTH,), (cells,))
    return Withheld("audit")


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
        if random.random() < JOINED_BY_LOT:
            table, row = random.choice(_rows(plans))
        else:
            result = _draw(dates, plans, months, random)
            if not isinstance(result, Counter):
                return outcomes | result
            table, row = min(result, key=lambda key: (-result[key], key))
        plans[table] = _join(table, dates, plans[table], row)
        if len(set(plans[table].values())) < 2:
            outcomes[table] = Withheld("audit")


def _rows(plans: Mapping[str, Plan]) -> list[tuple[str, str]]:
    return [(table, row) for table, plan in plans.items() for row in sorted(set(plan.values()))]


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
    audit = Audit(dates, plans, rows, months)
    blamed: Counter[tuple[str, str]] = Counter()
    for _ in range(TRIES):
        try:
            drawn = round_tables(truth, random)
        except NoRounding:
            blamed[audit.smallest()] += 1
            continue
        findings = audit.blame(drawn, random)
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
