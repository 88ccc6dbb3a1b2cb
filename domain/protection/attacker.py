"""What somebody can infer who knows the method, all Driftstal and everything ever released.

The unknowns are the visits per *atom* and column. An atom holds the dates that stand in the same
rows of every table; its total is known exactly. Every released figure says that a sum of unknowns
is at most 4 away. HiGHS finds the least and the largest whole value that a count can still have.

The audit must not betray what it protects, so it never looks at the truth: it asks the same of
every count that *could* be small, and a draw passes or fails by what an attacker will know anyway.
No narrower question is safe: rejecting a draw because of a true 3 would tell that there is a 3.
"""

from __future__ import annotations

import math
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
_IDLE = 5
"""Solutions in a row that settle nothing, before counts are solved one by one."""
_PATIENCE_SECONDS = 20.0
"""For one count; what HiGHS cannot settle by then is taken as known too well."""


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
        self._known = self._constraints(BASE - 1)
        self._inside = self._constraints(BASE - 2)
        """A little stricter, so that a solution that is not whole has whole ones beside it."""
        self._bounds = Bounds(np.zeros(len(self.totals) * columns), np.repeat(self.totals, columns))

    def interval(self, atoms: Bools, column: int) -> tuple[int, int]:
        """Least and largest value that the visits of `atoms` in `column` can have, exactly.

        Raises ValueError when there is no solution (the releases contradict the known totals).
        """
        pull = self._pull(atoms, column)
        least = self._run(pull, self._known, self._bounds, whole=True)
        most = self._run(-pull, self._known, self._bounds, whole=True)
        if least is None or most is None:
            raise ValueError("the releases contradict the known totals")
        return round(float((pull * least).sum())), round(float((pull * most).sum()))

    def witness(self, pull: Floats, *, far: bool = False) -> Ints | None:
        """A whole solution (atoms × columns) towards the least `pull`; often not quite the least.

        `far` goes to the very edge of what is known, where it more often finds none (None).
        """
        for constraints in (self._known,) if far else (self._inside, self._known):
            corner = self._run(pull, constraints, self._bounds)
            if corner is None:
                continue
            corner = np.where(np.abs(corner - np.rint(corner)) < 1e-6, np.rint(corner), corner)
            beside = Bounds(np.floor(corner).ravel(), np.ceil(corner).ravel())
            found = self._run(pull, self._known, beside, whole=True)
            if found is not None:
                return np.rint(found).astype(np.int64)
        return None

    def findings(self, sets: Sequence[Bools], random: Random) -> Iterator[Finding]:
        """The counts of `sets` that could be small and are known too well.

        Safe: at least VALUES values are possible, or every split of the known total. Every whole
        solution is a witness for all counts at once, so most need no solving of their own.
        """
        seen = Seen(np.array(sets, dtype=np.int64), self.totals, self.columns)
        seen.open &= self._could_be_small(sets)
        self.look_around(seen, random)
        for number, column in np.argwhere(seen.open):
            if seen.open[number, column] and self.known_too_well(number, column, seen):
                yield Finding(sets[number], int(column))

    def look_around(self, seen: Seen, random: Random) -> None:
        """Collect witnesses, two opposite ones at a time, as long as they settle something."""
        generator = np.random.default_rng(random.getrandbits(64))
        idle = 0
        while seen.open.any() and idle < _IDLE:
            before = seen.open.sum()
            pull = seen.masks.T @ (generator.normal(size=seen.open.shape) * seen.open)
            for way in (pull, -pull):
                seen.add(self.witness(way))
            idle = 0 if seen.open.sum() < before else idle + 1

    def known_too_well(self, number: int, column: int, seen: Seen) -> bool:
        """Whether the count of set `number` in `column` could be small and is not safe.

        `seen` is what solutions have shown so far and takes in new ones. Witnesses first; then
        the bounds without whole numbers; HiGHS's full search at last.
        """
        atoms = seen.masks[number].astype(bool)
        pull, known = self._pull(atoms, column), int(self.totals[atoms].sum())
        if seen.least[number, column] > SMALL:
            # never seen small: most likely it cannot be
            corner = self._run(pull, self._known, self._bounds)
            if corner is not None and (pull * corner).sum() > SMALL + 1e-6:
                return False
        for far in (False, True):
            for way in (pull, -pull):
                seen.add(self.witness(way, far=far))
            if is_safe(seen.least[number, column], seen.most[number, column], known):
                return False
        outer = []
        for way in (pull, -pull):
            corner = self._run(way, self._known, self._bounds)
            if corner is None:
                return True
            outer.append(float((pull * corner).sum()))
        least, most = math.ceil(outer[0] - 1e-6), math.floor(outer[1] + 1e-6)
        if least > SMALL:
            return False
        if not is_safe(least, most, known):
            return True
        try:
            least, most = self.interval(atoms, column)
        except ValueError:
            return True
        return least <= SMALL and not is_safe(least, most, known)

    def _could_be_small(self, sets: Sequence[Bools]) -> Bools:
        """False where a released figure alone says that the count is above SMALL."""
        could = np.ones((len(sets), self.columns), dtype=bool)
        figures = {row.atoms.tobytes(): row.shown for row in self.released}
        for number, atoms in enumerate(sets):
            shown = figures.get(atoms.tobytes())
            if shown is not None:
                could[number] = np.array(shown) - (BASE - 1) <= SMALL
        return could

    def _pull(self, atoms: Bools, column: int) -> Floats:
        pull = np.zeros((len(self.totals), self.columns))
        pull[atoms, column] = 1
        return pull

    def _constraints(self, away: int) -> list[LinearConstraint]:
        """Known totals, and released figures at most `away` from the truth."""
        atoms, columns = len(self.totals), self.columns
        split = kron(eye_array(atoms), np.ones((1, columns)))
        found = [LinearConstraint(csr_array(split), self.totals, self.totals)]
        if self.released:
            masks = np.array([row.atoms for row in self.released], dtype=float)
            shown = np.array([row.shown for row in self.released]).ravel()
            sums = kron(csr_array(masks), eye_array(columns))
            found.append(LinearConstraint(csr_array(sums), shown - away, shown + away))
        return found

    def _run(
        self,
        costs: Floats,
        constraints: list[LinearConstraint],
        bounds: Bounds,
        *,
        whole: bool = False,
    ) -> Floats | None:
        found: Any = milp(
            costs.ravel(),
            constraints=constraints,
            bounds=bounds,
            integrality=np.ones(costs.size) if whole else None,
            options={"mip_rel_gap": 0.0, "time_limit": _PATIENCE_SECONDS},
        )
        if found.status != 0:
            return None
        values: Floats = found.x.reshape(costs.shape)
        return values


class Seen:
    """The least and largest value of each count in the solutions seen, and which are not yet
    shown to be safe."""

    def __init__(self, masks: Ints, totals: Ints, columns: int) -> None:
        self.masks = masks
        known = (masks @ totals)[:, None]
        self.known = np.repeat(known, columns, axis=1)
        self.least, self.most = self.known.copy(), np.zeros_like(self.known)
        self.open: Bools = self.known > 0

    def add(self, solution: Ints | None) -> None:
        """Take in a whole solution (None: there was none)."""
        if solution is None:
            return
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
