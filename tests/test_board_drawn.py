"""The calendar's events: what was drawn before serves again only where it would be drawn so now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions import attendance, setup
from db.attendance import usual_totals
from db.house import load_house
from db.occurrences import between
from pages._kalender_events import Drawn, Scene, event_texts
from tests.house_case import NOW, SAL, ZONE, Case
from tests.test_undo import CHANGES, WEEKLY

FIRST, AFTER = datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
LATER = NOW + timedelta(days=6)  # the first date has ended, and its count is the usual one


def drawn(case: Case, before: dict[int, Drawn], now: datetime = NOW) -> list[str]:
    with case.db.read() as con:
        dates = between(
            con,
            FIRST,
            AFTER,
            states=("planned", "cancelled", "paused"),
            activity_states=("draft", "published", "cancelled"),
        )
        usual = usual_totals(con, {one.activity.lineage for one in dates})
        scene = Scene(load_house(con), case.boss, now, ZONE, usual)
    return event_texts(dates, scene, before)


def recorded(case: Case, number: int) -> None:
    one = case.dates(number)[0]
    attendance.record(case.db, case.boss, one.id, total=9, version=one.version, now=LATER)


@pytest.mark.parametrize("what", [*CHANGES, "recorded", "time"])
def test_a_change_is_drawn_as_if_nothing_had_been_before(case: Case, what: str) -> None:
    case.create(title="Kor", room_id=SAL, rrule=WEEKLY, facilitator_ids=())
    number = case.create(rrule=WEEKLY)
    before: dict[int, Drawn] = {}
    old = drawn(case, before)
    acts: dict[str, Callable[[Case, int], object]] = {"recorded": recorded}
    acts |= {"time": lambda case, number: None}
    (CHANGES | acts)[what](case, number)
    now = LATER if what in acts else NOW
    new = drawn(case, before, now)
    assert new == drawn(case, {}, now) != old
    assert [json.loads(one)["id"] for one in new] == list(before)


def test_what_has_not_changed_is_not_drawn_again(case: Case) -> None:
    case.create(title="Kor", room_id=SAL, rrule=WEEKLY, facilitator_ids=())
    number = case.create(rrule=WEEKLY)
    before: dict[int, Drawn] = {}
    drawn(case, before)
    kept = {one: id(text) for one, (_made_of, text) in before.items()}
    CHANGES["date cancelled"](case, number)
    drawn(case, before)
    again = [one for one, (_made_of, text) in before.items() if kept.get(one) != id(text)]
    assert again == [case.dates(number)[1].id]


def test_a_room_of_another_name_is_another_house(case: Case) -> None:
    """What events depend on beside their dates: _kalender_board forgets them when it differs."""
    with case.db.read() as con:
        old = load_house(con)
    setup.save(case.db, None, replace(old.rooms[SAL], name="Salen"), now=NOW)
    with case.db.read() as con:
        assert load_house(con) != old
