"""What somebody can infer who knows the method, all Driftstal and everything ever released.

The unknowns are the visits per *atom* and column. An atom holds the dates that stand in the same
rows of every table; its total is known exactly. Every released figure says that a sum of unknowns
is at most 4 away. HiGHS finds the least and the largest whole value that a count can still have.

The audit must not betray what it protects, so it never looks at the truth: it asks the same of
every count that *could* be small, and a draw passes or fails by what an attacker will know anyway.
No narrower question is safe: rejecting a draw because of a true 3 would tell that there is a 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, kron

from domain.protection.tables import BASE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SMALL = 4
"""Counts up to this one may point at a person."""
VALUES = 4
"""As many values a small count must keep (or every split of its known total)."""
_IDLE = 12
"""Solutions in a row that settle nothing, before counts are solved one by one."""
_NUDGES = 10


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """A released row: the atoms that it holds and what it shows per column."""

    atoms: Bools
    shown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A count that is known too well: of the atoms `atoms`, in column `column`."""

    atoms: Bools
    column: int


class Attacker:
    """Holds what is known; `interval` and `findings` answer what follows from it."""

    def __init__(self, totals: Sequence[int], columns: int, released: Sequence[ReleasedRow]):
        self.totals = np.asarray(totals, dtype=np.int64)
        self.columns = columns
        self.released = tuple(released)
        atoms = len(self.totals)
        split = kron(eye_array(atoms), np.ones((1, columns)))
        blocks: list[Any] = [LinearConstraint(csr_array(split), self.totals, self.totals)]
        if self.released:
            masks = np.array([row.atoms for row in self.released], dtype=float)
            shown = np.array([row.shown for row in self.released]).ravel()
            sums = kron(csr_array(masks), eye_array(columns))
            blocks.append(LinearConstraint(csr_array(sums), shown - (BASE - 1), shown + (BASE - 1)))
        self._constraints = blocks
        self._bounds = Bounds(np.zeros(atoms * columns), np.repeat(self.totals, columns))
        self._whole = np.ones(atoms * columns)
        self._nudges = np.random.default_rng(0)

    def interval(self, atoms: Bools, column: int) -> tuple[int, int]:
        """Least and largest value that the visits of `atoms` in `column` can have."""
        least, most = self._extremes(atoms, column)
        return int(least[atoms, column].sum()), int(most[atoms, column].sum())

    def corner(self, costs: Floats) -> Ints | None:
        """A solution (atoms × columns) of least cost, None when it is not of whole numbers.

        Raises ValueError when there is no solution (the releases contradict the known totals).
        """
        found = self._run(costs, None)
        whole = np.rint(found)
        return None if np.abs(found - whole).max() > 1e-6 else whole.astype(np.int64)

    def findings(self, sets: Sequence[Bools], random: Random) -> Iterator[Finding]:
        """The counts of `sets` that could be small and are known too well, exactly.

        Safe: at least VALUES values are possible, or every split of the known total. Every whole
        solution is a witness for all counts at once, so most need no solving of their own.
        """
        seen = _Seen(np.array(sets, dtype=np.int64), self.totals, self.columns)
        self._pass_large(sets, seen)
        generator = np.random.default_rng(random.getrandbits(64))
        idle = 0
        while seen.open.any() and idle < _IDLE:
            pull = generator.normal(size=seen.open.shape) * seen.open
            corner = self.corner(seen.masks.T @ pull)
            before = seen.open.sum()
            if corner is not None:
                seen.add(corner)
            idle = 0 if seen.open.sum() < before else idle + 1
        for number, column in np.argwhere(seen.open):
            if seen.open[number, column] and self._known_too_well(sets[number], column, seen):
                yield Finding(sets[number], int(column))

    def _known_too_well(self, atoms: Bools, column: int, seen: _Seen) -> bool:
        least, most = self._extremes(atoms, column)
        seen.add(least)
        seen.add(most)
        low, high = int(least[atoms, column].sum()), int(most[atoms, column].sum())
        return low <= SMALL and not is_safe(low, high, int(self.totals[atoms].sum()))

    def _extremes(self, atoms: Bools, column: int) -> tuple[Ints, Ints]:
        costs = np.zeros((len(self.totals), self.columns))
        costs[atoms, column] = 1
        return self._least(costs), self._least(-costs)

    def _least(self, costs: Floats) -> Ints:
        """A whole solution of least cost, for whole costs.

        Many solutions cost the same; a nudge too small to add up to one visit picks one of them
        at random, and is faster than asking HiGHS for whole numbers.
        """
        nudge = 0.4 / max(1, int(self.totals.sum()))
        for _ in range(_NUDGES):
            corner = self.corner(costs + self._nudges.uniform(-nudge, nudge, costs.shape))
            if corner is not None:
                return corner
        return np.rint(self._run(costs, self._whole)).astype(np.int64)

    def _pass_large(self, sets: Sequence[Bools], seen: _Seen) -> None:
        """Leave out counts of which a released figure alone says that they are above SMALL."""
        figures = {row.atoms.tobytes(): row.shown for row in self.released}
        for number, atoms in enumerate(sets):
            shown = figures.get(atoms.tobytes())
            if shown is not None:
                seen.open[number] &= np.array(shown) - (BASE - 1) <= SMALL

    def _run(self, costs: Floats, integrality: Floats | None) -> Floats:
        found: Any = milp(
            costs.ravel(),
            constraints=self._constraints,
            bounds=self._bounds,
            integrality=integrality,
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise ValueError(found.message)
        values: Floats = found.x.reshape(len(self.totals), self.columns)
        return values


class _Seen:
    """The least and largest value of each count in the solutions seen, and which are not yet
    shown to be safe."""

    def __init__(self, masks: Ints, totals: Ints, columns: int) -> None:
        self.masks = masks
        known = (masks @ totals)[:, None]
        self.known = np.repeat(known, columns, axis=1)
        self.least, self.most = self.known.copy(), np.zeros_like(self.known)
        self.open: Bools = self.known > 0

    def add(self, solution: Ints) -> None:
        values = self.masks @ solution
        self.least, self.most = np.minimum(self.least, values), np.maximum(self.most, values)
        self.open &= ~is_safe(self.least, self.most, self.known)


def is_safe(least: Any, most: Any, known: Any) -> Any:
    """Whether an interval leaves enough open; for whole numbers or arrays of them."""
    return (most - least >= VALUES - 1) | ((least == 0) & (most == known))


def sets_to_ask(atoms: int, released: Sequence[Bools]) -> list[Bools]:
    """Every atom, every released row, and what two rows share or one has beyond the other.

    Of dates and activities inside an atom nothing more can be known than of the atom: when it
    keeps four values or every split, so does each part (tests/test_protection_attacker.py).
    """
    found: dict[bytes, Bools] = {}
    singles = [row for row in np.eye(atoms, dtype=bool)]
    pairs = [
        both
        for number, first in enumerate(released)
        for second in released[number + 1 :]
        for both in (first & second, first & ~second, second & ~first)
    ]
    for mask in [*singles, *released, *pairs]:
        if mask.any():
            found.setdefault(mask.tobytes(), mask)
    return list(found.values())
