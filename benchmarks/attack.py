"""The attack on ourselves: random houses shaped like the demo house, a year each.

Each house releases its months and quarters as the real one does; then an attacker who holds every
release and all Driftstal looks for the interval of each true count by service of 1–4. Run with
`python -m benchmarks.attack --houses 1000`; results in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

import numpy as np

from benchmarks.random_houses import ORIGINS, Happening, Slot, random_house, week
from domain.protection import (
    OTHER,
    CountedDate,
    Month,
    Outcome,
    Shown,
    protect_month,
    protect_quarter,
    release,
)
from domain.protection.attacker import (
    SMALL,
    Attacker,
    Bools,
    Ints,
    ReleasedRow,
    Seen,
    is_safe,
    sets_to_ask,
)

TABLES = ("category", "daypart", "organiser", "group")


@dataclass
class Result:
    """What the attack found; `+` joins houses."""

    houses: int = 0
    quarters: int = 0
    small: int = 0
    pinned: int = 0
    pins: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    shown: Counter[str] = field(default_factory=Counter)
    protect_seconds: list[float] = field(default_factory=list)

    def add(self, other: Result) -> None:
        self.houses += other.houses
        self.quarters += other.quarters
        self.small += other.small
        self.pinned += other.pinned
        self.pins += other.pins
        self.outcomes += other.outcomes
        for kind, values in other.errors.items():
            self.errors[kind] += values
        self.shown += other.shown
        self.protect_seconds += other.protect_seconds


def attack_house(slots: Sequence[Slot], seed: int) -> Result:
    """Releases and attacks one house."""
    random, result = Random(seed), Result(houses=1)
    for number, happenings in enumerate(random_house(slots, random)):
        dates = [one.counted for one in happenings]
        started = perf_counter()
        months = {
            part: protect_month([date for date in dates if date.part == part], random)
            for part in sorted({date.part for date in dates})
        }
        known = {
            part: Month(month.cells[0] if isinstance(month, Shown) else None)
            for part, month in months.items()
        }
        tables = protect_quarter(dates, TABLES, known, random)
        result.protect_seconds.append(perf_counter() - started)
        result.quarters += 1
        for outcome in [*months.values(), *tables.values()]:
            result.outcomes[outcome.reason if not isinstance(outcome, Shown) else "released"] += 1
        _attack(happenings, months, tables, f"house {seed} quarter {number}", random, result)
        _loss(dates, months, tables, result)
    return result


def _row_of(table: str, shown: Shown, date: CountedDate) -> str:
    return OTHER if date.rows[table] in shown.joined else date.rows[table]


def _attack(
    happenings: Sequence[Happening],
    months: dict[str, Outcome],
    tables: dict[str, Outcome],
    name: str,
    random: Random,
    result: Result,
) -> None:
    """Counts every true small count, of cells, margins, activities and dates, and who is pinned."""
    keys = sorted({(one.slot, one.counted.part) for one in happenings})
    if not keys:
        return
    at = {key: number for number, key in enumerate(keys)}
    truth = np.zeros((len(keys), len(ORIGINS) + 1), dtype=np.int64)
    example = {}
    for one in happenings:
        truth[at[one.slot, one.counted.part]] += np.array(one.counted.visits)
        example[one.slot] = one.counted
    parts = np.array([part for _, part in keys])
    released = [
        ReleasedRow(parts == part, month.cells[0])
        for part, month in months.items()
        if isinstance(month, Shown)
    ]
    for table, outcome in tables.items():
        if isinstance(outcome, Shown):
            rows = np.array([_row_of(table, outcome, example[slot]) for slot, _ in keys])
            released += [
                ReleasedRow(rows == row, cells)
                for row, cells in zip(outcome.rows, outcome.cells, strict=True)
            ]
            released.append(ReleasedRow(rows != "", outcome.column_totals))
    totals = truth.sum(axis=1)
    attacker = Attacker(totals.tolist(), truth.shape[1], released)
    asked = _questions(keys, example, released)
    seen = _witnessed(attacker, asked, truth, random)
    for number, column in np.argwhere(seen.small):
        result.small += 1
        mask, known = asked[number], int(totals[asked[number]].sum())
        if seen.open[number, column] and attacker.known_too_well(mask, column, seen):
            least, most = attacker.interval(mask, column)
            true = int(truth[mask, column].sum())
            result.pinned += 1
            result.pins.append(f"{name}: {true} of {known} in {least}..{most}")
    _attack_dates(happenings, at, totals, attacker, seen, name, result)


def _questions(
    keys: Sequence[tuple[int, str]],
    example: dict[int, CountedDate],
    released: Sequence[ReleasedRow],
) -> list[Bools]:
    """Atoms first, then released rows with what two of them share or not, then rows per month."""
    slots, parts = np.array([slot for slot, _ in keys]), np.array([part for _, part in keys])
    asked = sets_to_ask(len(keys), [row.atoms for row in released])
    seen = {mask.tobytes() for mask in asked}
    extra = [slots == slot for slot in sorted(example)]
    for table in TABLES:
        labels = np.array([example[slot].rows[table] for slot, _ in keys])
        for label in sorted(set(labels)):
            extra.append(labels == label)
            extra += [(labels == label) & (parts == part) for part in sorted(set(parts))]
    for mask in extra:
        if mask.any() and mask.tobytes() not in seen:
            seen.add(mask.tobytes())
            asked.append(mask)
    return asked


def _witnessed(attacker: Attacker, asked: Sequence[Bools], truth: Ints, random: Random) -> _Checked:
    """Values seen in checked whole solutions: what can be inferred is at least as wide."""
    seen = _Checked(attacker, asked, truth)
    attacker.look_around(seen, random)
    return seen


class _Checked(Seen):
    """A witness counts only if it explains everything that the attacker knows."""

    def __init__(self, attacker: Attacker, asked: Sequence[Bools], truth: Ints) -> None:
        super().__init__(np.array(asked, dtype=np.int64), attacker.totals, attacker.columns)
        self.attacker = attacker
        values = self.masks @ truth
        self.small: Bools = (values >= 1) & (values <= SMALL)
        self.open &= self.small
        self.add(truth)

    def add(self, solution: Ints | None) -> None:
        if solution is None:
            return
        assert (solution >= 0).all() and (solution.sum(axis=1) == self.attacker.totals).all()
        for row in self.attacker.released:
            assert (np.abs(solution[row.atoms].sum(axis=0) - np.array(row.shown)) <= 4).all()
        super().add(solution)


def _attack_dates(
    happenings: Sequence[Happening],
    at: dict[tuple[int, str], int],
    totals: Ints,
    attacker: Attacker,
    seen: Seen,
    name: str,
    result: Result,
) -> None:
    """Single dates: inside an activity's month any split that keeps its sums is possible."""
    low, high = seen.least, seen.most
    exact: dict[tuple[int, int], tuple[int, int]] = {}
    for one in happenings:
        atom, known = at[one.slot, one.counted.part], one.counted.total
        for column, true in enumerate(one.counted.visits):
            if not 1 <= true <= SMALL:
                continue
            result.small += 1
            rest = int(totals[atom]) - known
            least, most = int(low[atom, column]), int(high[atom, column])
            if is_safe(max(0, least - rest), min(known, most), known):
                continue
            if (atom, column) not in exact:
                mask = np.arange(len(totals)) == atom
                exact[atom, column] = attacker.interval(mask, column)
            least, most = exact[atom, column]
            if not is_safe(max(0, least - rest), min(known, most), known):
                result.pinned += 1
                result.pins.append(f"{name}: date, {true} of {known}, atom {least}..{most}")


def _loss(
    dates: Sequence[CountedDate],
    months: dict[str, Outcome],
    tables: dict[str, Outcome],
    result: Result,
) -> None:
    for part, month in months.items():
        if isinstance(month, Shown):
            truth = np.sum([date.visits for date in dates if date.part == part], axis=0)
            _compare("month", np.array(month.cells[0]), truth, result)
    for table, outcome in tables.items():
        if isinstance(outcome, Shown):
            truth = np.zeros((len(outcome.rows), len(ORIGINS) + 1), dtype=np.int64)
            for date in dates:
                truth[outcome.rows.index(_row_of(table, outcome, date))] += np.array(date.visits)
            cells = np.array(outcome.cells)
            _compare(f"{table} cell", cells, truth, result)
            _compare(f"{table} row margin", cells.sum(axis=1), truth.sum(axis=1), result)
            _compare("quarter column margin", cells.sum(axis=0), truth.sum(axis=0), result)
            result.shown[f"{table} joined"] += len(outcome.joined)
            result.shown[f"{table} rows"] += len(outcome.rows)


def _compare(kind: str, shown: Ints, truth: Ints, result: Result) -> None:
    result.errors[kind] += (shown - truth).ravel().tolist()
    result.shown[f"{kind} figures"] += int((shown > 0).sum())
    result.shown[f"{kind} all"] += shown.size


def report(result: Result) -> Iterator[str]:
    yield f"houses {result.houses}, quarters {result.quarters}"
    yield f"true counts of 1–4: {result.small}, known too well: {result.pinned}"
    yield from result.pins[:20]
    yield "tables: " + ", ".join(f"{key} {n}" for key, n in sorted(result.outcomes.items()))
    seconds = sorted(result.protect_seconds)
    yield (
        f"protecting a quarter with its months: median {seconds[len(seconds) // 2]:.2f} s, "
        f"longest {seconds[-1]:.2f} s"
    )
    for kind, values in sorted(result.errors.items()):
        shown = result.shown[f"{kind} figures"] / result.shown[f"{kind} all"]
        yield (
            f"{kind}: mean absolute error {np.abs(values).mean():.2f}, mean error "
            f"{np.mean(values):+.3f}, largest {np.abs(values).max()}, shown as a figure {shown:.0%}"
        )
    for table in TABLES:
        yield (
            f"{table}: {result.shown[f'{table} rows']} rows shown, "
            f"{result.shown[f'{table} joined']} rows joined"
        )


def switch_audit_off() -> None:
    """For comparison only: what an attacker finds when draws are released unaudited."""
    release._row_fails = lambda shown, total: False
    release._Layout.audit = lambda self, drawn, random: []  # type: ignore[method-assign]


def attack(
    houses: int, *, first_seed: int = 1, workers: int = 1, unaudited: bool = False
) -> Result:
    """Attacks `houses` houses and adds up what was found."""
    slots, total = week(), Result()
    seeds = range(first_seed, first_seed + houses)
    if workers == 1:
        for seed in seeds:
            total.add(attack_house(slots, seed))
        return total
    with ProcessPoolExecutor(workers, initializer=switch_audit_off if unaudited else None) as pool:
        for result in pool.map(attack_house, [slots] * houses, seeds, chunksize=5):
            total.add(result)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--houses", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--unaudited", action="store_true", help="what the audit prevents")
    given = parser.parse_args()
    result = attack(
        given.houses,
        first_seed=given.first_seed,
        workers=given.workers,
        unaudited=given.unaudited,
    )
    print("\n".join(report(result)))
    sys.exit(1 if result.pinned else 0)


if __name__ == "__main__":
    main()
