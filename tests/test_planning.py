"""Planning through the real database: create, edit, split, cancel, move, delete."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions import planning
from domain.errors import AlreadyDone, Conflicts, InvalidInput, NotFound, Refused, Stale
from domain.localtime import to_local
from domain.model import Actor
from tests.house_case import (
    ANNE,
    BIRK,
    HUS,
    MONDAY_TEN,
    NOW,
    PEER,
    SAL,
    SP,
    STILLE,
    UDE,
    UNG,
    Case,
    nada,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
ZONE = ZoneInfo("Europe/Copenhagen")
IN_MARCH = datetime(2027, 3, 24, 9, tzinfo=UTC)


def walls(case: Case, activity_id: int) -> list[datetime]:
    return [to_local(date.starts_at, ZONE) for date in case.dates(activity_id)]


def test_a_weekly_series_keeps_its_wall_time_when_the_clocks_change(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};UNTIL=20270405")
    assert {wall.time().hour for wall in walls(case, number)} == {10}
    assert {date.starts_at.hour for date in case.dates(number)} == {9, 8}


def test_dates_on_a_closure_are_left_out_and_named(case: Case) -> None:
    thursdays = nada(local_start=datetime(2026, 12, 17, 10), rrule="FREQ=WEEKLY;BYDAY=TH;COUNT=3")
    preview = planning.preview(case.db, case.boss, thursdays, now=NOW)
    assert preview.skipped == ((datetime(2026, 12, 24, 10), "Juleaften"),)
    states = [date.state for date in case.dates(case.create(thursdays))]
    assert states == ["planned", "paused", "planned"]


def test_a_single_date_on_a_closure_is_refused(case: Case) -> None:
    with pytest.raises(Conflicts) as caught:
        case.create(local_start=datetime(2026, 12, 24, 10))
    assert [one.kind for one in caught.value.conflicts] == ["closure"]
    assert case.rows("SELECT * FROM activity") == []


def test_an_open_ended_series_reaches_18_months_ahead(case: Case) -> None:
    last = walls(case, case.create(rrule=WEEKLY))[-1]
    assert last == datetime(2028, 5, 15, 10)


def test_a_taken_room_is_named_with_its_activity(case: Case) -> None:
    case.create(title="Yoga", rrule=WEEKLY, facilitator_ids=())
    clash = nada(title="Kor", rrule="FREQ=DAILY;COUNT=8", facilitator_ids=())
    with pytest.raises(Conflicts) as caught:
        case.create(clash)
    (first, second) = caught.value.conflicts
    assert (first.kind, first.subject, first.other_title) == ("room", "Stillerum", "Yoga")
    assert (second.starts_at - first.starts_at) == timedelta(days=7)
    preview = planning.preview(case.db, case.boss, clash, now=NOW)
    assert preview.conflicts == caught.value.conflicts


def test_a_taken_facilitator_stops_and_a_shared_role_does_not(case: Case) -> None:
    case.create()
    with pytest.raises(Conflicts):
        case.create(title="Kor", room_id=SAL)
    case.create(title="Kor", room_id=SAL, facilitator_ids=(PEER,))
    case.create(title="Gåtur", room_id=UDE, facilitator_ids=(PEER,))


def test_a_draft_takes_its_room_and_a_cancelled_date_gives_it_back(case: Case) -> None:
    number = case.create(publish=False)
    with pytest.raises(Conflicts):
        case.create(title="Kor")
    planning.publish(case.db, case.boss, number, version=1, now=NOW)
    (date,) = case.dates(number)
    planning.cancel_date(case.db, case.boss, date.id, version=date.version, now=NOW)
    case.create(title="Kor")


def test_too_many_places_ask_for_a_reason_which_is_kept(case: Case) -> None:
    with pytest.raises(Conflicts):
        case.create(capacity=11)
    planning.create(
        case.db, case.boss, nada(capacity=11), now=NOW, publish=True, reason="Vi står op"
    )
    (after,) = case.rows("SELECT after FROM change WHERE action = 'activity.create'")
    assert "Vi står op" in after[0]


def test_a_double_click_saves_once(case: Case) -> None:
    first = planning.create(case.db, case.boss, nada(), now=NOW, publish=True, token="form-1")
    with pytest.raises(AlreadyDone) as caught:
        planning.create(case.db, case.boss, nada(), now=NOW, publish=True, token="form-1")
    assert caught.value.result == str(first)
    assert case.rows("SELECT count(*) FROM activity") == [(1,)]


def test_a_refused_save_leaves_the_form_free_to_be_sent_again(case: Case) -> None:
    with pytest.raises(InvalidInput):
        planning.create(case.db, case.boss, nada(title=""), now=NOW, publish=True, token="form-2")
    planning.create(case.db, case.boss, nada(), now=NOW, publish=True, token="form-2")


def test_a_stale_edit_is_refused(case: Case) -> None:
    number = case.create()
    old = case.activity(number)
    case.edit(number, title="NADA med te")
    with pytest.raises(Stale):
        planning.edit(
            case.db, case.boss, number, replace(old.fields, title="X"), version=old.version, now=NOW
        )
    assert case.activity(number).fields.title == "NADA med te"


def test_a_new_title_keeps_every_date(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=4")
    before = case.dates(number)
    assert case.edit(number, title="NADA med te", now=NOW + timedelta(days=6)) == number
    assert case.dates(number) == before


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
    assert walls(case, new) == [
        datetime(2026, 12, 14, 14) + timedelta(weeks=week) for week in range(7)
    ]
    old, part = case.activity(number), case.activity(new)
    assert old.fields.rrule == f"{WEEKLY};UNTIL=20261213"
    assert part.lineage == old.lineage and part.uid != old.uid


def test_a_split_keeps_every_second_week_in_step(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    new = case.edit(number, now=NOW + timedelta(days=8), room_id=SAL)
    assert walls(case, new)[0] == datetime(2026, 12, 7, 10)


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


def coordinator_of(case: Case, service: int | None) -> Actor:
    return case.actor("coordinator", service=service, staff_id=2)


SCOPES = {
    "own-service": ((SP,), SP, True),
    "co-organised": ((SP, UNG), UNG, True),
    "another-service": ((SP,), UNG, False),
    "the-house-is-everybodys": ((HUS,), UNG, True),
    "whole-house": ((SP,), None, True),
}


@pytest.mark.parametrize(("services", "own", "may"), SCOPES.values(), ids=SCOPES.keys())
def test_coordinators_write_what_their_services_organise(
    case: Case, services: tuple[int, ...], own: int | None, may: bool
) -> None:
    actor = coordinator_of(case, own)
    number = case.create(service_ids=services)
    if may:
        planning.delete(case.db, actor, number, version=1, now=NOW)
    else:
        with pytest.raises(Refused):
            planning.delete(case.db, actor, number, version=1, now=NOW)
        with pytest.raises(Refused):
            planning.create(case.db, actor, nada(service_ids=services), now=NOW, publish=True)
    assert (case.activity(number).deleted_at is not None) == may


@pytest.mark.parametrize("role", ["admin", "host", "manager"])
def test_other_roles_plan_nothing(case: Case, role: str) -> None:
    with pytest.raises(Refused):
        planning.create(case.db, case.actor(role), nada(), now=NOW, publish=True)  # type: ignore[arg-type]


def test_an_activity_cannot_be_taken_over_by_editing_its_services(case: Case) -> None:
    number = case.create(service_ids=(SP,))
    old = case.activity(number)
    thief = coordinator_of(case, UNG)
    with pytest.raises(Refused):
        planning.edit(
            case.db, thief, number, replace(old.fields, service_ids=(UNG,)), version=1, now=NOW
        )


def test_every_change_says_who_and_what_was_before(case: Case) -> None:
    number = case.create(group_ids=(BIRK,))
    case.edit(number, facilitator_ids=(ANNE, PEER))
    rows = case.rows("SELECT action, staff_id, touched, before FROM change ORDER BY id")
    assert [row[:3] for row in rows] == [
        ("activity.create", 1, f'["activity:{number}"]'),
        ("activity.edit", 1, f'["activity:{number}"]'),
    ]
    assert '"title": "NADA"' in rows[1][3]


def test_the_first_date_is_in_the_rule(case: Case) -> None:
    number = case.create(local_start=datetime(2026, 11, 21, 10), rrule=WEEKLY)
    assert case.activity(number).fields.local_start == MONDAY_TEN


def test_a_change_in_the_far_half_of_the_year(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};UNTIL=20270601")
    new = case.edit(number, now=IN_MARCH, duration=timedelta(hours=2))
    assert case.activity(number).fields.rrule == f"{WEEKLY};UNTIL=20270328"
    assert walls(case, new)[0].date() == date(2027, 3, 29)
    assert walls(case, new)[-1].date() == date(2027, 5, 31)
