"""The scope of an edit: all coming dates, or one and those after it; told before it is saved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import planning
from domain.errors import Conflicts, InvalidInput
from domain.localtime import to_local
from domain.schedule import Effect
from tests.house_case import ANNE, NOW, SAL, ZONE, Case

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
SIX = f"{WEEKLY};COUNT=6"
IN_DECEMBER = datetime(2026, 12, 8, 12, tzinfo=UTC)
"""Three of the Mondays have been."""


def since(case: Case, number: int, position: int, *, now: datetime = NOW, **changes: Any) -> int:
    """Edit the date at `position` and those after it."""
    old = case.activity(number)
    fields = replace(old.fields, **changes)
    first = case.dates(number)[position].id
    return planning.edit(
        case.db, case.boss, number, fields, version=old.version, now=now, from_id=first
    )


def effect(
    case: Case, number: int, position: int | None = None, *, now: datetime = NOW, **changes: Any
) -> Effect:
    old = case.activity(number)
    preview = planning.preview(
        case.db,
        case.boss,
        replace(old.fields, **changes),
        now=now,
        activity_id=number,
        from_id=None if position is None else case.dates(number)[position].id,
    )
    assert preview.effect is not None
    return preview.effect


def test_this_and_following_leaves_the_coming_dates_before_it(case: Case) -> None:
    number = case.create(rrule=SIX)
    new = since(case, number, 2, local_start=datetime(2026, 12, 7, 14), room_id=SAL)
    assert case.walls(number) == [datetime(2026, 11, 23, 10), datetime(2026, 11, 30, 10)]
    assert case.walls(new) == [datetime(2026, 12, 7, 14) + timedelta(weeks=n) for n in range(4)]
    old, part = case.activity(number), case.activity(new)
    assert (old.fields.rrule, part.fields.rrule) == (
        f"{WEEKLY};UNTIL=20261206",
        f"{WEEKLY};COUNT=4",
    )
    assert old.lineage == part.lineage and old.uid != part.uid


def test_a_new_title_from_a_date_on_splits_too(case: Case) -> None:
    number = case.create(rrule=SIX)
    new = since(case, number, 3, title="NADA med te")
    assert (case.activity(number).fields.title, len(case.dates(number))) == ("NADA", 3)
    assert (case.activity(new).fields.title, len(case.dates(new))) == ("NADA med te", 3)


def test_from_the_first_date_on_is_all_of_it(case: Case) -> None:
    number = case.create(rrule=SIX)
    assert since(case, number, 0, room_id=SAL) == number
    assert {one.room_id for one in case.dates(number)} == {SAL}


def test_exceptions_before_the_split_stay_and_after_it_go_on(case: Case) -> None:
    number = case.create(rrule=SIX)
    for position in (1, 4):
        one = case.dates(number)[position]
        planning.cancel_date(case.db, case.boss, one.id, version=one.version, now=NOW)
    new = since(case, number, 2, local_start=datetime(2026, 12, 7, 14))
    assert [one.state for one in case.dates(number)] == ["planned", "cancelled"]
    assert [one.state for one in case.dates(new)] == ["planned", "planned", "cancelled", "planned"]


def test_a_date_that_has_begun_is_no_place_to_split(case: Case) -> None:
    number = case.create(rrule=SIX)
    with pytest.raises(InvalidInput):
        since(case, number, 1, now=IN_DECEMBER, room_id=SAL)
    stranger = case.create(title="Kor", room_id=SAL, facilitator_ids=())
    with pytest.raises(InvalidInput):
        planning.edit(
            case.db,
            case.boss,
            number,
            case.activity(number).fields,
            version=1,
            now=NOW,
            from_id=case.dates(stranger)[0].id,
        )
    assert case.rows("SELECT count(*) FROM activity") == [(2,)]


def test_both_parts_are_judged_against_everything_else(case: Case) -> None:
    number = case.create(rrule=SIX)
    case.create(title="Kor", local_start=datetime(2026, 12, 14, 14), facilitator_ids=())
    with pytest.raises(Conflicts):
        since(case, number, 2, local_start=datetime(2026, 12, 7, 14))
    assert len(case.dates(number)) == 6


def test_a_split_part_can_be_split_again(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    second = since(case, number, 4, room_id=SAL)
    third = since(case, second, 4, facilitator_ids=())
    walls = [*case.walls(number), *case.walls(second), *case.walls(third)]
    assert walls == sorted(set(walls)) and len(walls) == len(case.walls(number)) + 4 + len(
        case.walls(third)
    )
    assert len({case.activity(each).lineage for each in (number, second, third)}) == 1


def test_the_preview_says_what_the_save_does(case: Case) -> None:
    number = case.create(rrule=SIX)
    fourth, fifth = case.dates(number)[3:5]
    planning.cancel_date(case.db, case.boss, fourth.id, version=fourth.version, now=NOW)
    planning.move_date(
        case.db,
        case.boss,
        fifth.id,
        version=fifth.version,
        local_start=datetime(2026, 12, 23, 9),
        room_id=SAL,
        now=NOW,
    )
    told = effect(case, number, now=IN_DECEMBER, facilitator_ids=())
    assert (told.changed, told.begun, len(told.kept), told.lost) == (1, 3, 2, ())
    tuesdays: dict[str, Any] = {
        "rrule": "FREQ=WEEKLY;BYDAY=TU;COUNT=6",
        "local_start": datetime(2026, 11, 24, 10),
    }
    told = effect(case, number, now=IN_DECEMBER, **tuesdays)
    assert [to_local(one.starts_at, ZONE).day for one in told.lost] == [14, 23]
    new = case.edit(number, now=IN_DECEMBER, **tuesdays)
    assert case.walls(new) == [datetime(2026, 12, 15, 10) + timedelta(weeks=n) for n in range(3)]
    assert told.changed == 3 + 3


def test_an_edit_that_changes_no_date_says_so(case: Case) -> None:
    number = case.create(rrule=SIX)
    assert effect(case, number, 0, facilitator_ids=(ANNE,)).changed == 0
