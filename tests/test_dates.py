"""Single dates and whole activities: cancelled, moved, deleted and brought back."""

from datetime import UTC, datetime

import pytest

from actions import planning
from domain.errors import Conflicts, InvalidInput, NotFound
from tests.house_case import (
    NOW,
    STILLE,
    Case,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
IN_MARCH = datetime(2027, 3, 24, 9, tzinfo=UTC)


def test_cancelling_keeps_what_has_been_and_is_not_deleting(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=4")
    later = datetime(2026, 12, 1, tzinfo=UTC)
    part = planning.cancel_activity(
        case.db, case.boss, number, version=1, reason="Sygdom", public_note="Vi ses igen", now=later
    )
    assert [date.state for date in case.dates(number)] == ["planned", "planned"]
    assert [date.state for date in case.dates(part)] == ["cancelled", "cancelled"]
    cancelled = case.activity(part)
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "Sygdom")
    assert cancelled.fields.public_note == "Vi ses igen"
    assert case.activity(number).state == "published"
    with pytest.raises(InvalidInput):
        planning.cancel_activity(
            case.db, case.boss, part, version=cancelled.version, reason="", now=later
        )


def test_a_cancelled_date_comes_back_only_if_its_room_is_free(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=2")
    first = case.dates(number)[0]
    planning.cancel_date(case.db, case.boss, first.id, version=first.version, reason="Syg", now=NOW)
    other = case.create(title="Kor", facilitator_ids=())
    first = case.dates(number)[0]
    with pytest.raises(Conflicts):
        planning.restore_date(case.db, case.boss, first.id, version=first.version, now=NOW)
    planning.delete(case.db, case.boss, other, version=1, now=NOW)
    planning.restore_date(case.db, case.boss, first.id, version=first.version, now=NOW)
    back = case.dates(number)[0]
    assert (back.state, back.cancel_reason, back.is_exception) == ("planned", "", False)


def test_moving_a_date_gives_it_a_uid_of_its_own_once(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=2")
    uids = []
    for hour in (12, 14):
        one = case.dates(number)[0]
        planning.move_date(
            case.db,
            case.boss,
            one.id,
            version=one.version,
            local_start=datetime(2026, 11, 23, hour),
            room_id=STILLE,
            now=NOW,
        )
        uids.append(case.dates(number)[0].moved_uid)
    assert uids[0] is not None and uids[0] == uids[1]


MOVES = {
    "into-the-past": (datetime(2026, 11, 1, 10), STILLE, "in-the-past"),
    "into-the-night-hour": (datetime(2026, 11, 23, 2, 30), STILLE, "night-hour"),
    "to-no-room": (datetime(2026, 11, 23, 12), 99, "unknown"),
}


@pytest.mark.parametrize(("start", "room", "code"), MOVES.values(), ids=MOVES.keys())
def test_moves_that_are_refused(case: Case, start: datetime, room: int, code: str) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=2")
    (one, _other) = before = case.dates(number)
    with pytest.raises(InvalidInput) as caught:
        planning.move_date(
            case.db, case.boss, one.id, version=1, local_start=start, room_id=room, now=NOW
        )
    assert caught.value.problems[0].code == code
    assert case.dates(number) == before


def test_a_move_onto_another_activity_is_refused(case: Case) -> None:
    case.create(title="Kor", local_start=datetime(2026, 11, 25, 10), facilitator_ids=())
    number = case.create()
    (one,) = case.dates(number)
    with pytest.raises(Conflicts) as caught:
        planning.move_date(
            case.db,
            case.boss,
            one.id,
            version=1,
            local_start=datetime(2026, 11, 25, 10, 30),
            room_id=STILLE,
            now=NOW,
        )
    assert caught.value.conflicts[0].other_title == "Kor"


def test_the_trash_gives_back_what_was_deleted_with_its_exceptions(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=3")
    second = case.dates(number)[1]
    planning.cancel_date(case.db, case.boss, second.id, version=second.version, now=NOW)
    before = case.dates(number)
    planning.delete(case.db, case.boss, number, version=case.activity(number).version, now=NOW)
    with pytest.raises(NotFound):
        planning.delete(case.db, case.boss, number, version=2, now=NOW)
    planning.restore_deleted(case.db, case.boss, number, now=NOW)
    assert case.activity(number).deleted_at is None
    assert case.dates(number) == before
