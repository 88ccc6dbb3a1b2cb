"""Alternatives never collide; two who book at once: one books, the other is told and offered."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import alternatives, moves, planning
from actions import planning_rules as rules
from domain.alternatives import Option, fitting
from domain.alternatives import alternatives as pick
from domain.conflicts import Conflict
from domain.errors import Conflicts
from domain.model import Room
from domain.moves import Move
from tests.house_case import (
    ANNE,
    GUL,
    MONDAY_TEN,
    NOW,
    PITSTOP,
    SAL,
    STILLE,
    UNGE,
    Case,
    a_house,
    nada,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=6"
HOUR = timedelta(hours=1)
HALL = Room(1, 1, "Sal", 20, "sal", True)


def options(case: Case, **changes: Any) -> list[Option]:
    return alternatives.for_form(case.db, case.boss, nada(**changes), now=NOW)


def test_a_taken_room_offers_a_time_a_room_and_a_day(case: Case) -> None:
    case.create(facilitator_ids=())
    assert options(case) == [
        Option("time", MONDAY_TEN + HOUR, STILLE),
        Option("room", MONDAY_TEN, SAL),
        Option("day", MONDAY_TEN + timedelta(days=1), STILLE),
    ]


def test_nothing_is_offered_where_nothing_is_taken(case: Case) -> None:
    assert options(case) == []


def test_a_taken_person_is_not_solved_by_a_room(case: Case) -> None:
    case.create(room_id=SAL)
    assert [one.sort for one in options(case)] == ["time", "day", "time"]


def test_a_room_that_is_too_small_is_not_offered(case: Case) -> None:
    case.create(room_id=SAL, facilitator_ids=())
    assert "room" not in {one.sort for one in options(case, room_id=SAL, capacity=15)[:1]}
    assert not [one for one in options(case, room_id=SAL, capacity=15) if one.room_id == STILLE]


def test_a_series_is_offered_as_a_whole(case: Case) -> None:
    case.create(facilitator_ids=())
    late = MONDAY_TEN + timedelta(weeks=3, hours=1)
    case.create(local_start=late, facilitator_ids=())
    found = options(case, rrule=WEEKLY)
    assert Option("time", MONDAY_TEN + HOUR, STILLE) not in found and len(found) == 3


def test_what_can_be_answered_by_a_reason_is_no_alternative(case: Case) -> None:
    rules.set_hours(case.db, None, "site", 1, {0: "9-12"}, now=NOW)
    rules.add_absence(case.db, None, ANNE, date(2026, 11, 24), date(2026, 11, 27), now=NOW)
    rules.set_apart(case.db, None, UNGE, PITSTOP, 30, now=NOW)
    case.create(facilitator_ids=(), duration=2 * HOUR)
    case.create(facilitator_ids=(), room_id=SAL, group_ids=(PITSTOP,))
    found = options(case, group_ids=(UNGE,))
    week = timedelta(weeks=1)
    assert found == [
        Option("room", MONDAY_TEN, GUL),  # at the other site: open, and nobody to keep apart from
        Option("day", MONDAY_TEN + week, STILLE),
        Option("day", MONDAY_TEN + 2 * week, STILLE),
    ]


def test_a_date_that_is_moved_with_its_series(case: Case) -> None:
    case.create(facilitator_ids=(), local_start=MONDAY_TEN + 4 * HOUR)
    number = case.create(rrule=WEEKLY)
    first = case.dates(number)[0]
    to = Move(MONDAY_TEN + 4 * HOUR, MONDAY_TEN + 5 * HOUR, STILLE)
    for scope in ("this", "all"):
        found = alternatives.for_move(case.db, case.boss, first.id, to, scope, now=NOW)
        assert len(found) == 3
        for one in found:
            there = Move(one.start, one.start + HOUR, one.room_id)
            seen = moves.preview(case.db, case.boss, first.id, there, scope, now=NOW)
            assert not seen.conflicts


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A week in which much is taken, with hours, an absence and groups kept apart."""
    case = a_house(tmp_path_factory.mktemp("busy") / "house.db")
    rules.set_hours(case.db, None, "site", 1, dict.fromkeys(range(5), "8-12, 13-18"), now=NOW)
    rules.add_absence(case.db, None, ANNE, date(2026, 11, 25), date(2026, 11, 25), now=NOW)
    rules.set_apart(case.db, None, UNGE, PITSTOP, 45, now=NOW)
    for day in range(5):
        for hour, room in ((0, STILLE), (1, SAL), (3, STILLE), (5, SAL)):
            start = MONDAY_TEN + timedelta(days=day, hours=hour - 1)
            group = PITSTOP if room == SAL else UNGE
            planning.create(
                case.db,
                case.boss,
                nada(
                    title=f"{day} {hour}",
                    local_start=start,
                    room_id=room,
                    group_ids=(group,),
                    facilitator_ids=(),
                ),
                now=NOW,
                publish=True,
                reason="prøve",
            )
    return case


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    day=st.integers(0, 4),
    quarter=st.integers(0, 28),
    length=st.integers(2, 10),
    room=st.sampled_from([STILLE, SAL]),
    group=st.sampled_from([UNGE, PITSTOP]),
    rule=st.sampled_from([None, "FREQ=WEEKLY;COUNT=3"]),
)
def test_alternatives_never_collide(
    busy: Case, day: int, quarter: int, length: int, room: int, group: int, rule: str | None
) -> None:
    start = MONDAY_TEN + timedelta(days=day, minutes=15 * (quarter - 8))
    fields = nada(
        local_start=start,
        duration=timedelta(minutes=15 * length),
        room_id=room,
        group_ids=(group,),
        rrule=rule,
    )
    before = busy.rows("SELECT count(*), max(version) FROM occurrence")
    for one in alternatives.for_form(busy.db, busy.boss, fields, now=NOW):
        changed = replace(fields, local_start=one.start, room_id=one.room_id)
        assert planning.preview(busy.db, busy.boss, changed, now=NOW).conflicts == ()
        assert one.start > datetime(2026, 11, 18, 9, 30)
    assert busy.rows("SELECT count(*), max(version) FROM occurrence") == before


def test_each_option_is_asked_for_once_and_no_more_than_needed() -> None:
    asked: list[Option] = []

    def free(one: Option) -> bool:
        asked.append(one)
        return True

    found = pick(
        MONDAY_TEN, HOUR, HALL, [HALL, replace(HALL, id=2)], free, after=MONDAY_TEN, days=True
    )
    assert [one.sort for one in found] == ["time", "room", "day"]
    assert len(asked) == len(set(asked)) == 3


FITTING = {
    "itself": ({"id": 1}, False),
    "as-large": ({}, True),
    "smaller": ({"capacity": 19}, False),
    "out-of-use": ({"retired": True}, False),
    "for-several-at-once": ({"exclusive": False}, False),
    "at-the-other-site": ({"site_id": 2}, True),
}


@pytest.mark.parametrize(("changes", "fits"), FITTING.values(), ids=FITTING.keys())
def test_which_rooms_fit(changes: dict[str, Any], fits: bool) -> None:
    other = replace(HALL, **({"id": 2} | changes))
    assert bool(fitting(HALL, [other], None)) is fits


def test_two_who_book_at_once(tmp_path: Path) -> None:
    """Exactly one books; the others learn by what it was taken, and each option holds for them."""
    case = a_house(tmp_path / "house.db")
    start = threading.Barrier(4)
    taken: list[tuple[str, Conflict]] = []
    booked: list[int] = []

    def book(name: str) -> None:
        fields = nada(title=name)
        planning.preview(case.db, case.boss, fields, now=NOW)
        start.wait()
        try:
            booked.append(planning.create(case.db, case.boss, fields, now=NOW, publish=True))
        except Conflicts as error:
            taken.append((name, error.conflicts[0]))

    threads = [threading.Thread(target=book, args=(f"NADA {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(booked) == 1 and len(taken) == 3
    winner = case.activity(booked[0]).fields.title
    assert {one.other_title for _name, one in taken} == {winner}
    found = options(case)
    assert len(found) == 3
    for one in found:
        fields = nada(local_start=one.start, room_id=one.room_id)
        assert planning.create(case.db, case.boss, fields, now=NOW, publish=True)
