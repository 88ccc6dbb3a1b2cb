"""Planning through the real database: create, edit, conflicts, rights, history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions import planning
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused, Stale
from domain.model import Actor
from tests.house_case import (
    ANNE,
    BIRK,
    HUS,
    NOW,
    PEER,
    SAL,
    SP,
    UDE,
    UNG,
    Case,
    nada,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
IN_MARCH = datetime(2027, 3, 24, 9, tzinfo=UTC)


def test_a_weekly_series_keeps_its_wall_time_when_the_clocks_change(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};UNTIL=20270405")
    assert {wall.time().hour for wall in case.walls(number)} == {10}
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
    last = case.walls(case.create(rrule=WEEKLY))[-1]
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
