"""Series: rewritten in place, split where they have begun, written in wall time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions import planning
from domain.errors import InvalidInput
from domain.localtime import to_local
from tests.house_case import (
    MONDAY_TEN,
    NOW,
    SAL,
    ZONE,
    Case,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
IN_MARCH = datetime(2027, 3, 24, 9, tzinfo=UTC)


def test_a_series_that_has_not_begun_is_rewritten_in_place(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=4")
    second = case.dates(number)[1]
    planning.cancel_date(case.db, case.boss, second.id, version=second.version, now=NOW)
    same = case.edit(number, local_start=datetime(2026, 11, 23, 13, 30), room_id=SAL)
    dates = case.dates(number)
    assert same == number
    assert {to_local(date.starts_at, ZONE).time().isoformat() for date in dates} == {"13:30:00"}
    assert [date.state for date in dates] == ["planned", "cancelled", "planned", "planned"]
    assert dates[0].room_id == SAL


def test_an_exception_without_a_day_in_the_new_rule_goes(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=4")
    second = case.dates(number)[1]
    planning.cancel_date(case.db, case.boss, second.id, version=second.version, now=NOW)
    case.edit(number, local_start=datetime(2026, 11, 24, 10), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    assert [date.state for date in case.dates(number)] == ["planned"] * 4


def test_a_series_that_has_begun_splits_and_what_was_stays(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=10")
    later = datetime(2026, 12, 9, 12, tzinfo=UTC)  # three Mondays have been
    before = case.dates(number)[:3]
    new = case.edit(number, now=later, local_start=datetime(2026, 11, 23, 14))
    assert new != number
    assert case.dates(number) == before
    assert case.walls(new) == [
        datetime(2026, 12, 14, 14) + timedelta(weeks=week) for week in range(7)
    ]
    old, part = case.activity(number), case.activity(new)
    assert old.fields.rrule == f"{WEEKLY};UNTIL=20261213"
    assert part.lineage == old.lineage and part.uid != old.uid


def test_a_split_keeps_every_second_week_in_step(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    new = case.edit(number, now=NOW + timedelta(days=8), room_id=SAL)
    assert case.walls(new)[0] == datetime(2026, 12, 7, 10)


def test_a_date_that_was_moved_stays_moved_after_a_split(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=6")
    third = case.dates(number)[2]
    planning.move_date(
        case.db,
        case.boss,
        third.id,
        version=third.version,
        local_start=datetime(2026, 12, 9, 15),
        room_id=SAL,
        now=NOW,
    )
    new = case.edit(number, now=NOW + timedelta(days=8), local_start=datetime(2026, 11, 23, 8))
    moved = next(date for date in case.dates(new) if date.id == third.id)
    assert to_local(moved.starts_at, ZONE) == datetime(2026, 12, 9, 15)
    assert moved.moved_uid is not None
    assert to_local(moved.original_start, ZONE) == datetime(2026, 12, 7, 8)


def test_what_has_begun_once_cannot_get_another_time(case: Case) -> None:
    number = case.create()
    with pytest.raises(InvalidInput) as caught:
        case.edit(number, now=NOW + timedelta(days=7), local_start=datetime(2026, 12, 1, 10))
    assert caught.value.problems[0].code == "begun"


def test_the_first_date_is_in_the_rule(case: Case) -> None:
    number = case.create(local_start=datetime(2026, 11, 21, 10), rrule=WEEKLY)
    assert case.activity(number).fields.local_start == MONDAY_TEN


def test_a_change_in_the_far_half_of_the_year(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};UNTIL=20270601")
    new = case.edit(number, now=IN_MARCH, duration=timedelta(hours=2))
    assert case.activity(number).fields.rrule == f"{WEEKLY};UNTIL=20270328"
    assert case.walls(new)[0].date() == date(2027, 3, 29)
    assert case.walls(new)[-1].date() == date(2027, 5, 31)
