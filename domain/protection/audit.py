"""The audit of a draw: what an attacker would know of it, and which row is to blame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random

import numpy as np

from domain.protection.attacker import Attacker, ReleasedRow, sets_to_ask
from domain.protection.tables import BASE, CountedDate, Month
from domain.protection.walking import Ints
from domain.protection.witnesses import VALUES, Bools, is_safe

Plan = dict[str, str]
"""Per original row the row that it is shown in: itself or OTHER."""


class Audit:
    """Which dates each row of each table holds: known to everybody, the same for every draw.

    An atom is an activity's dates of one month; their total is known. It asks of the atoms, of
    activities over the quarter, of rows as they are shown and as they were before joining, of rows
    per month, and of what two released rows share or one has beyond the other. Released figures
    and the changes from month to month must stay open even where they are not small.
    """

    def __init__(
        self,
        dates: Sequence[CountedDate],
        plans: Mapping[str, Plan],
        rows: Mapping[str, Sequence[str]],
        months: Mapping[str, Month],
    ) -> None:
        """Per table: `plans` says where each original row is shown, `rows` in which order."""
        tables = sorted(dates[0].rows)
        totals: Counter[tuple[str, ...]] = Counter()
        for one in dates:
            totals[(one.part, one.activity, *(one.rows[table] for table in tables))] += one.total
        outside = [(part, month.left_out) for part, month in months.items() if month.left_out]
        atoms = sorted(totals)
        few = {
            (one.part, one.activity, *(one.rows[table] for table in tables))
            for one in dates
            if 0 < one.total < VALUES
        }
        self.few = np.array([atom in few for atom in atoms] + [True] * len(outside))
        self.totals = [totals[atom] for atom in atoms] + [left_out for _, left_out in outside]
        part_of, activity_of, *row_of = (np.array(labels) for labels in zip(*atoms, strict=True))
        parts = np.array([*part_of, *(part for part, _ in outside)])

        def where(there: Bools) -> Bools:
            return np.concatenate([there, np.zeros(len(outside), dtype=bool)])

        self.inside = where(np.ones(len(atoms), dtype=bool))
        self.rows: list[tuple[str, str, Bools]] = []
        spread = [
            where(labels == one) for labels in (activity_of, *row_of) for one in sorted(set(labels))
        ]
        for table, plan in plans.items():
            shown = np.array([plan[row] for row in row_of[tables.index(table)]])
            self.rows += [(table, row, where(shown == row)) for row in rows[table]]
        self.months = [
            ReleasedRow(parts == part, month.shown)
            for part, month in months.items()
            if month.shown is not None and (parts == part).any()
        ]
        spread += [mask for _, _, mask in self.rows]
        spread += [mask & (parts == part) for mask in spread for part in sorted(set(parts))]
        figures = [row.atoms for row in self.months] + [mask for _, _, mask in self.rows]
        figures.append(self.inside)
        self.sets = sets_to_ask(len(self.totals), figures, spread)
        each = [row.atoms.astype(np.int64) for row in self.months]
        changes = [after - before for before, after in combinations(each, 2)]
        self.figures: list[Bools | Ints] = [*figures, *changes]

    def blame(self, drawn: Sequence[Ints], random: Random) -> list[tuple[str, str]]:
        """The rows to blame (table, row), none when the draw may be released."""
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
        attacker = Attacker(self.totals, drawn[0].shape[1], released, self.few)
        first = next(attacker.findings(self.sets, random, self.figures), None)
        return [] if first is None else [self.smallest(first.atoms)]

    def smallest(self, touching: Bools | None = None) -> tuple[str, str]:
        """The row with the fewest visits, of those that overlap `touching`."""
        totals = np.array(self.totals)
        rows = [one for one in self.rows if touching is None or (one[2] & touching).any()]
        table, row, _ = min(rows or self.rows, key=lambda one: int(totals[one[2]].sum()))
        return table, row


def row_fails(shown: Sequence[int], total: int) -> bool:
    """Whether one row and its known total alone tell too much, exactly: nothing else is known of a
    month, and it is a quick first look at a quarter."""
    low = [max(0, cell - (BASE - 1)) for cell in shown]
    high = [min(total, cell + BASE - 1) for cell in shown]
    for number in range(len(shown)):
        least = max(low[number], total - sum(high) + high[number])
        most = min(high[number], total - sum(low) + low[number])
        if not is_safe(least, most, total):
            return True
    return False
