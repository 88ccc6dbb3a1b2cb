"""The attacker finds what a release gives away, and the audit sees it without the truth."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.protection.attacker import Attacker, ReleasedRow, sets_to_ask
from domain.protection.audit import row_fails
from domain.protection.witnesses import Bools, is_safe


def mask(*atoms: int, of: int) -> Bools:
    found = np.zeros(of, dtype=bool)
    found[list(atoms)] = True
    return found


def one_row(total: int, *shown: int) -> Attacker:
    return Attacker([total], len(shown), [ReleasedRow(mask(0, of=1), shown)])


@pytest.mark.parametrize(
    ("total", "shown", "intervals"),
    [
        pytest.param(7, (10, 0), [(6, 7), (0, 1)], id="shown above the known total: pinned"),
        pytest.param(7, (5, 0), [(3, 7), (0, 4)], id="shown below it: open"),
        pytest.param(16, (0, 0, 0, 0), [(4, 4)] * 4, id="four times 0–4 that make sixteen"),
        pytest.param(3, (5, 0), [(1, 3), (0, 2)], id="three visits shown as five"),
        pytest.param(3, (0, 0), [(0, 3), (0, 3)], id="three visits shown as 0–4"),
        pytest.param(12, (10, 5), [(6, 11), (1, 6)], id="two figures"),
    ],
)
def test_what_one_row_and_its_known_total_tell(
    total: int, shown: tuple[int, ...], intervals: list[tuple[int, int]]
) -> None:
    attacker = one_row(total, *shown)
    everything = mask(0, of=1)
    assert [attacker.interval(everything, column) for column in range(len(shown))] == intervals


@pytest.mark.parametrize(
    ("total", "shown", "pinned"),
    [
        pytest.param(7, (10, 0), {1}, id="the small one is found, the six or seven is not small"),
        pytest.param(16, (0, 0, 0, 0), {0, 1, 2, 3}, id="all of them"),
        pytest.param(3, (5, 0), {1}, id="three in the second column are ruled out"),
        pytest.param(3, (0, 0), set(), id="every split of three"),
        pytest.param(12, (10, 5), set(), id="wide enough"),
    ],
)
def test_the_audit_names_the_counts_that_are_known_too_well(
    total: int, shown: tuple[int, ...], pinned: set[int]
) -> None:
    found = one_row(total, *shown).findings([mask(0, of=1)], Random(0))
    assert {one.column for one in found} == pinned


def test_months_and_their_quarter_are_not_differenced() -> None:
    # each month shows 5 (1–9), the quarter 0 (0–4): every month has one or two visits
    months = [ReleasedRow(mask(month, of=3), (5, 20)) for month in range(3)]
    quarter = ReleasedRow(mask(0, 1, 2, of=3), (0, 60))
    attacker = Attacker([21, 21, 21], 2, [*months, quarter])
    assert attacker.interval(mask(0, of=3), 0) == (1, 2)
    asked = sets_to_ask(3, [row.atoms for row in [*months, quarter]])
    assert any(one.column == 0 for one in attacker.findings(asked, Random(0)))
    apart = Attacker([21, 21, 21], 2, months)
    assert not any(apart.findings([row.atoms for row in months], Random(0)))


def test_nested_rows_are_differenced() -> None:
    # the evenings are one type and a date of four visits: at least two of them are of column 0
    evening, category = mask(0, 1, of=3), mask(0, of=3)
    attacker = Attacker(
        [40, 4, 30], 2, [ReleasedRow(evening, (30, 15)), ReleasedRow(category, (25, 20))]
    )
    rest = mask(1, of=3)
    assert any((one == rest).all() for one in sets_to_ask(3, [evening, category]))
    assert attacker.interval(rest, 0) == (2, 4)
    assert any((one.atoms == rest).all() for one in attacker.findings([rest], Random(0)))


def test_releases_that_contradict_the_known_total_are_an_error() -> None:
    with pytest.raises(ValueError):
        one_row(30, 0, 0).interval(mask(0, of=1), 0)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=2, max_size=5), st.data())
def test_a_row_alone_needs_no_solver(truth: list[int], data: st.DataObject) -> None:
    shown = tuple(
        data.draw(st.sampled_from(sorted({value // 5 * 5, -(-value // 5) * 5}))) for value in truth
    )
    total = sum(truth)
    found = any(one_row(total, *shown).findings([], Random(0), [mask(0, of=1)]))
    assert row_fails(shown, total) is (found and total > 0)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_solver_agrees_with_trying_everything(data: st.DataObject) -> None:
    """Two atoms, two columns, three released rows: small enough to list every possible truth."""
    totals = data.draw(st.tuples(st.integers(0, 12), st.integers(0, 12)))
    truth = [data.draw(st.integers(0, total)) for total in totals]
    rows = [mask(0, of=2), mask(1, of=2), mask(0, 1, of=2)]
    released = []
    for row in rows:
        first = sum(truth[atom] for atom in range(2) if row[atom])
        rest = sum(totals[atom] for atom in range(2) if row[atom]) - first
        shown = [
            data.draw(st.sampled_from(sorted({value // 5 * 5, -(-value // 5) * 5})))
            for value in (first, rest)
        ]
        released.append(ReleasedRow(row, tuple(shown)))
    possible = [
        (a, b)
        for a in range(totals[0] + 1)
        for b in range(totals[1] + 1)
        if all(
            abs(
                sum(v for v, inside in zip((a, b), row.atoms, strict=True) if inside) - row.shown[0]
            )
            <= 4
            and abs(
                sum(
                    total - v
                    for v, total, inside in zip((a, b), totals, row.atoms, strict=True)
                    if inside
                )
                - row.shown[1]
            )
            <= 4
            for row in released
        )
    ]
    attacker = Attacker(totals, 2, released)
    for atom in range(2):
        values = [one[atom] for one in possible]
        assert attacker.interval(mask(atom, of=2), 0) == (min(values), max(values))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_a_part_of_a_safe_atom_is_safe(total: int, part: int, one: int, other: int) -> None:
    """Inside an atom only its sums are known. When each column of the atom is safe or large, a
    date or activity that is a part of it is safe wherever its count could be small."""
    part = min(part, total)
    least, most = sorted((min(one, total), min(other, total)))
    rest_least, rest_most = total - most, total - least  # all other columns together
    if not (is_safe(least, most, total) and is_safe(rest_least, rest_most, total)):
        return
    low, high = max(0, least - (total - part)), min(part, most)
    assert is_safe(low, high, part) or low > 4
