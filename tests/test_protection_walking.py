"""The quick attacker finds exactly what trying every possible truth finds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.protection.attacker import Attacker, ReleasedRow
from domain.protection.walking import Ints, Walker, bits_of
from domain.protection.witnesses import SMALL, VALUES, Bools, Seen
from tests.sizes import examples

COLUMNS = 3


def divisions(total: int, columns: int = COLUMNS) -> Iterator[tuple[int, ...]]:
    """Every way to divide `total` over the columns."""
    if columns == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in divisions(total - first, columns - 1):
            yield (first, *rest)


def shown_of(truth: int, draw: st.DataObject) -> int:
    return int(draw.draw(st.sampled_from(sorted({truth // 5 * 5, -(-truth // 5) * 5}))))


def some_house(data: st.DataObject) -> tuple[list[int], Ints, list[ReleasedRow]]:
    """Totals of three atoms, a truth, and released rows that explain it."""
    totals = data.draw(st.lists(st.integers(0, 9), min_size=3, max_size=3))
    truth = np.array([data.draw(st.sampled_from(list(divisions(total)))) for total in totals])
    masks = data.draw(
        st.lists(
            st.lists(st.booleans(), min_size=3, max_size=3).filter(any),
            min_size=1,
            max_size=4,
            unique_by=tuple,
        )
    )
    rows = []
    for mask in masks:
        atoms = np.array(mask)
        sums = truth[atoms].sum(axis=0)
        rows.append(ReleasedRow(atoms, tuple(shown_of(int(one), data) for one in sums)))
    return totals, truth, rows


def every_solution(totals: list[int], released: list[ReleasedRow]) -> Ints:
    every = np.array(list(product(*(list(divisions(total)) for total in totals))))
    for row in released:
        away = np.abs(every[:, row.atoms].sum(axis=1) - np.array(row.shown))
        every = every[(away <= 4).all(axis=1)]
    return every


def too_well_known(
    every: Ints, totals: list[int], sets: list[Bools], few: Bools
) -> set[tuple[int, object]]:
    """By definition: small counts with fewer than four values, and divisions ruled out."""
    found: set[tuple[int, object]] = set()
    for number, atoms in enumerate(sets):
        known = sum(total for total, inside in zip(totals, atoms, strict=True) if inside)
        values = every[:, atoms].sum(axis=1)
        if known >= VALUES:
            for column in range(COLUMNS):
                possible = set(values[:, column].tolist())
                if min(possible) <= SMALL and len(possible) < VALUES:
                    found.add((number, column))
        if known and (known < VALUES or (atoms.sum() == 1 and few[atoms].all())):
            for split in divisions(min(known, VALUES - 1)):
                if not (values >= np.array(split)).all(axis=1).any():
                    found.add((number, split))
    return found


def found_by(attacker: Attacker, sets: list[Bools], random: Random) -> set[tuple[int, object]]:
    """The same by the attacker: walks first, the solver for what they leave open."""
    masks = np.array(sets, dtype=np.int64)
    seen = Seen(masks, attacker.totals, COLUMNS, attacker.figures, attacker.few)
    attacker.look_around(seen, random)
    found: set[tuple[int, object]] = {
        (int(number), int(column))
        for number, column in np.argwhere(seen.open)
        if attacker.known_too_well(number, column, seen)
    }
    return found | {
        (int(seen.divided[place]), tuple(seen.splits[split].tolist()))
        for place, split in np.argwhere(seen.missing)
        if not attacker.may_divide(place, split, seen)
    }


EVERY_SET = [np.array(mask) for mask in product([False, True], repeat=3) if any(mask)]


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_the_attacker_agrees_with_trying_everything(data: st.DataObject) -> None:
    totals, _truth, released = some_house(data)
    few = np.array(data.draw(st.lists(st.booleans(), min_size=3, max_size=3)))
    attacker = Attacker(totals, COLUMNS, released, few)
    expected = too_well_known(every_solution(totals, released), totals, EVERY_SET, few)
    assert found_by(attacker, EVERY_SET, Random(1)) == expected
    flagged = {one.atoms.tobytes() for one in attacker.findings(EVERY_SET, Random(2))}
    assert flagged == {EVERY_SET[number].tobytes() for number, _ in expected}


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_figures_and_changes_agree_with_trying_everything(data: st.DataObject) -> None:
    """Of these four values are asked for whatever their size; -1 subtracts."""
    totals, _truth, released = some_house(data)
    signs = st.lists(st.integers(-1, 1), min_size=3, max_size=3)
    changes = data.draw(st.lists(signs.filter(lambda one: 1 in one and -1 in one), max_size=3))
    figures = [*(row.atoms for row in released), *(np.array(one) for one in changes)]
    every = every_solution(totals, released)
    expected = set()
    for figure in figures:
        known = int((figure * np.array(totals)).sum()) if figure.min() >= 0 else VALUES
        values = np.einsum("a,sac->sc", figure.astype(np.int64), every)
        if known >= VALUES and min(len(set(column)) for column in values.T.tolist()) < VALUES:
            expected.add((figure != 0).tobytes())
        if known < VALUES and too_well_known(every, totals, [figure], np.zeros(3, dtype=bool)):
            expected.add((figure != 0).tobytes())
    found = Attacker(totals, COLUMNS, released).findings([], Random(1), figures)
    assert {one.atoms.tobytes() for one in found} == expected


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_walk_never_leaves_the_solutions(data: st.DataObject) -> None:
    """After every kind of walk the totals hold and each figure is at most four away."""
    totals, truth, released = some_house(data)
    masks = np.array([row.atoms for row in released], dtype=np.int64)
    shown = np.array([row.shown for row in released])
    walker = Walker(truth, masks, shown - 4, shown + 4, Random(3))
    allowed = {one.tobytes() for one in every_solution(totals, released)}
    for atoms in EVERY_SET:
        inside, outside = np.flatnonzero(atoms).tolist(), bits_of(~atoms)
        goal = data.draw(st.integers(0, 12))
        for walk in (
            lambda: walker.wander(7),
            lambda: walker.centre(7),
            lambda: walker.push(inside, outside, goal % COLUMNS, goal),  # noqa: B023
            lambda: walker.reach(inside, outside, [goal % 2, 1, 1]),  # noqa: B023
        ):
            walk()
            assert walker.solution().tobytes() in allowed


@pytest.mark.parametrize("goal", [0, 7])
def test_a_push_says_whether_it_came_there(goal: int) -> None:
    walker = Walker(
        np.array([[3, 4], [4, 3]]),
        np.array([[1, 1]]),
        np.array([[1, 1]]),
        np.array([[9, 9]]),
        Random(0),
    )
    assert walker.push([0], 0b10, 0, goal)
    assert walker.at[0][0] == goal
    assert not walker.push([0, 1], 0, 0, 12), "nine is the most that the figure allows"
    assert sum(atom[0] for atom in walker.at) <= 9


def test_far_apart_is_not_enough_when_nothing_is_possible_between() -> None:
    """Two atoms of one visit each: 0, 1 and 2 are the splits, and each must be possible."""
    rows = [ReleasedRow(np.array([True, True]), (0, 5))]
    attacker = Attacker([1, 1], 2, rows)
    both = [np.array([True, True])]
    assert list(attacker.findings(both, Random(0))), "two visits of the first column are ruled out"
