"""Copying a week: what goes where, what is not doubled, and undone as one change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import pauses, planning, undo, weeks
from db.activities import all_activities
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused
from domain.model import Activity, Actor
from domain.weeks import WeekCopy, target_weeks
from tests.house_case import (
    ANNE,
    NOW,
    SAL,
    STILLE,
    UDE,
    UNG,
    Case,
    a_house,
)
from tests.test_undo import last_change, shown, state

SOURCE, NEXT, AFTER = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)
YULE = date(2026, 12, 21)
LATER = NOW + timedelta(minutes=5)
WEEKLY = "FREQ=WEEKLY;BYDAY=MO"


def look(
    case: Case, first: date = NEXT, last: date | None = None, actor: Actor | None = None
) -> list[WeekCopy]:
    who = actor or case.boss
    chosen = weeks.source_week(case.db, who, SOURCE, now=NOW).singles
    return weeks.look(case.db, who, SOURCE, first, last or first, chosen, now=NOW)


def copy(
    case: Case,
    first: date = NEXT,
    last: date | None = None,
    chosen: list[int] | None = None,
    **more: Any,
) -> int:
    if chosen is None:
        chosen = weeks.source_week(case.db, case.boss, SOURCE, now=NOW).singles
    return weeks.copy_week(
        case.db, case.boss, SOURCE, first, last or first, chosen, now=NOW, **more
    )


def planned(case: Case) -> list[Activity]:
    with case.db.read() as con:
        return all_activities(con)


def test_what_belongs_to_no_series_is_copied_as_it_stands(case: Case) -> None:
    source = case.create(title="Kor", room_id=SAL, local_start=datetime(2026, 11, 26, 19))
    assert copy(case) == 1
    new = next(one for one in planned(case) if one.id != source)
    old = case.activity(source)
    assert new.fields == replace(old.fields, local_start=datetime(2026, 12, 3, 19))
    assert (new.state, new.uid == old.uid, new.lineage == old.lineage) == (
        "published",
        False,
        False,
    )


def test_every_week_of_a_period_gets_it_at_the_same_wall_time(case: Case) -> None:
    case.create(title="Kor", room_id=SAL, facilitator_ids=())
    assert copy(case, NEXT, date(2027, 4, 4)) == 18
    walls = sorted(one.fields.local_start for one in planned(case))
    assert {wall.time().hour for wall in walls} == {10}
    assert walls[-1] == datetime(2027, 3, 29, 10)  # after the clocks changed


def test_a_date_that_was_moved_is_copied_where_it_was_held(case: Case) -> None:
    number = case.create(rrule=WEEKLY + ";COUNT=1")
    one = case.dates(number)[0]
    planning.move_date(
        case.db,
        case.boss,
        one.id,
        version=one.version,
        local_start=datetime(2026, 11, 25, 13),
        room_id=SAL,
        now=NOW,
    )
    assert copy(case, chosen=[one.id]) == 1
    new = planned(case)[-1].fields
    assert (new.local_start, new.room_id, new.rrule) == (datetime(2026, 12, 2, 13), SAL, None)


def test_a_series_that_runs_there_is_not_doubled_and_one_that_pauses_may_be(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    chosen = [case.dates(number)[0].id]
    pauses.pause(case.db, case.boss, number, version=1, first=AFTER, last=AFTER, now=NOW)
    fates = weeks.look(case.db, case.boss, SOURCE, NEXT, AFTER, chosen, now=NOW)
    assert [(one.monday, one.fate) for one in fates] == [(NEXT, "runs"), (AFTER, "free")]
    assert weeks.source_week(case.db, case.boss, SOURCE, now=NOW).singles == []


def test_the_same_copied_twice_stands_there_once(case: Case) -> None:
    case.create(title="Bænken", room_id=UDE, facilitator_ids=())
    copy(case)
    assert [one.fate for one in look(case)] == ["there"]
    with pytest.raises(InvalidInput) as caught:
        copy(case)
    assert caught.value.problems[0].code == "nothing-to-copy"


def test_a_collision_is_told_before_and_stops_the_save_unless_left_out(case: Case) -> None:
    case.create()
    case.create(title="Kor", room_id=SAL, facilitator_ids=())
    case.create(title="Taget", local_start=datetime(2026, 11, 30, 10), facilitator_ids=())
    found = {one.fields.title: one for one in look(case)}
    assert (found["NADA"].fate, found["Kor"].fate) == ("taken", "free")
    assert found["NADA"].conflicts[0].other_title == "Taget"
    before = state(case)
    with pytest.raises(Conflicts):
        copy(case)
    assert state(case) == before
    assert copy(case, left_out=[found["NADA"].key]) == 1


def test_a_soft_one_asks_for_a_reason_which_is_kept(case: Case) -> None:
    case.create(capacity=10)
    with case.db.write() as con:
        con.execute("UPDATE room SET capacity = 4 WHERE id = :id", {"id": STILLE})
    assert [one.fate for one in look(case)] == ["asks"]
    with pytest.raises(Conflicts):
        copy(case)
    assert copy(case, reason="Døren står åben") == 1
    assert "Døren står åben" in case.rows("SELECT after FROM change ORDER BY id DESC")[0][0]


def test_a_closed_day_takes_no_copy(case: Case) -> None:
    case.create(title="Kor", room_id=SAL, local_start=datetime(2026, 11, 26, 10))
    found = look(case, YULE)
    assert [(one.fate, one.conflicts[0].kind) for one in found] == [("taken", "closure")]


def test_a_night_that_runs_into_the_next_copied_monday_is_told(case: Case) -> None:
    case.create(title="Nat", local_start=datetime(2026, 11, 29, 22), duration=timedelta(hours=12))
    case.create(title="Tidlig", local_start=datetime(2026, 11, 23, 8), facilitator_ids=())
    found = look(case, NEXT, AFTER)
    clash = [one for one in found if one.fate == "taken"]
    assert [(one.fields.title, one.monday) for one in clash] == [
        ("Tidlig", NEXT),  # the night of the source week itself
        ("Tidlig", AFTER),  # the copied night
    ]


def test_drafts_stay_drafts_and_what_is_cancelled_stays_behind(case: Case) -> None:
    case.create(title="Udkast", room_id=UDE, facilitator_ids=(), publish=False)
    gone = case.create(title="Aflyst", room_id=SAL, facilitator_ids=())
    planning.cancel_activity(case.db, case.boss, gone, version=1, reason="", now=NOW)
    assert weeks.source_week(case.db, case.boss, SOURCE, now=NOW).cancelled == 1
    assert copy(case) == 1
    assert [one.state for one in planned(case) if one.fields.local_start.day == 30] == ["draft"]


def test_what_others_coordinate_is_shown_and_not_copied(case: Case) -> None:
    case.create(title="Ungecafé", service_ids=(UNG,), room_id=UDE, facilitator_ids=())
    mine = case.actor("coordinator", service=2)
    found = weeks.source_week(case.db, mine, SOURCE, now=NOW)
    assert ([one.title for one in found.others], found.dates) == (["Ungecafé"], ())
    with pytest.raises(Refused):
        weeks.copy_week(
            case.db, case.actor("manager"), SOURCE, NEXT, NEXT, [1], left_out=(), now=NOW
        )


def test_a_room_out_of_use_takes_nothing_and_people_out_of_use_stay_behind(case: Case) -> None:
    case.create(title="Kor", room_id=SAL)
    case.create(title="Gåtur", room_id=UDE, local_start=datetime(2026, 11, 24, 10))
    with case.db.write() as con:
        for table, number in (("room", SAL), ("facilitator", ANNE)):
            con.execute(f"UPDATE {table} SET retired_at = '2026-11-17' WHERE id = {number}")
    found = {one.fields.title: one for one in look(case)}
    assert found["Kor"].fate == "no-room"
    assert found["Gåtur"].fields.facilitator_ids == ()


PROBLEMS = {
    "its own week": (SOURCE, SOURCE, "same-week"),
    "the week before": (date(2026, 11, 9), date(2026, 11, 9), "weeks-are-over"),
    "backwards": (AFTER, NEXT, "before-start"),
    "more than a year": (NEXT, date(2027, 12, 20), "period-too-long"),
}


@pytest.mark.parametrize(("first", "last", "code"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_weeks_that_cannot_be(case: Case, first: date, last: date, code: str) -> None:
    case.create(room_id=UDE, facilitator_ids=())
    for call in (look, copy):
        with pytest.raises(InvalidInput) as caught:
            call(case, first, last)
        assert [one.code for one in caught.value.problems] == [code]


def test_a_period_leaves_out_its_own_week_and_those_that_are_over() -> None:
    found = target_weeks(SOURCE, date(2026, 11, 9), AFTER, NOW.date())
    assert found == [date(2026, 11, 16), NEXT, AFTER]


def test_four_hundred_dates_are_the_most(case: Case) -> None:
    for minute in range(8):
        case.create(
            title=f"Nr. {minute}",
            room_id=UDE,
            facilitator_ids=(),
            local_start=datetime(2026, 11, 23, 10, minute),
        )
    with pytest.raises(InvalidInput) as caught:
        copy(case, NEXT, NEXT + timedelta(weeks=51))
    assert caught.value.problems[0].code == "too-many"


def test_two_clicks_copy_once(case: Case) -> None:
    case.create(room_id=UDE, facilitator_ids=())
    copy(case, token="et")
    with pytest.raises(AlreadyDone):
        copy(case, token="et")
    assert len(planned(case)) == 2


def test_what_has_begun_is_not_planned_in_the_past(case: Case) -> None:
    number = case.create(title="I går", local_start=datetime(2026, 11, 20, 10), room_id=UDE)
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with case.db.write() as con:  # a week that has been, copied into the running one
        con.execute("UPDATE activity SET room_id = 3 WHERE id = :id", {"id": number})
    source = date(2026, 11, 16)
    chosen = weeks.source_week(case.db, case.boss, source, now=noon).singles
    for now, fate in ((noon, "free"), (datetime(2026, 11, 27, 12, tzinfo=UTC), "past")):
        found = weeks.look(case.db, case.boss, source, SOURCE, SOURCE, chosen, now=now)
        assert [one.fate for one in found] == [fate]


TIMES = st.tuples(st.integers(0, 6), st.integers(6, 22), st.sampled_from((SAL, STILLE, UDE, None)))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TIMES, min_size=1, max_size=5, unique=True), st.integers(1, 3))
def test_copying_and_undoing_is_the_identity(
    singles: list[tuple[int, int, int | None]], length: int
) -> None:
    with TemporaryDirectory() as folder:
        case = a_house(Path(folder) / "house.db")
        for day, hour, room in singles:
            start = datetime(2026, 11, 23, hour) + timedelta(days=day)
            case.create(
                title=f"Nr. {day} {hour} {room}",
                room_id=room,
                facilitator_ids=(),
                local_start=start,
                duration=timedelta(minutes=60),
            )
        before, seen = state(case), set(shown(case))
        made = copy(case, NEXT, NEXT + timedelta(weeks=length - 1))
        assert made == len(singles) * length
        assert len(planned(case)) == len(singles) * (length + 1)
        undo.undo(case.db, case.boss, last_change(case), now=LATER)
        assert state(case) == before
        undo.undo(case.db, case.boss, last_change(case), now=LATER)  # and once more
        assert len(planned(case)) == len(singles) * (length + 1)
        assert seen <= set(shown(case))
