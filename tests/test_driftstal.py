"""Driftstal summed by the database: equal to counting by hand, hidden activities in no sum."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from actions import attendance, dates, planning
from actions.driftstal import keep_sums
from domain import driftstal as rules
from domain.driftstal import CUTS, Cut, Narrowed, Slot, Tally, slot_key
from tests.driftstal_case import LATER, WINTER, agree, by_hand, count_some, plan, read
from tests.house_case import (
    BIRK,
    NADA,
    NOW,
    PITSTOP,
    SAL,
    STILLE,
    UNGE,
    Case,
    nada,
)


@pytest.fixture
def counted(case: Case) -> Case:
    plan(case)
    count_some(case, Random(7))
    return case


@pytest.mark.parametrize("kept", [False, True], ids=["from the dates", "from kept sums"])
@pytest.mark.parametrize("cut", CUTS)
def test_the_sums_are_those_of_counting_by_hand(counted: Case, cut: Cut, kept: bool) -> None:
    if kept:
        keep_sums(counted.db, now=LATER)
    assert read(counted, cut) == by_hand(counted, cut, WINTER, LATER)
    assert read(counted, cut)


@pytest.mark.parametrize(
    "narrowed",
    [
        pytest.param({"group_id": BIRK}, id="offered to a group"),
        pytest.param({"category_id": NADA}, id="a type"),
        pytest.param({"room_id": SAL}, id="a room"),
        pytest.param({"evening": True}, id="evenings"),
        pytest.param({"evening": False, "weekday": 0}, id="Monday daytime"),
        pytest.param({"room_id": STILLE, "evening": True}, id="nothing"),
    ],
)
def test_filters_count_only_what_they_say(counted: Case, narrowed: dict[str, Any]) -> None:
    keep_sums(counted.db, now=LATER)
    for cut in CUTS:
        expected = by_hand(counted, cut, WINTER, LATER, Narrowed(**narrowed))
        assert read(counted, cut, **narrowed) == expected, cut


def test_hidden_activities_are_in_no_sum(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    assert 4 not in read(counted, "activity")
    assert set(read(counted, "group")) == {1, UNGE, BIRK}
    rows = counted.rows(f"SELECT key FROM figure WHERE cut = 'group' AND key = {PITSTOP}")
    assert rows == []


def test_a_series_cancelled_as_a_whole_is_cancelled_not_unrecorded(case: Case) -> None:
    series = case.create(nada(rrule="FREQ=WEEKLY;COUNT=4"))
    version = case.activity(series).version
    planning.cancel_activity(case.db, case.boss, series, version=version, reason="Syg", now=NOW)
    found = rules.total(read(case, "time").values())
    assert (found.cancelled, found.unrecorded) == (4, 0)
    agree(case)


@pytest.mark.parametrize(
    ("hours", "name"),
    [(1, "late"), (23, "late"), (24, "soon"), (167, "soon"), (168, "early"), (500, "early")],
)
def test_notice_is_from_the_cancelling_to_the_beginning(case: Case, hours: int, name: str) -> None:
    [one] = case.dates(case.create(now=NOW - timedelta(days=60)))
    when = one.starts_at - timedelta(hours=hours)
    dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=when)
    assert rules.total(read(case, "time").values()) == Tally()._replace(**{name: 1})


def test_told_afterwards_has_no_notice(case: Case) -> None:
    [one] = case.dates(case.create())
    attendance.cancelled(case.db, case.boss, one.id, now=LATER)
    assert rules.total(read(case, "time").values()) == Tally(afterwards=1)


def test_a_date_stands_in_every_hour_it_touches(case: Case) -> None:
    case.create(nada(local_start=datetime(2026, 11, 23, 15, 30), duration=timedelta(minutes=105)))
    found = {key: one.booked_minutes for key, one in read(case, "hour").items()}
    assert found == {
        slot_key(Slot(STILLE, 0, 15)): 30,
        slot_key(Slot(STILLE, 0, 16)): 60,
        slot_key(Slot(STILLE, 0, 17)): 15,
    }
