"""Pausing a series for some days, and taking it up again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions import pauses, planning
from domain.errors import Conflicts, InvalidInput, Refused, Stale
from domain.model import Occurrence
from tests.house_case import NOW, SAL, UNG, Case

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=6"
SECOND, THIRD = date(2026, 11, 30), date(2026, 12, 7)


def pause(case: Case, number: int, first: date = SECOND, last: date = THIRD) -> int:
    version = case.activity(number).version
    return pauses.pause(
        case.db, case.boss, number, version=version, first=first, last=last, now=NOW
    )


def resume(case: Case, number: int, *dates: Occurrence, reason: str = "") -> int:
    version, ids = case.activity(number).version, [one.id for one in dates]
    return pauses.resume(case.db, case.boss, number, ids, version=version, reason=reason, now=NOW)


def states(case: Case, number: int) -> list[str]:
    return [one.state for one in case.dates(number)]


def test_a_pause_takes_its_days_both_included_and_a_resume_gives_them_back(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    assert pause(case, number) == 2
    assert states(case, number) == ["planned", "paused", "paused", *["planned"] * 3]
    assert resume(case, number, case.dates(number)[2]) == 1
    assert states(case, number) == ["planned", "paused", *["planned"] * 4]
    assert not case.dates(number)[2].is_exception


def test_a_paused_date_gives_its_room_away_and_does_not_take_it_back(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    pause(case, number)
    case.create(title="Kor", local_start=datetime(2026, 11, 30, 10))
    with pytest.raises(Conflicts) as caught:
        resume(case, number, case.dates(number)[1])
    assert caught.value.conflicts[0].other_title == "Kor"
    assert states(case, number)[1] == "paused"


def test_a_pause_survives_a_change_of_the_rule_and_follows_its_room(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    pause(case, number)
    case.edit(number, room_id=SAL, local_start=datetime(2026, 11, 23, 14))
    second = case.dates(number)[1]
    assert (second.state, second.room_id) == ("paused", SAL)
    resume(case, number, second)
    assert case.walls(number)[1] == datetime(2026, 11, 30, 14)


def test_a_day_on_which_the_house_is_closed_is_not_taken_up(case: Case) -> None:
    number = case.create(
        rrule="FREQ=WEEKLY;BYDAY=TH;COUNT=2", local_start=datetime(2026, 12, 17, 10)
    )
    christmas_eve = case.dates(number)[1]
    with pytest.raises(Conflicts) as caught:
        resume(case, number, christmas_eve)
    assert [one.kind for one in caught.value.conflicts] == ["closure"]


def test_what_has_begun_is_not_paused(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    later = datetime(2026, 11, 30, 12, tzinfo=UTC)
    pauses.pause(
        case.db, case.boss, number, version=1, first=date(2026, 11, 23), last=THIRD, now=later
    )
    assert states(case, number)[:3] == ["planned", "planned", "paused"]


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        (THIRD, SECOND, "last", "before-start"),
        (SECOND + timedelta(days=1), THIRD - timedelta(days=1), "form", "no-such-dates"),
    ],
    ids=["backwards", "between two dates"],
)
def test_days_that_cannot_be_paused(
    case: Case, first: date, last: date, field: str, code: str
) -> None:
    number = case.create(rrule=WEEKLY)
    with pytest.raises(InvalidInput) as caught:
        pause(case, number, first, last)
    assert [(one.field, one.code) for one in caught.value.problems] == [(field, code)]
    assert set(states(case, number)) == {"planned"}


def test_a_cancelled_series_is_not_taken_up(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    pause(case, number)
    planning.cancel_activity(case.db, case.boss, number, version=1, reason="syg", now=NOW)
    with pytest.raises(InvalidInput):
        resume(case, number, case.dates(number)[1])


def test_only_who_plans_for_the_service_pauses_it_and_the_newest_version(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    days = {"first": SECOND, "last": THIRD, "now": NOW}
    with pytest.raises(Refused):
        pauses.pause(case.db, case.actor("host"), number, version=1, **days)  # type: ignore[arg-type]
    own = case.create(title="Kor", service_ids=(2,), room_id=SAL, facilitator_ids=(), rrule=WEEKLY)
    with pytest.raises(Refused):
        other = case.actor("coordinator", service=UNG)
        pauses.pause(case.db, other, own, version=1, **days)  # type: ignore[arg-type]
    with pytest.raises(Stale):
        pauses.pause(case.db, case.boss, number, version=7, **days)  # type: ignore[arg-type]


def test_a_pause_stands_in_the_history(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    pause(case, number)
    resume(case, number, case.dates(number)[1])
    found = case.rows("SELECT action FROM change ORDER BY id DESC LIMIT 2")
    assert found == [("activity.resume",), ("activity.pause",)]
