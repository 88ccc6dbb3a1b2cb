"""The bad morning: somebody cannot, a substitute is found, the date moves or is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import attendance, dates, morning, undo
from db import writes_house
from db.occurrences import missing
from domain.errors import (
    AlreadyDone,
    Conflicts,
    HouseError,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
    UndoRefused,
)
from domain.model import Actor, Facilitator, Occurrence, RoleGrant
from tests.house_case import (
    ANNE,
    NOW,
    PEER,
    SAL,
    SP,
    UNG,
    Case,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
LATER = NOW + timedelta(minutes=5)


def linked(facilitator_id: int | None = ANNE, *roles: str, staff_id: int = 2) -> Actor:
    """An account that is linked to a facilitator, with roles or without."""
    grants = tuple(RoleGrant(role, None) for role in roles)  # type: ignore[arg-type]
    return Actor(staff_id, "Prøve 2", grants, facilitator_id)


def a_date(case: Case, number: int, position: int = 0) -> Occurrence:
    return case.dates(number)[position]


def say_no(case: Case, date: Occurrence, who: Actor | None = None, **more: Any) -> int:
    known: dict[str, Any] = {"version": date.version, "now": NOW} | more
    return morning.cannot(case.db, who or linked(), date.id, ANNE, **known)


def rows(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT id, state, missing, version FROM occurrence ORDER BY id")


# -- I cannot -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [linked(), linked(None, "coordinator"), linked(ANNE, "host"), linked(PEER, "coordinator")],
    ids=["own, without a role", "a coordinator", "own, a host too", "a coordinator for another"],
)
def test_a_date_lacks_somebody_and_nobody_outside_sees_it(case: Case, who: Actor) -> None:
    number = case.create(rrule=WEEKLY)
    before = case.rows("SELECT feed, content FROM feed_entry ORDER BY feed, uid")
    say_no(case, a_date(case, number, 1), who)
    first, second, *_rest = case.dates(number)
    assert (second.facilitator_ids, second.missing_ids) == ((), (ANNE,))
    assert (first.facilitator_ids, first.missing_ids) == ((ANNE,), ())
    with case.db.read() as con:
        assert [one.occurrence.id for one in missing(con, NOW)] == [second.id]
    assert case.rows("SELECT feed, content FROM feed_entry ORDER BY feed, uid") == before
    action, text = case.rows("SELECT action, after FROM change ORDER BY id DESC LIMIT 1")[0]
    assert action == "date.cannot" and "reason" not in text.replace("cancel_reason", "")


def at_another_house(case: Case) -> int:
    return case.create(service_ids=(SP,))


REFUSED: dict[str, tuple[Callable[[Case], int], Actor]] = {
    "another's date": (lambda case: case.create(facilitator_ids=(ANNE,)), linked(PEER)),
    "own account, but of a date that another runs": (
        lambda case: case.create(facilitator_ids=(PEER,)),
        linked(ANNE),
    ),
    "the link was taken away": (Case.create, linked(None)),
    "a host": (Case.create, linked(None, "host")),
    "a manager": (Case.create, linked(None, "manager")),
    "an administrator": (Case.create, linked(None, "admin")),
    "a coordinator of another service": (
        at_another_house,
        Actor(2, "Prøve 2", (RoleGrant("coordinator", UNG),)),
    ),
    "own, but a draft": (lambda case: case.create(publish=False), linked(ANNE)),
}


@pytest.mark.parametrize(("make", "who"), REFUSED.values(), ids=REFUSED.keys())
def test_whose_date_it_is_not_is_refused(
    case: Case, make: Callable[[Case], int], who: Actor
) -> None:
    date = a_date(case, make(case))
    before, changes = rows(case), case.rows("SELECT count(*) FROM change")
    with pytest.raises(Refused):
        say_no(case, date, who)
    with pytest.raises(Refused):
        morning.can_again(case.db, who, date.id, ANNE, version=date.version, now=NOW)
    assert (rows(case), case.rows("SELECT count(*) FROM change")) == (before, changes)


def test_a_facilitator_may_do_nothing_else(case: Case) -> None:
    date, who = a_date(case, case.create()), linked()
    at: dict[str, Any] = {"version": date.version, "now": NOW}
    acts: list[Callable[[], object]] = [
        lambda: morning.take_over(case.db, who, date.id, PEER, **at),
        lambda: morning.manage(case.db, who, date.id, **at),
        lambda: morning.ways(case.db, who, date.id, now=NOW),
        lambda: morning.coming_dates(case.db, who, now=NOW),
        lambda: morning.one_date(case.db, who, date.id),
        lambda: dates.cancel_date(case.db, who, date.id, **at),
        lambda: undo.undo(case.db, who, say_no(case, date, who), now=NOW),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def gone(case: Case, date: Occurrence) -> None:
    dates.cancel_date(case.db, case.boss, date.id, version=date.version, now=NOW)


WRONG: dict[str, tuple[Callable[[Case, Occurrence], object], dict[str, Any], type[HouseError]]] = {
    "another version": (lambda case, date: None, {"version": 7}, Stale),
    "it is over": (lambda case, date: None, {"now": NOW + timedelta(days=30)}, InvalidInput),
    "it is cancelled": (gone, {"version": 2}, InvalidInput),
    "said already": (lambda case, date: say_no(case, date), {"version": 2}, InvalidInput),
}


@pytest.mark.parametrize(("first", "more", "error"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_said_changes_nothing(
    case: Case,
    first: Callable[[Case, Occurrence], object],
    more: dict[str, Any],
    error: type[HouseError],
) -> None:
    date = a_date(case, case.create())
    first(case, date)
    before = rows(case)
    with pytest.raises(error):
        say_no(case, date, **more)
    assert rows(case) == before


def test_a_date_that_is_not_there_is_not_found(case: Case) -> None:
    with pytest.raises(NotFound):
        morning.cannot(case.db, linked(), 99, ANNE, version=1, now=NOW)


def test_a_double_tap_says_it_once(case: Case) -> None:
    date = a_date(case, case.create())
    change = say_no(case, date, token="tap")
    with pytest.raises(AlreadyDone) as told:
        say_no(case, date, token="tap")
    assert told.value.result == str(change)
    assert a_date(case, date.activity_id).version == date.version + 1


def test_who_can_after_all_is_back_until_somebody_was_found(case: Case) -> None:
    date, who = a_date(case, case.create()), linked()
    say_no(case, date, who)
    morning.can_again(case.db, who, date.id, ANNE, version=2, now=NOW)
    back = a_date(case, date.activity_id)
    assert (back.facilitator_ids, back.missing_ids) == ((ANNE,), ())
    say_no(case, back, who)
    morning.take_over(case.db, case.boss, date.id, PEER, version=4, now=NOW)
    with pytest.raises(Refused):
        morning.can_again(case.db, who, date.id, ANNE, version=5, now=NOW)


def test_it_is_undone_as_every_change_of_the_plan(case: Case) -> None:
    date = a_date(case, case.create())
    change = say_no(case, date)
    undo.undo(case.db, case.boss, change, now=LATER)
    back = a_date(case, date.activity_id)
    assert replace(back, version=date.version) == date
    with pytest.raises(UndoRefused):
        undo.undo(case.db, case.boss, change, now=LATER)


def test_the_date_stays_in_need_when_its_series_changes(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    say_no(case, a_date(case, number, 1))
    case.edit(number, title="NADA for alle")
    case.edit(number, facilitator_ids=(PEER,))
    date = a_date(case, number, 1)
    assert (date.facilitator_ids, date.missing_ids) == ((), (ANNE,))


# -- a substitute ---------------------------------------------------------------------------


def people(case: Case, *names: str) -> list[int]:
    with case.db.write() as con:
        return [writes_house.save(con, Facilitator(0, name, "staff", True), NOW) for name in names]


def test_who_is_free_and_has_run_it_before_is_named_first(case: Case) -> None:
    asger, bodil, carl, dorte = people(case, "Asger", "Bodil", "Carl", "Dorte")
    long_ago = NOW - timedelta(days=40)

    def ran(person: int, days: int, **more: Any) -> int:
        start = (NOW - timedelta(days=days)).replace(tzinfo=None)
        return case.create(
            facilitator_ids=(person,), local_start=start, room_id=None, now=long_ago, **more
        )

    ran(carl, 20)
    ran(dorte, 10)
    ran(bodil, 5, category_id=2)
    taken = case.create(title="Yoga", facilitator_ids=(asger,), room_id=SAL)
    date = a_date(case, case.create())
    say_no(case, date)
    found = morning.ways(case.db, case.boss, date.id, now=NOW).substitutes
    assert [(one.person.name, one.last_ran is not None) for one in found] == [
        ("Dorte", True),
        ("Carl", True),
        ("Bodil", False),
        ("Peer", False),
        ("Asger", False),
    ]
    assert [bool(one.conflicts) for one in found] == [False] * 4 + [True]
    assert found[-1].conflicts[0].other_activity_id == taken
    with pytest.raises(Conflicts):
        morning.take_over(case.db, case.boss, date.id, asger, version=2, now=NOW)
    morning.take_over(case.db, case.boss, date.id, dorte, version=2, now=NOW)
    there = a_date(case, date.activity_id)
    assert (there.facilitator_ids, there.missing_ids) == ((dorte,), ())


def test_those_who_are_left_can_manage(case: Case) -> None:
    date = a_date(case, case.create(facilitator_ids=(ANNE, PEER)))
    say_no(case, date)
    morning.manage(case.db, case.boss, date.id, version=2, now=NOW)
    there = a_date(case, date.activity_id)
    assert (there.facilitator_ids, there.missing_ids) == ((PEER,), ())


def test_nobody_left_cannot_manage(case: Case) -> None:
    date = a_date(case, case.create())
    say_no(case, date)
    with pytest.raises(InvalidInput):
        morning.manage(case.db, case.boss, date.id, version=2, now=NOW)


# -- another day ----------------------------------------------------------------------------


def test_other_days_are_offered_where_room_and_people_are_free(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO,WE")
    case.create(title="Yoga", local_start=datetime(2026, 11, 24, 10), facilitator_ids=(PEER,))
    case.create(title="Møde", local_start=datetime(2026, 11, 27, 10), room_id=SAL)
    date = a_date(case, number)
    say_no(case, date)
    offered = morning.ways(case.db, case.boss, date.id, now=NOW).other_times
    # Tuesday the room is taken, Friday Anne; Monday and Wednesday are its own; never a weekend
    assert offered == [datetime(2026, 11, day, 10) for day in (26,)] + [
        datetime(2026, 12, day, 10) for day in (1, 3)
    ]
    dates.move_date(
        case.db,
        case.boss,
        date.id,
        version=2,
        local_start=offered[0],
        room_id=date.room_id,
        facilitator_ids=(ANNE,),
        now=NOW,
    )
    there = a_date(case, number)
    assert (there.facilitator_ids, there.missing_ids) == ((ANNE,), ())


# -- own dates ------------------------------------------------------------------------------


def test_own_dates_are_those_one_runs_or_was_to_run(case: Case) -> None:
    mine = case.create(title="Min")
    case.create(title="En andens", facilitator_ids=(PEER,), room_id=SAL)
    case.create(title="Kladde", local_start=datetime(2026, 11, 24, 10), publish=False)
    case.create(title="Langt ude", local_start=datetime(2027, 3, 1, 10))
    off = case.create(title="Aflyst", local_start=datetime(2026, 11, 25, 10))
    gone(case, a_date(case, off))
    before = [one.title for one in morning.own_schedule(case.db, linked(), now=NOW)]
    assert before == ["Min", "Aflyst"]
    say_no(case, a_date(case, mine))
    after = [one.title for one in morning.own_schedule(case.db, linked(), now=NOW)]
    assert after == before
    with pytest.raises(Refused):
        morning.own_schedule(case.db, linked(None), now=NOW)


def test_recorded_dates_stay_as_they_are(case: Case) -> None:
    date = a_date(case, case.create())
    later = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    attendance.record(
        case.db, case.boss, date.id, version=1, total=4, turned_away=0, volunteers=0,
        volunteer_minutes=0, now=later, token=None,
    )  # fmt: skip
    with pytest.raises(InvalidInput):
        say_no(case, a_date(case, date.activity_id), now=later)
