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
from domain.protection.walking import Ints, Walker
from domain.protection.witnesses import (
    SMALL,
    VALUES,
    Bools,
    Figures,
    Seen,
    is_safe,
    settle,
)

Floats = NDArray[np.float64]

_AWAY = BASE - 1
"""How far a released figure is from the truth at most."""
_NEAR = 1e-6
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

    def __init__(
        self,
        totals: Sequence[int],
        columns: int,
        released: Sequence[ReleasedRow],
        few: Bools | None = None,
    ) -> None:
        """`totals` of the atoms; `few`: which of them hold a date of 1 to VALUES - 1 visits."""
        self.totals = np.asarray(totals, dtype=np.int64)
        self.columns = columns
        self.few: Bools = np.zeros(len(totals), dtype=bool) if few is None else few
        self.released = tuple(released)
        shown = np.array([row.shown for row in released], dtype=np.int64).reshape(-1, columns)
        masks = np.array([row.atoms for row in released], dtype=np.int64)
        self.figures = Figures(masks.reshape(-1, len(totals)), shown - _AWAY, shown + _AWAY)
        self._known = self._constraints(BASE - 1)
        self._inside = self._constraints(BASE - 2)
        """A little stricter, so that a solution that is not whole has whole ones beside it."""
        self._bounds = Bounds(np.zeros(len(self.totals) * columns), np.repeat(self.totals, columns))

    def interval(self, atoms: Bools | Ints, column: int) -> tuple[int, int]:
        """Least and largest value that the visits of `atoms` in `column` can have, exactly.

        Atoms that count -1 are subtracted. Raises ValueError when there is no solution (the
        releases contradict the known totals) or it was not found in time.
        """
        pull = self._pull(atoms, column)
        least = self._run(pull, self._known, self._bounds, whole=True)
        most = self._run(-pull, self._known, self._bounds, whole=True)
        if least is None or most is None:
            raise ValueError("the releases contradict the known totals")
        return round(float((pull * least).sum())), round(float((pull * most).sum()))

    def witness(self, pull: Floats) -> Ints | None:
        """A whole solution (atoms × columns) towards the least `pull`; often not quite the least.

        None when HiGHS finds none: mostly because there is none.
        """
        for constraints in (self._inside, self._known):
            corner = self._run(pull, constraints, self._bounds)
            if corner is None:
                continue
            corner = np.where(np.abs(corner - np.rint(corner)) < _NEAR, np.rint(corner), corner)
            beside = Bounds(np.floor(corner).ravel(), np.ceil(corner).ravel())
            found = self._run(pull, self._known, beside, whole=True)
            if found is not None:
                return np.rint(found).astype(np.int64)
        found = self._run(pull, self._known, self._bounds, whole=True)
        return None if found is None else np.rint(found).astype(np.int64)

    def findings(
        self, sets: Sequence[Bools], random: Random, figures: Sequence[Bools | Ints] = ()
    ) -> Iterator[Finding]:
        """What is known too well: counts of `sets` that could be small, and `figures`.

        Safe: at least VALUES values are possible, or every split of a known total below that. Of
        `figures` (released rows, and changes from one to another, where an atom counts -1) VALUES
        values are asked for whatever their size, so that no change between two releases, in this
        quarter or from one to the next, is known better than that. Every whole solution is a
        witness for all counts at once, so most need no solving of their own.
        """
        masks = np.array([*figures, *sets], dtype=np.int64)
        seen = Seen(masks, self.totals, self.columns, self.figures, self.few)
        self.look_around(seen, random)
        for number, column in np.argwhere(seen.open):
            if seen.open[number, column] and self.known_too_well(
                number, column, seen, always=number < len(figures)
            ):
                yield Finding(masks[number] != 0, int(column))
        for place, split in np.argwhere(seen.missing):
            if seen.missing[place, split] and not self.may_divide(place, split, seen):
                yield Finding(masks[seen.divided[place]] != 0, int(seen.splits[split].argmax()))

    def look_around(self, seen: Seen, random: Random, start: Ints | None = None) -> Walker | None:
        """Collect witnesses from `start` (any whole solution) on, until walking settles no more.

        Returns where it stands; None when there is no whole solution to start from.
        """
        if start is None:
            generator = np.random.default_rng(random.getrandbits(64))
            start = self.witness(generator.normal(size=(len(self.totals), self.columns)))
            if start is None:
                return None
        walker = Walker(start, self.figures.masks, self.figures.low, self.figures.high, random)
        seen.add(start)
        settle(seen, walker, random)
        return walker

    def known_too_well(self, number: int, column: int, seen: Seen, *, always: bool = False) -> bool:
        """Whether the count of set `number` in `column` could be small and has too few values.

        `always`: has too few values, small or not. `seen` is what a walk has shown. The bounds
        without whole numbers come first; then each value by HiGHS's full search, as whole
        solutions far apart may have none between them.
        """
        pull = self._pull(seen.masks[number], column)
        outer = []
        for way in (pull, -pull):
            corner = self._run(way, self._known, self._bounds)
            if corner is None:
                return True
            outer.append(float((pull * corner).sum()))
            if not always and outer[0] > SMALL + _NEAR:
                return False
        least, most = math.ceil(outer[0] - _NEAR), math.floor(outer[1] + _NEAR)
        if not is_safe(least, most, seen.known[number, column]):
            return True
        met = range(int(seen.least[number, column]), int(seen.most[number, column]) + 1)
        if seen.apart[number, 0] > VALUES - 1:
            met = range(0)
        possible = 0
        for value in range(least, most + 1):
            if value in met or self._is_possible(pull, value):
                possible += 1
            elif value == SMALL and not possible and not always:
                return False
            if possible >= VALUES:
                return False
        return True

    def _is_possible(self, pull: Floats, value: int) -> bool:
        exactly = LinearConstraint(csr_array(pull.reshape(1, -1)), value, value)
        return self._run(pull, [*self._known, exactly], self._bounds, whole=True) is not None

    def may_divide(self, place: int, split: int, seen: Seen) -> bool:
        """Whether a division that no walk has met is possible after all, by HiGHS's full search."""
        atoms, wanted = seen.masks[seen.divided[place]], seen.splits[split]
        sums = kron(csr_array(atoms[None, :].astype(float)), eye_array(self.columns))
        at_least = LinearConstraint(csr_array(sums), wanted, np.full(self.columns, np.inf))
        found = self._run(self._pull(atoms, 0), [*self._known, at_least], self._bounds, whole=True)
        return found is not None

    def _pull(self, atoms: Bools | Ints, column: int) -> Floats:
        pull = np.zeros((len(self.totals), self.columns))
        pull[:, column] = atoms
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


def sets_to_ask(atoms: int, released: Sequence[Bools], more: Sequence[Bools] = ()) -> list[Bools]:
    """Every atom, every released row, what two rows share or one has beyond the other, and `more`.

    Of dates inside an atom nothing more can be known than of the atom: when it keeps four values or
    every split, so does each part (tests/test_protection_attacker.py).
    """
    found: dict[bytes, Bools] = {}
    singles = list(np.eye(atoms, dtype=bool))
    pairs = [
        both
        for number, first in enumerate(released)
        for second in released[number + 1 :]
        for both in (first & second, first & ~second, second & ~first)
    ]
    for mask in [*singles, *released, *pairs, *more]:
        if mask.any():
            found.setdefault(mask.tobytes(), mask)
    return list(found.values())
