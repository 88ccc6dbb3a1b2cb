"""What is released of a month and a quarter: rows joined, tables withheld, everything audited."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.protection import (
    OTHER,
    CountedDate,
    Month,
    Shown,
    Withheld,
    protect_month,
    protect_quarter,
    release,
)
from domain.protection.attacker import Attacker, ReleasedRow
from domain.protection.audit import Audit

MONTHS = ("2026-04", "2026-05", "2026-06")


def counted(*visits: int, part: str = "2026-04", **rows: str) -> CountedDate:
    return CountedDate(part, rows, visits)


def house(sizes: dict[str, int], *, dates: int = 12, seed: int = 1) -> list[CountedDate]:
    """A quarter with one type per size (visits a date, three services and "ved ikke")."""
    random = Random(seed)
    found = []
    for row, size in sizes.items():
        for number in range(dates):
            visits = [0, 0, 0, 0]
            for _ in range(size):
                visits[random.choices(range(4), (5, 3, 1, 1))[0]] += 1
            found.append(CountedDate(MONTHS[number % 3], {"type": row}, tuple(visits)))
    return found


@pytest.mark.parametrize(
    ("dates", "reason"),
    [
        pytest.param([], "no-visits", id="no date"),
        pytest.param([counted(0, 0)], "no-visits", id="nobody came"),
        pytest.param([counted(20, 9)], "few-visits", id="29 visits"),
        pytest.param([counted(20, 10)], None, id="30 visits"),
    ],
)
def test_a_month_with_too_few_visits_is_withheld(
    dates: Sequence[CountedDate], reason: str | None
) -> None:
    outcome = protect_month(dates, Random(0))
    if reason:
        assert outcome == Withheld(reason)
    else:
        assert isinstance(outcome, Shown)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 12)] * 5), min_size=1, max_size=20), st.integers(0, 10**6)
)
def test_a_month_adds_up_and_is_within_four(
    visits: list[tuple[int, int, int, int, int]], seed: int
) -> None:
    dates = [counted(*one) for one in visits]
    outcome = protect_month(dates, Random(seed))
    truth = np.sum(visits, axis=0)
    if isinstance(outcome, Withheld):
        assert truth.sum() < 30
        return
    assert np.abs(np.array(outcome.cells[0]) - truth).max() <= 4
    assert abs(outcome.total - truth.sum()) <= 4


def test_a_month_is_fair() -> None:
    dates = [counted(17, 3, 8, 1), counted(4, 4, 2, 2)]
    random, draws = Random(5), 400
    shown = np.zeros(4)
    for _ in range(draws):
        outcome = protect_month(dates, random)
        assert isinstance(outcome, Shown)
        shown += outcome.cells[0]
    assert np.abs(shown / draws - (21, 7, 10, 3)).max() < 4 * 2.5 / np.sqrt(draws)


@pytest.mark.parametrize(
    ("sizes", "rows", "joined"),
    [
        pytest.param({"a": 9, "b": 8}, {"a", "b"}, (), id="all stand alone"),
        pytest.param(
            {"a": 9, "b": 8, "c": 1, "d": 2}, {"a", "b", OTHER}, ("c", "d"), id="two small join"
        ),
        pytest.param(
            {"a": 9, "b": 8, "c": 6, "d": 1}, {"a", "b", OTHER}, ("c", "d"),
            id="a small one alone takes the next smallest along",
        ),
    ],
)  # fmt: skip
def test_rows_too_small_to_stand_alone_join(
    sizes: dict[str, int], rows: set[str], joined: tuple[str, ...]
) -> None:
    dates = house(sizes)
    months = {part: Month(None) for part in MONTHS}
    outcome = protect_quarter(dates, ["type"], months, Random(0))["type"]
    assert isinstance(outcome, Shown)
    assert (set(outcome.rows), outcome.joined) == (rows, joined)


@pytest.mark.parametrize(
    ("sizes", "dates", "reason"),
    [
        pytest.param({"a": 1, "b": 1}, 12, "few-visits", id="24 visits in a quarter"),
        pytest.param({"a": 2, "b": 2}, 12, "few-rows", id="two small rows make one"),
        pytest.param({"a": 9}, 12, "few-rows", id="one row only"),
        pytest.param({"a": 0}, 12, "no-visits", id="nobody came"),
    ],
)
def test_a_table_that_cannot_be_protected_is_withheld(
    sizes: dict[str, int], dates: int, reason: str
) -> None:
    months = {part: Month(None) for part in MONTHS}
    found = protect_quarter(house(sizes, dates=dates), ["type"], months, Random(0))
    assert found == {"type": Withheld(reason)}


def test_linked_tables_have_the_same_column_margins() -> None:
    dates = [
        CountedDate(one.part, {**one.rows, "daypart": "evening" if n % 3 else "day"}, one.visits)
        for n, one in enumerate(house({"a": 9, "b": 8, "c": 4}))
    ]
    months = {part: Month(None) for part in MONTHS}
    found = protect_quarter(dates, ["type", "daypart"], months, Random(0))
    tables = [table for table in found.values() if isinstance(table, Shown)]
    assert len(tables) == 2
    assert tables[0].column_totals == tables[1].column_totals


@pytest.mark.parametrize("corrected", [0, 2], ids=["as counted", "two dates corrected since"])
@pytest.mark.parametrize("seed", range(4))
def test_a_quarter_fits_the_months_released_before_it(seed: int, corrected: int) -> None:
    """Whatever the months showed, months and quarter together leave every small count open; of
    dates corrected since, which only the months counted, too."""
    dates = house({"a": 4, "b": 3}, seed=seed)
    random = Random(seed)
    shown = {
        part: protect_month([one for one in dates if one.part == part], random) for part in MONTHS
    }
    gone, kept = dates[:corrected], dates[corrected:]
    months = {
        part: Month(
            month.cells[0] if isinstance(month, Shown) else None,
            sum(one.total for one in gone if one.part == part),
        )
        for part, month in shown.items()
    }
    outcome = protect_quarter(kept, ["type"], months, random)["type"]
    assert isinstance(outcome, Shown)
    atoms = Counter({(one.part, one.rows["type"]): 0 for one in kept})
    for number, one in enumerate(dates):
        atoms[one.part, one.rows["type"] if number >= corrected else "gone"] += one.total
    parts, rows = np.array(list(atoms)).T
    attacker = Attacker(
        list(atoms.values()),
        4,
        [
            *(ReleasedRow(parts == p, m.shown) for p, m in months.items() if m.shown),
            *(
                ReleasedRow(rows == row, cells)
                for row, cells in zip(outcome.rows, outcome.cells, strict=True)
            ),
            ReleasedRow(rows != "gone", outcome.column_totals),
        ],
    )
    asked = [*np.eye(len(atoms), dtype=bool), parts == MONTHS[0], rows == "a"]
    assert not any(attacker.findings(asked, random))


def test_rows_are_joined_until_the_audit_passes_and_else_it_fails_closed() -> None:
    """Months that cannot be explained: no draw can pass, whatever is joined."""
    months = {part: Month((500, 5, 5, 5)) for part in MONTHS}
    dates = house({"a": 6, "b": 5, "c": 4})
    assert protect_quarter(dates, ["type"], months, Random(0)) == {"type": Withheld("audit")}


@pytest.mark.parametrize(
    ("plan", "row", "joined"),
    [
        pytest.param("abc", "c", {"b", "c"}, id="with the smallest other row"),
        pytest.param("ab+", "b", {"b", "x", "y"}, id="into those joined before"),
        pytest.param("ab+", OTHER, {"b", "x", "y"}, id="OTHER itself takes the smallest row"),
    ],
)
def test_a_row_to_blame_is_never_alone_in_other(plan: str, row: str, joined: set[str]) -> None:
    from domain.protection.release import _join

    sizes = {"a": 9, "b": 5, "c": 6} if plan == "abc" else {"a": 9, "b": 5, "x": 1, "y": 2}
    rows = {key: OTHER if key in "xy" else key for key in sizes}
    found = _join("type", house(sizes), rows, row)
    assert {key for key, shown in found.items() if shown == OTHER} == joined


def test_the_audit_never_reads_the_truth() -> None:
    """Two houses with the same known totals and the same draw get the same verdict."""
    dates = house({"a": 4, "b": 3})
    other = [CountedDate(one.part, one.rows, (0, one.total, 0, 0)) for one in dates]
    plans = {"type": {"a": "a", "b": "b"}}
    drawn = [np.array([[25, 15, 5, 5], [20, 10, 5, 0]])]
    verdicts = [
        Audit(given, plans, {"type": ["a", "b"]}, {}).blame(drawn, Random(1))
        for given in (dates, other)
    ]
    assert verdicts[0] == verdicts[1]


def test_rows_are_joined_by_lot_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a house whose every draw passes, any row can stand in OTHER and any table be withheld: so
    neither tells that draws failed."""
    dates = house({"a": 9, "b": 8, "c": 7})
    months = {part: Month(None) for part in MONTHS}

    def seen(often: float, seeds: int) -> set[object]:
        monkeypatch.setattr(release, "JOINED_BY_LOT", often)
        monkeypatch.setattr(Audit, "blame", lambda *_: [])
        found: set[object] = set()
        for seed in range(seeds):
            outcome = protect_quarter(dates, ["type"], months, Random(seed))["type"]
            found.add(outcome.joined if isinstance(outcome, Shown) else outcome.reason)
        return found

    assert seen(0, 20) == {()}
    assert seen(0.5, 60) == {(), ("a", "c"), ("b", "c"), "audit"}
    assert seen(1, 3) == {"audit"}, "and it ends"


def test_a_draw_that_pins_large_months_fails() -> None:
    """Three months shown as 20, 15 and 10 beside a quarter shown as 30: 16–17, 11–12 and 6–7 are
    not small, but the change from one month to the next has three values only."""
    shown = ((20, 60, 15), (15, 60, 15), (10, 60, 15))
    dates = [
        CountedDate(part, {"type": row}, (cells[0] // 2, 30, 7), row)
        for part, cells in zip(MONTHS, shown, strict=True)
        for row in "ab"
    ]
    plans = {"type": {"a": "a", "b": "b"}}
    months = {part: Month(cells) for part, cells in zip(MONTHS, shown, strict=True)}
    audit = Audit(dates, plans, {"type": ["a", "b"]}, months)
    tight, open_ = ([(15, 100, 20)] * 2), ([(20, 90, 20), (25, 90, 20)])
    assert audit.blame([np.array(tight)], Random(1))
    assert not audit.blame([np.array(open_)], Random(1))
