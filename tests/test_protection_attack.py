"""The attack on ourselves: a year of random houses, no count of 1–4 known too well."""

import pytest

from benchmarks.attack import attack


def assert_nobody_is_pinned(houses: int, workers: int, first_seed: int) -> None:
    result = attack(houses, first_seed=first_seed, workers=workers)
    assert result.small > 100 * houses, "the attack must have had something to find"
    assert result.pins == []
    assert result.pinned == 0


@pytest.mark.timeout(600)
def test_no_count_of_a_house_is_pinned() -> None:
    assert_nobody_is_pinned(houses=1, workers=1, first_seed=2)


@pytest.mark.long
@pytest.mark.timeout(6 * 3600)
def test_no_count_of_a_thousand_houses_is_pinned() -> None:
    assert_nobody_is_pinned(houses=1000, workers=2, first_seed=1)
