"""Who runs a date: which gap a newcomer fills."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.duty import manned, without
from domain.model import Occurrence
from tests.house_case import NOW

BASE = Occurrence(1, 1, NOW, NOW, NOW + timedelta(hours=1), None, "planned", (5, 6))
MANNED = {
    "a newcomer fills the gap": (without(BASE, 5), (6, 7), (), (6, 7)),
    "one newcomer fills one of two": (without(without(BASE, 5), 6), (7,), (6,), (7,)),
    "who is back is missed no more": (without(BASE, 5), (5, 6), (), (5, 6)),
    "back, and another gap stays": (without(without(BASE, 5), 6), (6,), (5,), (6,)),
    "nobody new fills nothing": (without(BASE, 5), (6,), (5,), (6,)),
    "fewer is no gap": (BASE, (5,), (), (5,)),
}


@pytest.mark.parametrize(("date", "ids", "gaps", "there"), MANNED.values(), ids=MANNED.keys())
def test_who_fills_which_gap(
    date: Occurrence, ids: tuple[int, ...], gaps: tuple[int, ...], there: tuple[int, ...]
) -> None:
    after = manned(date, ids)
    assert (after.missing_ids, after.facilitator_ids) == (gaps, there)
