"""The attack on ourselves: a year of random houses, no count of 1–4 known too well."""

from pathlib import Path

import pytest

from benchmarks.attack import attack, attack_house
from benchmarks.attack_result import Result
from benchmarks.random_houses import week


def assert_nobody_is_pinned(result: Result) -> None:
    assert result.small > 100 * result.houses, "the attack must have had something to find"
    assert result.pins == []
    assert result.pinned == 0


@pytest.mark.timeout(600)
def test_no_count_of_a_house_is_pinned() -> None:
    assert_nobody_is_pinned(attack(1, first_seed=2))


@pytest.mark.timeout(600)
def test_without_the_audit_the_same_attack_finds_people() -> None:
    """The attack can find something: this house released without an audit gives people away."""
    assert attack_house(week(), 4, unaudited=True).pinned


def test_an_attack_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A house that is done is not attacked again; one that was cut short is."""
    tried: list[int] = []

    def quick(slots: object, seed: int, **_: object) -> Result:
        tried.append(seed)
        return Result(houses=1, small=seed)

    monkeypatch.setattr("benchmarks.attack.attack_house", quick)
    state = tmp_path / "state.jsonl"
    attack(2, state=state)
    state.write_text(state.read_text("utf-8")[:-9], "utf-8")
    assert attack(3, state=state).small == 6
    assert tried == [1, 2, 2, 3]


@pytest.mark.long
@pytest.mark.timeout(6 * 3600)
def test_no_count_of_a_thousand_houses_is_pinned() -> None:
    assert_nobody_is_pinned(attack(1000))
