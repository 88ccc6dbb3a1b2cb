"""The attack on one quarter: what follows from its releases and from all Driftstal.

The attacker knows the total of every date, which dates each figure counts (also those that were
corrected later, which a month counted and its quarter did not), the tables, the method and every
figure. The unknowns are the visits per activity, month and column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any

import numpy as np

from benchmarks.attack_result import Result, row_of
from benchmarks.random_houses import ORIGINS, TABLES, Happening, Slot
from domain.protection import Outcome, Shown
from domain.protection.attacker import Attacker, ReleasedRow, sets_to_ask
from domain.protection.walking import Ints, Walker
from domain.protection.witnesses import SMALL, VALUES, Bools, Seen, is_safe, push

COLUMNS = len(ORIGINS) + 1


class QuarterAttack:
    """Holds what is known of a quarter; each method looks for counts that are known too well."""

    def __init__(
        self,
        slots: Sequence[Slot],
        happenings: Sequence[Happening],
        months: Mapping[str, Outcome],
        tables: Mapping[str, Outcome],
        random: Random,
    ) -> None:
        self.happenings = happenings
        keys = sorted({_key(one) for one in happenings})
        self.at = {key: number for number, key in enumerate(keys)}
        self.truth = np.zeros((len(keys), COLUMNS), dtype=np.int64)
        for one in happenings:
            self.truth[self.at[_key(one)]] += np.array(one.counted.visits)
        self.slot = np.array([slot for slot, _, _ in keys])
        self.part = np.array([part for _, part, _ in keys])
        self.counted = np.array([not late for _, _, late in keys])
        self.labels = {
            table: np.array([slots[slot].rows[table] for slot in self.slot]) for table in TABLES
        }
        few = np.zeros(len(keys), dtype=bool)
        for one in happenings:
            few[self.at[_key(one)]] |= 0 < one.counted.total < VALUES
        released = self._released(slots, months, tables)
        self.attacker = Attacker(self.truth.sum(axis=1).tolist(), COLUMNS, released, few)
        self.year_sets = self._year_sets(slots)
        self.seen = Checked(self.attacker, self._questions(released), self.truth)
        self.walker = self.attacker.look_around(self.seen, random, self.truth)

    def small_counts(self, name: str, result: Result) -> None:
        """Every true count of 1–4 of the sets that are asked."""
        for number, column in np.argwhere(self.seen.small):
            result.small += 1
            if self.seen.open[number, column] and self.attacker.known_too_well(
                number, column, self.seen
            ):
                true, known = self.seen.true[number, column], self.seen.known[number, column]
                result.pin(f"{name}: {true} of {known} in column {column}")
        for place, split in np.argwhere(self.seen.missing):
            if not self.attacker.may_divide(place, split, self.seen):
                known = self.seen.known[self.seen.divided[place], 0]
                result.pin(f"{name}: not {self.seen.splits[split]} of {known}")

    def dates(self, name: str, result: Result) -> None:
        """Single dates: inside an activity's month any split that keeps its sums is possible."""
        for one in self.happenings:
            for column, true in enumerate(one.counted.visits):
                if 1 <= true <= SMALL:
                    result.small += 1
                    atom, known = self.at[_key(one)], one.counted.total
                    if not self._date_is_safe(atom, column, known):
                        result.pin(f"{name}: date, {true} of {known} in column {column}")

    def _date_is_safe(self, atom: int, column: int, known: int) -> bool:
        rest = int(self.attacker.totals[atom]) - known

        def safe(least: int, most: int) -> bool:
            return bool(is_safe(max(0, least - rest), min(known, most), known))

        low, high = self.seen.least[atom], self.seen.most[atom]
        if safe(low[column], high[column]):
            return True
        assert isinstance(self.walker, Walker)
        above = max(0, int(low[column]) - rest)
        push(self.seen, self.walker, atom, column, min(known, above + VALUES - 1))
        if not safe(low[column], high[column]):
            below = min(known, int(high[column]))
            push(self.seen, self.walker, atom, column, rest + max(0, below - VALUES + 1))
        if safe(low[column], high[column]):
            return True
        return safe(*self.exactly(np.arange(len(self.truth)) == atom, column))

    def changes(self, name: str, result: Result) -> None:
        """What changes from one released month to another of the quarter: changes of 1–4."""
        for first, second in combinations(sorted(self.shown_months), 2):
            signs = (self.part == second).astype(np.int64) - (self.part == first)
            change = signs @ self.truth
            for column in np.flatnonzero((np.abs(change) <= SMALL) & (change != 0)):
                result.changes += 1
                seen = [int((signs @ solution)[column]) for solution in self.seen.kept]
                least, most = min(seen), max(seen)
                if most - least < VALUES - 1:
                    least, most = self.exactly(signs, int(column))
                if most - least < VALUES - 1:
                    result.pin(f"{name}: change of {change[column]} in column {column}")

    def width(self, mask: Bools, column: int, *, harder: bool) -> int:
        """How far apart the least and largest value of a released figure are, as far as seen."""
        least, most = self.range_of(mask, column, harder=harder)
        return most - least

    def range_of(self, mask: Bools, column: int, *, harder: bool) -> tuple[int, int]:
        """Least and largest value seen; `harder`: walk on, and at last ask HiGHS."""
        if not mask.any():
            return 0, 0
        number, seen = self.seen.number_of(mask), self.seen
        known = int(seen.known[number, column])
        if harder:
            assert isinstance(self.walker, Walker)
            for goal in (seen.least[number, column] + VALUES - 1,
                         seen.most[number, column] - VALUES + 1):  # fmt: skip
                push(seen, self.walker, number, column, min(known, max(0, goal)))
        least, most = int(seen.least[number, column]), int(seen.most[number, column])
        if harder and not is_safe(least, most, known):
            return self.exactly(mask, column)
        return least, most

    def exactly(self, mask: Bools | Ints, column: int) -> tuple[int, int]:
        """By HiGHS; what it does not settle in time counts as known (an empty interval)."""
        try:
            return self.attacker.interval(mask, column)
        except ValueError:
            return 0, 0

    def year(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Truth, known total, least and most of what is asked of the year: activities and rows."""
        numbers = [self.seen.number_of(mask) for mask in self.year_sets]
        empty = np.array([not mask.any() for mask in self.year_sets])[:, None]
        found = (self.seen.true, self.seen.known, self.seen.least, self.seen.most)
        truth, known, least, most = (np.where(empty, 0, one[numbers]) for one in found)
        return truth, known, least, most

    def year_exactly(self, number: int, column: int) -> tuple[int, int]:
        return self.range_of(self.year_sets[number], column, harder=True)

    def _released(
        self,
        slots: Sequence[Slot],
        months: Mapping[str, Outcome],
        tables: Mapping[str, Outcome],
    ) -> list[ReleasedRow]:
        found = [
            ReleasedRow(self.part == part, month.cells[0])
            for part, month in months.items()
            if isinstance(month, Shown)
        ]
        self.shown: dict[tuple[str, str], Bools] = {}
        """Released rows by table and name, but not "others", which is something else each time."""
        self.shown_months = {part for part, month in months.items() if isinstance(month, Shown)}
        margins: tuple[int, ...] | None = None
        for table, outcome in tables.items():
            if not isinstance(outcome, Shown):
                continue
            rows = np.array([row_of(table, outcome, slots[slot].rows) for slot in self.slot])
            for row, cells in zip(outcome.rows, outcome.cells, strict=True):
                self.shown[table, row] = (rows == row) & self.counted
                found.append(ReleasedRow(self.shown[table, row], cells))
            assert margins in (None, outcome.column_totals), "one margin, whatever the table"
            margins = outcome.column_totals
        return found if margins is None else [*found, ReleasedRow(self.counted, margins)]

    def _year_sets(self, slots: Sequence[Slot]) -> list[Bools]:
        """Activities and rows of every table, joined or not; the same list in every quarter."""
        found = [self.slot == slot for slot in range(len(slots))]
        for table in TABLES:
            names = sorted({slot.rows[table] for slot in slots})
            found += [self.labels[table] == name for name in names]
        return found

    def _questions(self, released: Sequence[ReleasedRow]) -> list[Bools]:
        """Atoms first; released rows with what two of them share or not; activities and rows of
        every table, joined or not, per month and with or without the dates corrected later."""
        spread = [mask for mask in self.year_sets if mask.any()]
        spread += [mask & self.counted for mask in spread]
        spread += [mask & (self.part == part) for mask in spread for part in sorted(set(self.part))]
        spread += [self.part == part for part in sorted(set(self.part))]
        return sets_to_ask(len(self.truth), [row.atoms for row in released], spread)


class Checked(Seen):
    """A witness counts only if it explains everything that the attacker knows."""

    keeps_all = True

    def __init__(self, attacker: Attacker, asked: Sequence[Bools], truth: Ints) -> None:
        super().__init__(
            np.array(asked, dtype=np.int64),
            attacker.totals,
            attacker.columns,
            attacker.figures,
            attacker.few,
        )
        self._numbers = {mask.tobytes(): number for number, mask in enumerate(asked)}
        self._totals = attacker.totals
        self._held = np.array([row.atoms for row in attacker.released], dtype=np.float32)
        self._told = np.array([row.shown for row in attacker.released])
        self.true = self.masks @ truth
        self.small: Bools = (self.true >= 1) & (self.true <= SMALL)
        self.open &= self.small
        self.kept: list[Ints] = []
        """Some of the witnesses, for questions about differences."""

    def number_of(self, mask: Bools) -> int:
        return self._numbers[mask.tobytes()] if mask.any() else 0

    def _room(self, point: Any) -> Any:
        """Every witness comes by here."""
        assert (point >= 0).all() and (point.sum(axis=1) == self._totals).all()
        if len(self._held):
            assert (np.abs(self._held @ point - self._told) <= SMALL).all()
        if len(self.kept) < 60:
            self.kept.append(point.astype(np.int64))
        return super()._room(point)


def _key(one: Happening) -> tuple[int, str, bool]:
    return one.slot, one.counted.part, one.late
