"""A whole solution that walks: witnesses for what is still possible, found without a solver.

A solution says how the visits of each atom divide over the columns such that every released figure
is at most four away. Moving one visit of an atom to another column, or doing so while another atom
does the opposite, gives the next solution if no figure that sees the difference is at its limit.
Which figures are at their limits is kept as bits, one per released row, so that a move costs a
microsecond to judge. The walk proves what is possible, never what is not: the solver does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_LOOKS = 24
"""Atoms and columns tried for one step."""
PATIENCE = 40
"""How often a walk that cannot take a step wanders off before it gives up."""
_WANDER = 5
"""Random moves before the second try, twice as many before the third, and so on."""


def bits_of(places: NDArray[Any]) -> int:
    """A whole number with a bit for every place that is not zero."""
    return int.from_bytes(np.packbits(places != 0, bitorder="little").tobytes(), "little")


class Walker:
    """A solution, and where it can go from there."""

    def __init__(self, start: Ints, masks: Ints, low: Ints, high: Ints, random: Random) -> None:
        """`start` is a whole solution (atoms × columns); `masks` (rows × atoms) says which atoms a
        released row holds; `low` and `high` (rows × columns, both inclusive) what it may be."""
        self._drawn = random.random
        self.at: list[list[int]] = start.tolist()
        self._size = start.shape
        self._moves = self._random_moves(random)
        self._apart: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
        """Per two atoms the rows that only the first and only the second stands in."""
        self._rows = [[int(row) for row in np.flatnonzero(column)] for column in masks.T]
        self._bits = [bits_of(column) for column in masks.T]
        self._members = {1 << row: bits_of(mask) for row, mask in enumerate(masks)}
        self._has = [bits_of(column) for column in start.T]
        """Per column the atoms that have a visit there."""
        self._sums: list[list[int]] = (masks @ start).T.tolist()
        self._low: list[list[int]] = low.T.tolist()
        self._high: list[list[int]] = high.T.tolist()
        self._middle: list[list[int]] = ((low + high) // 2).T.tolist()
        self._full = [self._limits(column, at_high=True) for column in range(len(self._low))]
        self._empty = [self._limits(column, at_high=False) for column in range(len(self._low))]

    def solution(self) -> Ints:
        return np.array(self.at, dtype=np.int64)

    def push(
        self, inside: Sequence[int], outside: int, column: int, goal: int, patience: int = PATIENCE
    ) -> bool:
        """Walk until the visits of the atoms `inside` in `column` are `goal`; False: gave up.

        `outside` are all other atoms, as bits. Either way the walk stands on a solution.
        """
        stuck = 0
        while (value := sum(self.at[atom][column] for atom in inside)) != goal:
            if not self._step(inside, outside, column, up=goal > value):
                stuck += 1
                if stuck > patience:
                    return False
                self.wander(_WANDER * stuck, keep=inside[0] if len(inside) == 1 else None)
        return True

    def reach(
        self,
        inside: Sequence[int],
        outside: int,
        wanted: Sequence[int],
        patience: int = PATIENCE,
    ) -> bool:
        """Walk until the atoms `inside` have at least `wanted` visits in each column.

        False: gave up. Either way the walk stands on a solution.
        """
        stuck, columns = 0, range(len(wanted))
        while True:
            have = [sum(self.at[atom][column] for atom in inside) for column in columns]
            short = [column for column in columns if have[column] < wanted[column]]
            if not short:
                return True
            spare = [column for column in columns if have[column] > wanted[column]]
            if not any(
                self._shift(atom, source, target, outside)
                for target in short
                for source in spare
                for atom in inside
                if self.at[atom][source]
            ):
                stuck += 1
                if stuck > patience:
                    return False
                self.wander(_WANDER * stuck, keep=inside[0] if len(inside) == 1 else None)

    def wander(self, moves: int, *, keep: int | None = None) -> None:
        """Try so many random moves, none of them of the atom `keep`."""
        at, bits, full, empty = self.at, self._bits, self._full, self._empty
        for atom, source, target, other in islice(self._moves, moves):
            if source == target or atom == keep or not at[atom][source]:
                continue
            blocked = bits[atom] & (full[target] | empty[source])
            if not blocked:
                self._move(atom, source, target, self._rows[atom])
            elif other not in (atom, keep) and self._may_swap(atom, other, source, target, blocked):
                self._swap(atom, other, source, target)

    def centre(self, moves: int) -> None:
        """Try so many random moves and take those that bring the sums nearer to the middle of what
        they may be (least squares): from there the most is seen to be possible."""
        at, bits, full, empty = self.at, self._bits, self._full, self._empty
        for atom, source, target, _other in islice(self._moves, moves):
            if source == target or not at[atom][source]:
                continue
            if bits[atom] & (full[target] | empty[source]):
                continue
            less, more = self._sums[source], self._sums[target]
            from_middle, to_middle = self._middle[source], self._middle[target]
            rows = self._rows[atom]
            nearer = sum(
                less[row] - from_middle[row] - more[row] + to_middle[row] - 1 for row in rows
            )
            if nearer >= 0:
                self._move(atom, source, target, rows)

    def _random_moves(self, random: Random) -> Iterator[tuple[int, int, int, int]]:
        """An atom, a column from and a column to, and another atom; without end."""
        drawn, atoms, columns = np.random.default_rng(random.getrandbits(64)), *self._size
        while True:
            several = drawn.integers([atoms, columns, columns, atoms], size=(4096, 4))
            yield from map(tuple, several.tolist())

    def _step(self, inside: Sequence[int], outside: int, column: int, *, up: bool) -> bool:
        """One visit more (or less) of `inside` in `column`, False when none of the looks can."""
        columns = len(self._low)
        for _ in range(_LOOKS):
            atom = inside[self._below(len(inside))]
            other = self._below(columns)
            source, target = (other, column) if up else (column, other)
            if other == column or not self.at[atom][source]:
                continue
            if self._shift(atom, source, target, outside):
                return True
        return False

    def _shift(self, atom: int, source: int, target: int, outside: int) -> bool:
        """A visit of `atom` from `source` to `target`, if need be with a partner of `outside`."""
        blocked = self._bits[atom] & (self._full[target] | self._empty[source])
        if not blocked:
            self._move(atom, source, target, self._rows[atom])
            return True
        # a partner stands in every blocked row, and in none that its own move would break
        partners = self._has[target] & outside
        while blocked and partners:
            row = blocked & -blocked
            partners &= self._members[row]
            blocked ^= row
        back = (self._full[source] | self._empty[target]) & ~self._bits[atom]
        while back and partners:
            row = back & -back
            partners &= ~self._members[row]
            back ^= row
        if not partners:
            return False
        later = partners >> self._below(len(self.at))
        chosen = (later & -later) << (partners.bit_length() - later.bit_length())
        if not later:
            chosen = partners & -partners
        self._swap(atom, chosen.bit_length() - 1, source, target)
        return True

    def _may_swap(self, atom: int, partner: int, source: int, target: int, blocked: int) -> bool:
        """Whether `partner` can move a visit the other way and stands in every blocked row."""
        if not self.at[partner][target]:
            return False
        bits = self._bits[partner]
        if blocked & ~bits:
            return False
        return not bits & ~self._bits[atom] & (self._full[source] | self._empty[target])

    def _swap(self, atom: int, partner: int, source: int, target: int) -> None:
        apart = self._apart.get((atom, partner))
        if apart is None:
            both = self._bits[atom] & self._bits[partner]
            first, second = (
                [row for row in self._rows[one] if not both >> row & 1] for one in (atom, partner)
            )
            apart = self._apart[atom, partner] = (first, second)
        self._move(atom, source, target, apart[0])
        self._move(partner, target, source, apart[1])

    def _move(self, atom: int, source: int, target: int, rows: Sequence[int]) -> None:
        """Move a visit; only the sums of `rows` change."""
        here = self.at[atom]
        here[source] -= 1
        if not here[source]:
            self._has[source] ^= 1 << atom
        if not here[target]:
            self._has[target] |= 1 << atom
        here[target] += 1
        less, more = self._sums[source], self._sums[target]
        low, high = self._low[source], self._high[target]
        was_full, was_empty = self._high[source], self._low[target]
        for row in rows:
            bit = 1 << row
            if less[row] == was_full[row]:
                self._full[source] ^= bit
            less[row] -= 1
            if less[row] == low[row]:
                self._empty[source] |= bit
            if more[row] == was_empty[row]:
                self._empty[target] ^= bit
            more[row] += 1
            if more[row] == high[row]:
                self._full[target] |= bit

    def _limits(self, column: int, *, at_high: bool) -> int:
        limits = (self._high if at_high else self._low)[column]
        return sum(
            1 << row
            for row, (value, limit) in enumerate(zip(self._sums[column], limits, strict=True))
            if value == limit
        )

    def _below(self, number: int) -> int:
        return int(self._drawn() * number)
