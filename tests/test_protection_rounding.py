"""Controlled rounding: additive, within 4 of the truth, fair, and nothing is ruled out."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.protection.rounding import Ints, NoRounding, round_tables
from tests.sizes import examples

COLUMNS = 4


@st.composite
def linked_tables(draw: st.DrawFn) -> list[Ints]:
    """Up to four tables that divide the same dates by another characteristic each."""
    dates = draw(
        st.lists(st.lists(st.integers(0, 9), min_size=COLUMNS, max_size=COLUMNS), max_size=25)
    )
    visits = np.array(dates, dtype=np.int64).reshape(len(dates), COLUMNS)
    tables = []
    for rows in draw(st.lists(st.integers(1, 5), min_size=1, max_size=4)):
        labels = draw(st.lists(st.integers(0, rows - 1), min_size=len(dates), max_size=len(dates)))
        table = np.zeros((rows, COLUMNS), dtype=np.int64)
        np.add.at(table, np.array(labels, dtype=np.int64), visits)
        tables.append(table)
    return tables


@settings(max_examples=examples(150), deadline=None)
@given(linked_tables(), st.integers(0, 10**6))
def test_every_figure_and_margin_is_a_multiple_of_five_next_to_the_truth(
    tables: list[Ints], seed: int
) -> None:
    try:
        drawn = round_tables(tables, Random(seed))
    except NoRounding:
        assert len(tables) > 2, "one table, or two with a common margin, can always be rounded"
        return
    for truth, shown in zip(tables, drawn, strict=True):
        for margin in (None, 0, 1):
            exact = truth if margin is None else truth.sum(axis=margin)
            figure = shown if margin is None else shown.sum(axis=margin)
            assert (figure % 5 == 0).all()
            assert np.abs(figure - exact).max(initial=0) <= 4
        assert abs(int(shown.sum()) - int(truth.sum())) <= 4
        assert (shown.sum(axis=0) == drawn[0].sum(axis=0)).all(), "one house, one margin"


@pytest.mark.parametrize(
    "truth",
    [
        pytest.param([[1, 2, 3, 4]], id="one row of small counts"),
        pytest.param([[7, 1, 0], [3, 12, 4]], id="two rows"),
        pytest.param([[1, 1, 1], [1, 1, 1], [1, 1, 1]], id="ones only"),
        pytest.param([[38, 1, 1, 2], [6, 9, 13, 0], [5, 10, 20, 1]], id="one service dominates"),
    ],
)
def test_on_average_every_figure_is_the_truth(truth: list[list[int]]) -> None:
    draws = 600
    table = np.array(truth, dtype=np.int64)
    error = np.zeros(table.shape)
    random = Random(7)
    for _ in range(draws):
        error += round_tables([table], random)[0] - table
    # the standard deviation of one draw is at most 2.5
    assert np.abs(error / draws).max() < 4 * 2.5 / np.sqrt(draws)


def test_linked_tables_are_fair_too() -> None:
    random = Random(3)
    visits = np.array([[random.randint(0, 6) for _ in range(5)] for _ in range(60)])
    tables = []
    for rows in (6, 2, 4, 5):
        table = np.zeros((rows, 5), dtype=np.int64)
        np.add.at(table, np.array([random.randrange(rows) for _ in visits]), visits)
        tables.append(table)
    draws = 80
    error = [np.zeros(table.shape) for table in tables]
    for _ in range(draws):
        for sums, shown, truth in zip(error, round_tables(tables, random), tables, strict=True):
            sums += shown - truth
    means = np.concatenate([sums.ravel() / draws for sums in error])
    assert np.abs(means).max() < 5 * 2.5 / np.sqrt(draws)
    assert abs(means.mean()) < 0.05


def test_every_rounding_that_adds_up_can_come_out() -> None:
    # [1, 2, 3] adds up to 6: either 5 or 10, so one or two of the three cells rise
    random = Random(1)
    seen = Counter(
        tuple(int(cell) for cell in round_tables([np.array([[1, 2, 3]])], random)[0][0])
        for _ in range(600)
    )
    assert set(seen) == {
        (5, 0, 0), (0, 5, 0), (0, 0, 5), (5, 5, 0), (5, 0, 5), (0, 5, 5)
    }  # fmt: skip


def test_multiples_of_five_stay() -> None:
    table = np.array([[5, 10], [0, 20]])
    assert (round_tables([table], Random(0))[0] == table).all()


def test_tables_of_different_dates_are_refused() -> None:
    with pytest.raises(ValueError, match="column sums"):
        round_tables([np.array([[1, 2]]), np.array([[1, 3]])], Random(0))
