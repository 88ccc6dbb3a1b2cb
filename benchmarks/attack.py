"""The attack on ourselves: random houses shaped like the demo house, a year each.

Each house releases its months and quarters as the real one does; then an attacker who holds every
release and all Driftstal looks for the interval of each true count by service of 1–4. Run with
`python -m benchmarks.attack --houses 1000`; results in benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.attack_result import Result, measure_loss, report, row_of
from benchmarks.random_houses import ORIGINS, TABLES, Happening, Slot, random_house, week
from domain.protection import (
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


def attack_house(slots: Sequence[Slot], seed: int, *, unaudited: bool = False) -> Result:
    """Releases and attacks one house."""
    random, result = Random(seed), Result(houses=1)
    watch_audit(result, unaudited=unaudited)
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
        measure_loss(dates, months, tables, result)
    return result


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
            rows = np.array([row_of(table, outcome, example[slot]) for slot, _ in keys])
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
        if seen.open[number, column] and attacker.known_too_well(number, column, seen):
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


def watch_audit(result: Result, *, unaudited: bool) -> None:
    """Count the draws that the audit rejects; or, for comparison, release without an audit."""

    def audit(self: Any, drawn: Sequence[Ints], random: Random) -> list[tuple[str, str]]:
        found = [] if unaudited else _AUDIT(self, drawn, random)
        result.draws += 1
        result.rejected += bool(found)
        return found

    release._Layout.audit = audit  # type: ignore[method-assign]
    if unaudited:
        release.row_fails = lambda shown, total: False
        Attacker.findings = lambda self, sets, random: iter(())  # type: ignore[method-assign]


_AUDIT = release._Layout.audit


def attack(
    houses: int, *, first_seed: int = 1, workers: int = 1, unaudited: bool = False
) -> Result:
    """Attacks `houses` houses and adds up what was found."""
    slots, total = week(), Result()
    seeds = range(first_seed, first_seed + houses)
    work = partial(attack_house, slots, unaudited=unaudited)
    if workers == 1:
        for seed in seeds:
            total.add(work(seed))
        return total
    with ProcessPoolExecutor(workers) as pool:
        for number, result in enumerate(pool.map(work, seeds, chunksize=1), start=1):
            total.add(result)
            if number % 50 == 0 and number < houses:
                print("\n".join(report(total)), end="\n\n", file=sys.stderr, flush=True)
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
