"""Sums per activity as the page names them: what has one name is one row.

The parts of a split series are one activity, and so are two series of the same title (NADA on
Mondays and on Thursdays).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from db.activity_names import named
from domain.driftstal import Tally
from pages._statistik_ask import Ask


@dataclass(frozen=True, slots=True)
class Lines:
    parts: Mapping[int, int]
    """Id of an activity -> id that stands for all of its name."""
    titles: Mapping[int, str]
    courses: frozenset[int]
    shared: frozenset[int]
    """What two or more services organise."""

    def joined(self, found: Mapping[int, Tally]) -> dict[int, Tally]:
        together: dict[int, Tally] = {}
        for key, one in found.items():
            newest = self.parts[key]
            together[newest] = together.get(newest, Tally()) + one
        return together


def names_of(ask: Ask, ids: Collection[int]) -> Lines:
    each = named(ask.con, ids)
    by_lineage = {one.lineage: one for one in each}
    newest = {one.title: one for one in by_lineage.values()}
    return Lines(
        {one.id: newest[by_lineage[one.lineage].title].id for one in each},
        {one.id: one.title for one in newest.values()},
        frozenset(one.id for one in newest.values() if one.course),
        frozenset(one.id for one in newest.values() if one.organisers > 1),
    )
