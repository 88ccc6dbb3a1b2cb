"""Conflicts of dates, as a table of shapes. 10 stands for 10.00 on one day, in UTC."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.conflicts import Slot, among, between, closure_of, too_small
from domain.model import Closure, Facilitator, Room

HALL = Room(1, 1, "Sal", 20, "", True)
QUIET = Room(2, 1, "Stillerum", 10, "", True, setup_minutes=10, clearing_minutes=5)
OUTSIDE = Room(3, 1, "Ude", 20, "", False)
ROOMS = {room.id: room for room in (HALL, QUIET, OUTSIDE)}
ANNE = Facilitator(1, "Anne-rolle", "staff", True)
PEER = Facilitator(2, "Peer", "staff", False)
PEOPLE = {one.id: one for one in (ANNE, PEER)}


def at(hour: float) -> datetime:
    return datetime(2026, 11, 23, int(hour), round(hour % 1 * 60), tzinfo=UTC)


def slot(start: float, end: float, room: int | None = None, *people: int, number: int = 9) -> Slot:
    return Slot(at(start), at(end), room, people, activity_id=number, occurrence_id=number)


SHAPES = {
    "before-and-touching": (slot(8, 10, 1), []),
    "after-and-touching": (slot(11, 12, 1), []),
    "into-the-start": (slot(9, 10.5, 1), ["room"]),
    "out-of-the-end": (slot(10.5, 12, 1), ["room"]),
    "inside": (slot(10.25, 10.75, 1), ["room"]),
    "around": (slot(9, 12, 1), ["room"]),
    "the-same": (slot(10, 11, 1), ["room"]),
    "another-room": (slot(10, 11, 2), []),
    "no-room": (slot(10, 11), []),
    "the-same-person": (slot(10, 11, 2, 1), ["facilitator"]),
    "person-and-room": (slot(10, 11, 1, 1), ["room", "facilitator"]),
    "a-role-that-several-fill": (slot(10, 11, 2, 2), []),
}


@pytest.mark.parametrize(("taken", "kinds"), SHAPES.values(), ids=SHAPES.keys())
def test_shapes_of_overlap(taken: Slot, kinds: list[str]) -> None:
    proposed = slot(10, 11, 1, 1, 2, number=1)
    found = between(proposed, [taken], ROOMS, PEOPLE)
    assert [one.kind for one in found] == kinds
    assert all(one.hard and one.other_activity_id == 9 for one in found)


def test_a_place_that_is_not_exclusive_takes_several() -> None:
    assert between(slot(10, 11, 3, number=1), [slot(10, 11, 3)], ROOMS, PEOPLE) == []


SETUP = {
    "set-up-and-clearing-collide": (11.2, ["room"]),  # 11.05 is free, 11.02 begins its set-up
    "just-after-both": (11.25, []),
}


@pytest.mark.parametrize(("start", "kinds"), SETUP.values(), ids=SETUP.keys())
def test_minutes_for_set_up_and_clearing_count(start: float, kinds: list[str]) -> None:
    found = between(slot(10, 11, 2, number=1), [slot(start, 13, 2)], ROOMS, PEOPLE)
    assert [one.kind for one in found] == kinds


def test_a_date_does_not_collide_with_itself() -> None:
    same = slot(10, 11, 1, 1)
    assert between(same, [replace(same, ends_at=at(12))], ROOMS, PEOPLE) == []


def test_each_pair_of_a_week_is_named_once() -> None:
    week = [slot(10, 12, 1, number=1), slot(11, 13, 1, number=2), slot(14, 15, 1, number=3)]
    assert [(one.kind, one.other_activity_id) for one in among(week, ROOMS, PEOPLE)] == [
        ("room", 2)
    ]


def test_a_closure_shuts_its_own_site_only() -> None:
    everywhere = Closure(1, None, at(9), at(12), "Julefrokost")
    yellow = Closure(2, 2, at(9), at(12), "Maling")
    assert closure_of(at(11), at(13), HALL, [yellow]) is None
    assert closure_of(at(11), at(13), HALL, [yellow, everywhere]) == everywhere
    assert closure_of(at(12), at(13), HALL, [everywhere]) is None


def test_more_places_than_the_room_holds_asks_for_a_reason() -> None:
    found = too_small(slot(10, 11, 2), QUIET, 11)
    assert found is not None and not found.hard and found.limit == 10
    assert too_small(slot(10, 11, 2), QUIET, 10) is None
