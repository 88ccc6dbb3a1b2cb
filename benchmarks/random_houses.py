"""Random houses shaped like the demo house: a year of counted dates with a true division."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from domain.protection import SEVERAL, CountedDate

WEEK = Path(__file__).resolve().parent.parent / "demo" / "week.csv"
ORIGINS = ("Socialpsykiatri", "Pitstop", "Ung På Vej", "MentorIshøj", "Det Gule Hus")
TABLES = ("category", "daypart", "organiser", "group")
TREATMENT = "Behandlingsgruppe"
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekly activity of the demo house."""

    rows: dict[str, str]
    organisers: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A counted date of a random house."""

    slot: int
    counted: CountedDate
    late: bool = False
    """Corrected after its month had closed, or hidden since: the quarter leaves it out."""


def week(path: Path = WEEK) -> list[Slot]:
    """The demo week's activities that are not hidden."""
    slots = []
    with path.open(encoding="utf-8", newline="") as handle:
        for line in csv.DictReader(handle, delimiter=";"):
            if line["access"] == "internal" or line["category"] == TREATMENT:
                continue
            organisers = tuple(line["organised_by"].split(","))
            groups = line["target_groups"].split(",")
            slots.append(
                Slot(
                    {
                        "category": line["category"],
                        "daypart": "evening" if line["start"] >= "16:00" else "day",
                        "organiser": organisers[0] if len(organisers) == 1 else SEVERAL,
                        "group": groups[0] if len(groups) == 1 else SEVERAL,
                    },
                    organisers,
                    int(line["capacity"]),
                )
            )
    return slots


def random_house(slots: Sequence[Slot], random: Random) -> list[list[Happening]]:
    """A year of counted dates, quarter by quarter. Houses differ in size, mix and discipline, and
    in how often they correct a count after its month has closed."""
    busy = random.choice((0.05, 0.15, 0.3, 0.45, 0.6, 0.8))
    faithful = random.uniform(0.3, 0.97)
    recorded, divided = random.uniform(0.6, 1), random.uniform(0.5, 1)
    popular = [random.gammavariate(1, 1) for _ in ORIGINS]
    mixes = [_mix(slot, popular, faithful, random) for slot in slots]
    means = [slot.capacity * busy * random.uniform(0.3, 1.5) for slot in slots]
    corrected = random.choice((0, 0, 0.01, 0.05))
    quarters = [
        list(_quarter(slots, mixes, means, recorded, divided, quarter, random))
        for quarter in range(4)
    ]
    return [_with_late(one, corrected, random) for one in quarters]


def _with_late(quarter: list[Happening], corrected: float, random: Random) -> list[Happening]:
    """Some dates corrected after their month closed; in some houses a whole activity hidden."""
    hidden = random.randrange(len(quarter)) if corrected and quarter else -1
    slot = quarter[hidden].slot if hidden >= 0 and random.random() < 0.2 else -1
    return [replace(one, late=one.slot == slot or random.random() < corrected) for one in quarter]


def _mix(slot: Slot, popular: Sequence[float], faithful: float, random: Random) -> list[float]:
    own = [ORIGINS.index(name) for name in slot.organisers if name in ORIGINS]
    noise = [random.gammavariate(0.4, 1) * weight + 1e-9 for weight in popular]
    share = faithful if own else 0.0
    mix = [(1 - share) * one / sum(noise) for one in noise]
    for service in own:
        mix[service] += share / len(own)
    return mix


def _quarter(
    slots: Sequence[Slot],
    mixes: Sequence[Sequence[float]],
    means: Sequence[float],
    recorded: float,
    divided: float,
    quarter: int,
    random: Random,
) -> Iterator[Happening]:
    for number, slot in enumerate(slots):
        for day in range(WEEKS):
            if random.random() > recorded:
                continue
            total = min(_poisson(means[number], random), slot.capacity)
            visits = [0] * (len(ORIGINS) + 1)
            if random.random() > divided:
                visits[-1] = total
            else:
                chosen = random.choices(range(len(ORIGINS)), mixes[number], k=total)
                for service in chosen:
                    visits[service if random.random() > 0.03 else -1] += 1
            part = str(quarter * 3 + min(2, day * 3 // WEEKS))
            yield Happening(number, CountedDate(part, slot.rows, tuple(visits), str(number)))


def _poisson(mean: float, random: Random) -> int:
    count, waited = 0, random.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + random.expovariate(1)
    return count
