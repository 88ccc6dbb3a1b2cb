"""Find a time: the first free ones, day and evening, and never one that collides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import free_times, planning
from domain.errors import InvalidInput, Refused
from domain.free_times import CLOSES, Free, Part, Wish, first_free
from domain.model import Room
from tests.house_case import ANNE, BIRK, GUL, NOW, SAL, STILLE, UDE, UNGE, Case, nada

TODAY = date(2026, 11, 18)  # a Wednesday, 9.30
HOUR = timedelta(hours=1)


def find(case: Case, **more: Any) -> list[Free]:
    wish = replace(Wish(HOUR, TODAY, 2, kind="bevægelse"), **more)
    return free_times.find(case.db, case.boss, wish, now=NOW)


def starts(found: Iterable[Free], part: Part) -> list[datetime]:
    return [one.start for one in found if one.part == part]


def test_the_first_of_each_day_and_evening(case: Case) -> None:
    found = find(case)
    assert starts(found, "day")[:3] == [
        datetime(2026, 11, 18, 10),  # 9.30 is now
        datetime(2026, 11, 19, 8),
        datetime(2026, 11, 20, 8),
    ]
    assert starts(found, "evening")[0] == datetime(2026, 11, 18, 16)
    assert len(found) == 12
    assert {one.start.weekday() for one in found} <= set(range(5))


def test_what_is_planned_pushes_it_on_with_set_up_and_clearing(case: Case) -> None:
    case.create(
        title="Kor",
        room_id=SAL,
        facilitator_ids=(),
        local_start=datetime(2026, 11, 19, 8),
        duration=timedelta(minutes=90),
    )
    with case.db.write() as con:
        con.execute("UPDATE room SET clearing_minutes = 20 WHERE id = :id", {"id": SAL})
    assert starts(find(case), "day")[1] == datetime(2026, 11, 19, 10)


def test_a_busy_facilitator_is_waited_for(case: Case) -> None:
    case.create(local_start=datetime(2026, 11, 19, 8), duration=timedelta(hours=8))
    assert starts(find(case, facilitator_ids=(ANNE,)), "day")[1] == datetime(2026, 11, 20, 8)


def test_the_smallest_room_that_will_do_and_the_next_when_it_is_taken(case: Case) -> None:
    found = find(case, kind="", capacity=8)
    assert found[0].room_id == STILLE
    case.create(room_id=STILLE, local_start=datetime(2026, 11, 18, 10), facilitator_ids=())
    assert find(case, kind="", capacity=8)[0].room_id == SAL


ROOMS: dict[str, tuple[dict[str, Any], set[int]]] = {
    "kind": ({"kind": "café"}, {GUL}),
    "site": ({"kind": "", "site_id": 2}, {GUL}),
    "places": ({"kind": "", "capacity": 22}, {GUL}),
    "outside": ({"kind": "ude"}, {UDE}),
}


@pytest.mark.parametrize(("more", "rooms"), ROOMS.values(), ids=ROOMS.keys())
def test_rooms_as_wished(case: Case, more: dict[str, Any], rooms: set[int]) -> None:
    assert {one.room_id for one in find(case, **more)} == rooms


def test_closed_days_and_weekends_are_left_out(case: Case) -> None:
    christmas = find(case, first=date(2026, 12, 24), weeks=1)
    assert date(2026, 12, 24) not in {one.start.date() for one in christmas}
    with_weekend = find(case, first=date(2026, 11, 21), weeks=1, weekend=True)
    assert with_weekend[0].start == datetime(2026, 11, 21, 8)


def test_hours_absences_and_groups_kept_apart_are_asked_of_the_house(case: Case) -> None:
    with case.db.write() as con:
        con.execute("INSERT INTO apart VALUES (:a, :b, 30)", {"a": UNGE, "b": BIRK})
    case.create(group_ids=(BIRK,), local_start=datetime(2026, 11, 19, 8), facilitator_ids=())
    found = find(case, group_ids=(UNGE,))
    assert starts(found, "day")[1] == datetime(2026, 11, 19, 9, 30)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no length": ({"duration": timedelta()}, "duration"),
    "no weeks": ({"weeks": 0}, "weeks"),
    "no part of the day": ({"parts": ()}, "parts"),
    "no such room": ({"capacity": 500}, "room"),
}


@pytest.mark.parametrize(("more", "field"), WRONG.values(), ids=WRONG.keys())
def test_wishes_that_cannot_be(case: Case, more: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        find(case, **more)
    assert [one.field for one in caught.value.problems] == [field]


def test_only_who_plans_may_look(case: Case) -> None:
    with pytest.raises(Refused):
        free_times.find(case.db, case.actor("manager"), Wish(HOUR, TODAY, 1), now=NOW)


def test_everything_offered_can_be_saved(case: Case) -> None:
    """The promise: what is found is planned without a word, one after the other."""
    case.create(rrule="FREQ=DAILY", local_start=datetime(2026, 11, 18, 12))
    for one in find(case, kind="", facilitator_ids=(ANNE,), weeks=1):
        fields = nada(local_start=one.start, duration=HOUR, room_id=one.room_id, rrule=None)
        planning.create(case.db, case.boss, fields, now=NOW, publish=True)


ROOM = Room(1, 1, "Sal", 20, "sal", True)


@given(
    st.sets(st.integers(0, 5 * 48), max_size=200),
    st.integers(1, 28).map(lambda half_hours: timedelta(minutes=30 * half_hours)),
    st.integers(1, 6),
)
def test_what_is_offered_is_free_and_first(taken: set[int], duration: timedelta, most: int) -> None:
    """`taken`: half hours of the week that are not free."""
    monday = datetime(2026, 11, 23)

    def is_free(start: datetime, end: datetime, _room: Room) -> bool:
        first = int((start - monday) / timedelta(minutes=30))
        return not any(first + step in taken for step in range(int((end - start) / (HOUR / 2))))

    wish = Wish(duration, monday.date(), 1)
    found = first_free(wish, [ROOM], is_free, monday, most)
    assert all(is_free(one.start, one.end, ROOM) and one.end.time() <= CLOSES for one in found)
    for part, opens, shuts in (("day", time(8), time(16)), ("evening", time(16), time(21))):
        mine = [one.start for one in found if one.part == part]
        assert len(mine) <= most and len({start.date() for start in mine}) == len(mine)
        naive = []
        for day in range(5):
            start = datetime.combine(monday.date() + timedelta(days=day), opens)
            while start.time() < shuts and start + duration <= datetime.combine(start, CLOSES):
                if is_free(start, start + duration, ROOM):
                    naive.append(start)
                    break
                start += HOUR / 2
        assert mine == naive[:most]
