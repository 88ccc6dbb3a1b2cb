"""Random controlled rounding to base 5 of tables that share their column margins.

Every cell, row margin, column margin and the grand total goes to one of the two multiples of five
next to it (a multiple of five stays), so that each is within 4 of the truth, and all tables have
the same column margins. L. H. Cox, "A constructive procedure for unbiased controlled rounding",
JASA 82 (1987); A. Hundepool et al., "Handbook on Statistical Disclosure Control", ch. 5.

Cox walks along cycles of one table from the fractions (remainder / 5) to 0 or 1, each step a fair
game. We walk the same way in the null space of all tables' equations at once: the mean of every
figure stays the truth. As the direction is drawn from the whole null space, every rounding that
keeps the equations can come out: an attacker who knows the method can rule none of them out.
Several linked tables can leave a corner that is not whole; HiGHS then finds the nearest whole one
(the only step that is not exactly unbiased).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from domain.protection.tables import BASE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NEAR = 1e-7


class NoRounding(Exception):
    """No controlled rounding of these tables exists (three or more linked tables can do that)."""


@dataclass(frozen=True, slots=True)
class _Equations:
    """Cells and margins in units of five: matrix · variables = 0."""

    matrix: Floats
    truth: Ints
    """Value of every variable: cells table by table, their row margins, column margins, total."""
    shapes: tuple[tuple[int, int], ...]


def round_tables(tables: list[Ints], random: Random) -> list[Ints]:
    """A random controlled rounding of tables (rows × columns) with equal column sums.

    Raises NoRounding when there is none, ValueError when the column sums differ.
    """
    equations = _equations(tables)
    fractions = (equations.truth % BASE) / BASE
    walked = _walk(equations.matrix, fractions, random)
    floors = equations.truth // BASE
    whole = np.rint(walked).astype(np.int64)
    if np.abs(walked - whole).max(initial=0) > _NEAR or np.any(equations.matrix @ (floors + whole)):
        whole = _nearest_whole(equations.matrix, floors, fractions, walked, random)
    return _unpack((floors + whole) * BASE, equations.shapes)


def _equations(tables: list[Ints]) -> _Equations:
    sums = tables[0].sum(axis=0)
    if any(not np.array_equal(table.sum(axis=0), sums) for table in tables):
        raise ValueError("linked tables have the same column sums")
    columns = len(sums)
    shapes = tuple((int(table.shape[0]), columns) for table in tables)
    cells = sum(rows * columns for rows, columns in shapes)
    rows_in_all = sum(rows for rows, _ in shapes)
    first_column = cells + rows_in_all
    truth = np.concatenate(
        [table.ravel() for table in tables]
        + [table.sum(axis=1) for table in tables]
        + [sums, [sums.sum()]]
    ).astype(np.int64)
    matrix = np.zeros((rows_in_all + len(tables) * columns + 1, len(truth)))
    line, cell, margin = 0, 0, cells
    for rows, _ in shapes:
        for row in range(rows):
            matrix[line, cell + row * columns : cell + (row + 1) * columns] = 1
            matrix[line, margin + row] = -1
            line += 1
        for column in range(columns):
            matrix[line, cell + column : cell + rows * columns : columns] = 1
            matrix[line, first_column + column] = -1
            line += 1
        cell, margin = cell + rows * columns, margin + rows
    matrix[line, first_column : first_column + columns] = 1
    matrix[line, -1] = -1
    return _Equations(matrix, truth, shapes)


def _walk(matrix: Floats, start: Floats, random: Random) -> Floats:
    """From `start` to a corner of {0 ≤ point ≤ 1, matrix · step = 0} by fair steps."""
    point = start.copy()
    free = np.flatnonzero((point > _NEAR) & (point < 1 - _NEAR))
    while len(free):
        direction = _null_direction(matrix[:, free], random)
        if direction is None:
            break
        here = point[free]
        with np.errstate(divide="ignore"):
            room_up = np.where(direction > 0, (1 - here) / direction, -here / direction)
            room_down = np.where(direction > 0, here / direction, -(1 - here) / direction)
        up = float(room_up[direction != 0].min())
        down = float(room_down[direction != 0].min())
        step = up if random.random() * (up + down) < down else -down
        here = here + step * direction
        here[np.abs(here) < _NEAR] = 0
        here[np.abs(here - 1) < _NEAR] = 1
        point[free] = here
        free = free[(here > 0) & (here < 1)]
    return point


def _null_direction(matrix: Floats, random: Random) -> Floats | None:
    """A direction of the null space, all equally likely; None when there is only zero."""
    used = matrix[np.any(matrix != 0, axis=1)]
    gauss = np.array([random.gauss(0, 1) for _ in range(matrix.shape[1])])
    if not len(used):
        return gauss
    weights = np.linalg.lstsq(used @ used.T, used @ gauss, rcond=1e-10)[0]
    direction: Floats = gauss - used.T @ weights
    size = float(np.abs(direction).max())
    if size < 1e-6:
        return None
    direction[np.abs(direction) < 1e-10 * size] = 0
    return direction / size


def _nearest_whole(
    matrix: Floats, floors: Ints, fractions: Floats, walked: Floats, random: Random
) -> Ints:
    """The whole point nearest to where the walk stopped, ties broken at random."""
    ties = np.array([random.random() for _ in range(len(walked))])
    may_rise = (fractions > 0).astype(float)
    target = -(matrix @ floors)
    found: Any = milp(
        1 - 2 * walked + 1e-3 * (ties - 0.5),
        constraints=LinearConstraint(csr_array(matrix), target, target),
        bounds=Bounds(np.zeros(len(walked)), may_rise),
        integrality=np.ones(len(walked)),
    )
    if found.x is None:
        raise NoRounding
    nearest: Ints = np.rint(found.x).astype(np.int64)
    return nearest


def _unpack(values: Ints, shapes: tuple[tuple[int, int], ...]) -> list[Ints]:
    tables, at = [], 0
    for rows, columns in shapes:
        tables.append(values[at : at + rows * columns].reshape(rows, columns))
        at += rows * columns
    return tables
