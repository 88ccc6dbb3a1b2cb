"""What witnesses have shown to be possible, and when that is enough.

A witness is a whole solution: it explains the known totals and every released figure. Each is one
for all counts at once, so a count seldom needs one of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.protection.walking import PATIENCE, Ints, Walker, bits_of

Bools = NDArray[np.bool_]
Floats32 = NDArray[np.float32]

SMALL = 4
"""Counts up to this one may point at a person."""
VALUES = 4
"""As many values a small count must keep (or every split of its known total)."""
_STROLLS = 4
"""Witnesses taken near the middle before counts are pushed one by one."""
_CENTRE = 30
"""Moves per atom that are tried towards the middle."""
_PATIENCE = (1, 6, 40)
"""How hard a question is tried, round by round: most settle themselves while others are tried."""


def is_safe(least: Any, most: Any, known: Any, apart: Any = VALUES - 1) -> Any:
    """Whether an interval leaves enough open; for whole numbers or arrays of them."""
    return (most - least >= apart) | ((least == 0) & (most == known))


@dataclass(frozen=True, slots=True)
class Figures:
    """The released figures: which atoms each row holds, and what it may be per column."""

    masks: Ints
    """Rows × atoms, 0 or 1."""
    low: Ints
    """Rows × columns, as `high` inclusive."""
    high: Ints


class Seen:
    """What the solutions seen have shown of each count, and what they have not yet shown.

    Of a set with a known total of VALUES or more: the least and largest value per column. All
    values between two that a walk has seen are possible, because one step changes a count by at
    most one. Of a set with less: every way to divide its total over the columns. And of an atom
    that holds dates with less, every way to divide VALUES - 1 of its visits: what the date is.

    Each solution stands for many: the visits of any one atom may be divided anew as far as every
    figure that the atom is in has room, column by column.
    """

    keeps_all = False
    """Whether to follow counts that are already shown to be safe, too."""

    def __init__(
        self, masks: Ints, totals: Ints, columns: int, figures: Figures, few: Bools
    ) -> None:
        """`masks` (sets × atoms) says which atoms a set holds (-1: it is a change, from these to
        the others), `totals` their known totals, `few` which atoms hold a date of 1 to VALUES - 1
        visits."""
        self.masks, self.totals = masks, totals
        change: Bools = np.less(masks.min(axis=1, keepdims=True), 0)
        self._masks = masks.astype(np.float32)  # whole numbers below 2**24 are exact, and fast
        self._rows = figures.masks.astype(np.float32)
        self._low, self._high = figures.low.astype(np.float32), figures.high.astype(np.float32)
        self._rows_of = _padded(figures.masks)
        known = (masks @ totals)[:, None]
        # a change has no known total: only the number of its values counts
        self.known = np.where(change, np.inf, np.repeat(known, columns, axis=1)).astype(np.float32)
        self.apart = np.where(change, 2, 1) * (VALUES - 1)
        """Between a count's extremes every value was seen: a step changes it by one at most. It
        changes a change by two, so that its extremes must be twice as far apart."""
        self.least, self.most = np.full_like(self.known, np.inf), np.full_like(self.known, -np.inf)
        self.open: Bools = self.known >= VALUES
        """Counts (set, column) that are not yet shown to be safe."""
        alone = np.abs(masks).sum(axis=1) == 1
        self._single = np.where(alone, masks.argmax(axis=1), -1)
        asked = (known[:, 0] < VALUES) | (alone & (masks @ few > 0))
        self.divided = np.flatnonzero((known[:, 0] > 0) & asked & ~change[:, 0])
        """Numbers of the sets of which divisions are asked."""
        self.splits = _splits(columns)
        self.missing: Bools = self.splits.sum(axis=1) == np.minimum(known[self.divided], VALUES - 1)
        """Divisions (place in `divided`, place in `splits`) that were not seen yet."""

    def add(self, solution: Ints, *, thorough: bool = False) -> None:
        """Take in a whole solution; `thorough` also what it stands for in sets of several atoms."""
        point = solution.astype(np.float32)
        more, less = self._room(point)
        asked = np.flatnonzero(self.keeps_all | self.open.any(axis=1))
        values = self._masks[asked] @ point
        self._widen(asked, values, values)
        up = np.minimum(more, less.sum(axis=1, keepdims=True) - less)
        down = np.minimum(less, more.sum(axis=1, keepdims=True) - more)
        left = self.open[asked].any(axis=1)
        alone = np.flatnonzero(left & (self._single[asked] >= 0))
        atoms = self._single[asked[alone]]
        self._widen(asked[alone], values[alone] - down[atoms], values[alone] + up[atoms])
        several = np.flatnonzero(left & (self._single[asked] < 0))
        if thorough and len(several):
            signs = self._masks[asked[several], :, None]
            rise = np.maximum(signs * up, -signs * down).max(axis=1)
            fall = np.maximum(signs * down, -signs * up).max(axis=1)
            self._widen(asked[several], values[several] - fall, values[several] + rise)
        self._divide(point, more, less)

    def _widen(self, sets: Ints, least: Floats32, most: Floats32) -> None:
        self.least[sets] = np.minimum(self.least[sets], least)
        self.most[sets] = np.maximum(self.most[sets], most)
        self.open[sets] &= ~is_safe(
            self.least[sets], self.most[sets], self.known[sets], self.apart[sets]
        )

    def divide(self, solution: Ints) -> None:
        """Take in a whole solution for the divisions only, which is quicker."""
        point = solution.astype(np.float32)
        self._divide(point, *self._room(point))

    def _room(self, point: Floats32) -> tuple[Floats32, Floats32]:
        """How many visits more and less each atom may have per column, the others as they are."""
        sums = self._rows @ point
        none = np.full((1, point.shape[1]), np.inf, dtype=np.float32)
        more = np.concatenate([self._high - sums, none])[self._rows_of].min(axis=1)
        less = np.concatenate([sums - self._low, none])[self._rows_of].min(axis=1)
        whole = point.sum(axis=1, keepdims=True)
        return np.minimum(more, whole - point), np.minimum(less, point)

    def _divide(self, point: Floats32, more: Floats32, less: Floats32) -> None:
        left = np.flatnonzero(self.missing.any(axis=1))
        if not len(left):
            return
        atoms = self._single[self.divided[left]]
        values = self._masks[self.divided[left]] @ point
        several = (atoms < 0)[:, None]
        top = values + np.where(several, 0, more[atoms])
        bottom = values - np.where(several, 0, less[atoms])
        least = np.maximum(self.splits, bottom[:, None, :])
        met = (least <= top[:, None, :]).all(axis=2)
        met &= least.sum(axis=2) <= values.sum(axis=1, keepdims=True)
        self.missing[left] &= ~met


def _padded(masks: Ints) -> Ints:
    """Per atom the numbers of its rows, filled up with the number after the last row."""
    rows = [np.flatnonzero(column) for column in masks.T]
    longest = max((len(one) for one in rows), default=0)
    found = np.full((masks.shape[1], max(1, longest)), masks.shape[0], dtype=np.int64)
    for atom, one in enumerate(rows):
        found[atom, : len(one)] = one
    return found


def _splits(columns: int) -> Ints:
    """Every way to divide 1 to VALUES - 1 visits over the columns."""
    found = [
        np.bincount(chosen, minlength=columns)
        for visits in range(1, VALUES)
        for chosen in combinations_with_replacement(range(columns), visits)
    ]
    return np.array(found, dtype=np.int64)


def settle(seen: Seen, walker: Walker, random: Random) -> None:
    """Walk to wherever a count that is open would be larger or smaller than ever seen, and to the
    divisions that were not seen."""
    for _ in range(_STROLLS):
        walker.wander(len(walker.at))
        walker.centre(_CENTRE * len(walker.at))
        seen.add(walker.solution(), thorough=True)
    for patience in _PATIENCE:
        for number, column in _shuffled(seen.open, random):
            further = int(seen.apart[number, 0])
            for extreme, away in ((seen.least, further), (seen.most, -further)):
                if seen.open[number, column]:
                    goal = extreme[number, column] + away
                    push(seen, walker, number, column, goal, patience)
        for place, split in _shuffled(seen.missing, random):
            if seen.missing[place, split]:
                inside, outside = _sides(seen.masks[seen.divided[place]])
                if walker.reach(inside, outside, seen.splits[split].tolist(), patience):
                    seen.divide(walker.solution())


def _shuffled(questions: Bools, random: Random) -> list[tuple[int, int]]:
    found = [(int(row), int(column)) for row, column in np.argwhere(questions)]
    random.shuffle(found)
    return found


def _sides(mask: Ints | Bools) -> tuple[list[int], int]:
    return np.flatnonzero(mask).tolist(), bits_of(mask == 0)


def push(
    seen: Seen, walker: Walker, number: int, column: int, goal: float, patience: int = PATIENCE
) -> None:
    """Walk towards the solution where the count of set `number` in `column` is `goal`.

    Of a change the atoms that it counts go up or down; the others follow or stay.
    """
    mask = seen.masks[number]
    inside, outside = _sides(mask > 0)
    here = [row[column] for row in walker.at]
    now = sum(int(sign) * visits for sign, visits in zip(mask, here, strict=True) if sign)
    plus, known = sum(here[atom] for atom in inside), int(seen.totals[inside].sum())
    aim = max(0, min(known, plus + round(goal) - now))
    there = walker.push(inside, outside, column, aim, patience)
    if there or patience == PATIENCE:
        seen.add(walker.solution())
