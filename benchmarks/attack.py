"""The attack on ourselves: random houses shaped like the demo house, a year each.

Each house releases its months and quarters as the real one does; then an attacker who holds every
release and all Driftstal looks for the interval of each true count by service of 1–4. Run with
`python -m benchmarks.attack --houses 1000 --state attack.jsonl`: each house is a line in the state
file, so that an interrupted run goes on where it stopped. Results in benchmarks/attack.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import numpy as np

from benchmarks.attack_quarter import QuarterAttack
from benchmarks.attack_result import Result, measure_loss, report
from benchmarks.random_houses import TABLES, Happening, Slot, random_house, week
from domain.protection import (
    OTHER,
    Month,
    Outcome,
    Shown,
    protect_month,
    protect_quarter,
    release,
)
from domain.protection.audit import Audit
from domain.protection.witnesses import SMALL, VALUES, is_safe


def attack_house(slots: Sequence[Slot], seed: int, *, unaudited: bool = False) -> Result:
    """Releases and attacks one house."""
    random, result = Random(seed), Result(houses=1)
    quarters: list[QuarterAttack] = []
    for number, happenings in enumerate(random_house(slots, random)):
        name = f"house {seed} quarter {number}"
        started = process_time()
        with watched(result, unaudited=unaudited):
            months, tables = publish(happenings, random)
        result.protect_seconds.append(round(process_time() - started, 3))
        result.quarters += 1
        for outcome in months.values():
            result.outcomes["month " + status(outcome)] += 1
        for table, outcome in tables.items():
            result.outcomes[f"{table} {status(outcome)}"] += 1
        measure_loss(happenings, months, tables, result)
        if happenings:
            found = QuarterAttack(slots, happenings, months, tables, random)
            found.small_counts(name, result)
            found.dates(name, result)
            found.changes(name, result)
            quarters.append(found)
    attack_year(quarters, f"house {seed} year", result)
    attack_trend(quarters, f"house {seed} trend", result)
    return result


def publish(
    happenings: Sequence[Happening], random: Random
) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """The three months, each as it closes, and then the quarter: what was not corrected since."""
    parts = sorted({one.counted.part for one in happenings})
    months = {
        part: protect_month([o.counted for o in happenings if o.counted.part == part], random)
        for part in parts
    }
    known = {
        part: Month(
            month.cells[0] if isinstance(month, Shown) else None,
            sum(o.counted.total for o in happenings if o.late and o.counted.part == part),
        )
        for part, month in months.items()
    }
    counted = [one.counted for one in happenings if not one.late]
    return months, protect_quarter(counted, TABLES, known, random)


def attack_year(quarters: Sequence[QuarterAttack], name: str, result: Result) -> None:
    """Activities and rows over the year: quarters share no unknown, so their intervals add up."""
    if not quarters:
        return
    truth, known, least, most = (sum(one) for one in zip(*(q.year() for q in quarters)))  # noqa: B905
    for number, column in np.argwhere((truth >= 1) & (truth <= SMALL)):
        result.small += 1
        if is_safe(least[number, column], most[number, column], known[number, column]):
            continue
        exact = [one.year_exactly(number, column) for one in quarters]
        low, high = sum(one[0] for one in exact), sum(one[1] for one in exact)
        if not is_safe(low, high, known[number, column]):
            result.pin(f"{name}: {truth[number, column]} of {known[number, column]}")


def attack_trend(quarters: Sequence[QuarterAttack], name: str, result: Result) -> None:
    """What changes from quarter to quarter in a released row, and from month to month over the
    turn of a quarter: the two share no unknown, so the change is as open as both together."""
    for one, other in pairwise(quarters):
        pairs = [
            (one.shown[key], other.shown[key])
            for key in sorted(one.shown.keys() & other.shown.keys())
            if key[1] != OTHER
        ]
        last, first = max(one.part), min(other.part)
        if last in one.shown_months and first in other.shown_months:
            pairs.append((one.part == last, other.part == first))
        for before, after in pairs:
            change = after @ other.truth - before @ one.truth
            for column in np.flatnonzero((np.abs(change) <= SMALL) & (change != 0)).tolist():
                result.changes += 1
                for harder in (False, True):
                    width = one.width(before, column, harder=harder)
                    width += other.width(after, column, harder=harder)
                    if width >= VALUES - 1:
                        break
                else:
                    result.pin(f"{name}: change of {change[column]} in column {column}")


def status(outcome: Outcome) -> str:
    return "released" if isinstance(outcome, Shown) else f"withheld: {outcome.reason}"


@contextmanager
def watched(result: Result, *, unaudited: bool) -> Iterator[None]:
    """Count draws, rejections and joinings; or, for comparison, release without an audit."""
    code: Any = release
    blame, join, draw, fails = Audit.blame, code._join, code._draw, code.row_fails

    def counted(self: Any, drawn: Any, random: Random) -> list[tuple[str, str]]:
        found = [] if unaudited else blame(self, drawn, random)
        result.draws += 1
        result.rejected += bool(found)
        return found

    def joined(*given: Any) -> Any:
        result.joined += 1
        return join(*given)

    def drawn(*given: Any) -> Any:
        found = draw(*given)
        result.joined_by_audit += isinstance(found, Counter)
        return found

    def checked(shown: Sequence[int], total: int) -> bool:
        found = not unaudited and fails(shown, total)
        result.months_rejected += found
        return found

    Audit.blame = counted  # type: ignore[method-assign]
    code._join, code._draw, code.row_fails = joined, drawn, checked
    try:
        yield
    finally:
        Audit.blame = blame  # type: ignore[method-assign]
        code._join, code._draw, code.row_fails = join, draw, fails


def attack(
    houses: int, *, first_seed: int = 1, state: Path | None = None, unaudited: bool = False
) -> Result:
    """Attacks `houses` houses and adds up what was found.

    `state` is a file with a line per house that is done; those are not attacked again.
    """
    slots, total = week(), Result()
    done = _done(state)
    for number, seed in enumerate(range(first_seed, first_seed + houses), start=1):
        if seed not in done:
            result = attack_house(slots, seed, unaudited=unaudited)
            done[seed] = result.as_json()
            if state is not None:
                with state.open("a", encoding="utf-8") as handle:
                    handle.write(json.dumps({"seed": seed, **done[seed]}) + "\n")
        total.add(Result.from_json(done[seed]))
        if state is not None and number % 50 == 0:
            print("\n".join(report(total)), end="\n\n", file=sys.stderr, flush=True)
    return total


def _done(state: Path | None) -> dict[int, dict[str, Any]]:
    """The houses of a state file; a last line cut short by an interruption is done again."""
    found: dict[int, dict[str, Any]] = {}
    if state is None or not state.exists():
        return found
    whole, _, cut = state.read_text("utf-8").rpartition("\n")
    if cut:
        state.write_text(whole + "\n" if whole else "", "utf-8")
    for line in whole.splitlines():
        one = json.loads(line)
        found[one.pop("seed")] = one
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--houses", type=int, default=1000)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--state", type=Path, help="a file to resume from")
    parser.add_argument("--unaudited", action="store_true", help="what the audit prevents")
    given = parser.parse_args()
    result = attack(
        given.houses, first_seed=given.first_seed, state=given.state, unaudited=given.unaudited
    )
    print("\n".join(report(result)))
    sys.exit(1 if result.pinned else 0)


if __name__ == "__main__":
    main()
