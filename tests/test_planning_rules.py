"""The house's own rules where planning meets them: create, edit, move, take up again, set up."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from actions import moves, pauses, planning, setup
from actions import planning_rules as rules
from actions.booking import desk
from db.changes import change, newest_of
from db.house import load_house
from db.planning_rules import load_rules
from domain.errors import Conflicts, InvalidInput, NotFound, Refused
from domain.model import Actor, Category
from domain.moves import Move
from tests.house_case import (
    ALLE,
    ANNE,
    GRUPPE,
    MONDAY_TEN,
    NADA,
    NOW,
    PITSTOP,
    SAL,
    STILLE,
    UNGE,
    Case,
    nada,
)

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"
WORKDAYS = dict.fromkeys(range(5), "8-16")


@pytest.fixture
def admin(case: Case) -> Actor:
    return case.actor("admin")


def opening_hours(case: Case) -> None:
    rules.set_hours(case.db, None, "site", 1, WORKDAYS, now=NOW)


def weekly_hours(case: Case) -> None:
    rules.set_hours(case.db, None, "facilitator", ANNE, WORKDAYS, now=NOW)


def away(case: Case) -> None:
    rules.add_absence(case.db, None, ANNE, date(2026, 11, 24), date(2026, 11, 24), now=NOW)


def two_of_staff(case: Case) -> None:
    with case.db.read() as con:
        kind = load_house(con).categories[GRUPPE]
    setup.save(
        case.db, None, Category(GRUPPE, kind.name, kind.icon, kind.sentence, min_staff=2), now=NOW
    )


def kept_apart(case: Case) -> None:
    rules.set_apart(case.db, None, UNGE, PITSTOP, 30, now=NOW)
    case.create(title="Unge", group_ids=(UNGE,), room_id=SAL, facilitator_ids=())


TUESDAY, EVENING = MONDAY_TEN + timedelta(days=1), MONDAY_TEN.replace(hour=19)
BROKEN: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "opening-hours": (opening_hours, "hours", {"local_start": EVENING}),
    "weekly-hours": (weekly_hours, "person-hours", {"local_start": EVENING}),
    "absence": (away, "absent", {"local_start": TUESDAY}),
    "staff": (two_of_staff, "staff", {"category_id": GRUPPE}),
    "apart": (kept_apart, "apart", {"group_ids": (PITSTOP,)}),
}
IDS = BROKEN.keys()


@pytest.mark.parametrize(("arrange", "kind", "changes"), BROKEN.values(), ids=IDS)
def test_creating_against_a_rule_asks_for_a_reason_and_keeps_it(
    case: Case, arrange: Any, kind: str, changes: dict[str, Any]
) -> None:
    arrange(case)
    fields = nada(rrule="FREQ=WEEKLY;COUNT=4", **changes)
    with pytest.raises(Conflicts) as caught:
        planning.create(case.db, case.boss, fields, now=NOW, publish=True)
    assert {one.kind for one in caught.value.conflicts} == {kind}
    assert not any(one.hard for one in caught.value.conflicts)
    planning.create(case.db, case.boss, fields, now=NOW, publish=True, reason="Aftalt med Bo")
    with case.db.read() as con:
        made = change(con, newest_of(con, case.boss.staff_id) or 0)
    assert made is not None and json.loads(made.after)["reason"] == "Aftalt med Bo"


@pytest.mark.parametrize(("arrange", "kind", "changes"), BROKEN.values(), ids=IDS)
def test_so_does_an_edit(case: Case, arrange: Any, kind: str, changes: dict[str, Any]) -> None:
    arrange(case)
    number = case.create()
    with pytest.raises(Conflicts) as caught:
        case.edit(number, **changes)
    assert {one.kind for one in caught.value.conflicts} == {kind}
    assert case.activity(number).version == 1
    case.edit(number, **changes, reason="Aftalt")


MOVED = [name for name in BROKEN if "local_start" in BROKEN[name][2]]


@pytest.mark.parametrize("name", MOVED)
@pytest.mark.parametrize("scope", ["this", "following", "all"])
def test_so_does_a_move_with_each_scope(case: Case, name: str, scope: Any) -> None:
    arrange, kind, changes = BROKEN[name]
    arrange(case)
    number = case.create(rrule=WEEKLY)
    first = case.dates(number)[0]
    move = Move(changes["local_start"], changes["local_start"] + timedelta(hours=1), STILLE)
    seen = moves.preview(case.db, case.boss, first.id, move, scope, now=NOW)
    assert {one.kind for one in seen.conflicts} == {kind}
    with pytest.raises(Conflicts):
        moves.move(case.db, case.boss, first.id, move, scope, version=1, now=NOW)
    moves.move(case.db, case.boss, first.id, move, scope, version=1, now=NOW, reason="Aftalt")


def test_moving_beside_a_group_that_is_kept_apart(case: Case) -> None:
    kept_apart(case)
    number = case.create(group_ids=(PITSTOP,), local_start=MONDAY_TEN + timedelta(hours=3))
    (date_,) = case.dates(number)
    near = MONDAY_TEN + timedelta(minutes=75)
    free = Move(near + timedelta(minutes=15), near + timedelta(minutes=75), STILLE)
    assert not moves.preview(case.db, case.boss, date_.id, free, "this", now=NOW).conflicts
    move = Move(near, near + timedelta(hours=1), STILLE)
    (found,) = moves.preview(case.db, case.boss, date_.id, move, "this", now=NOW).conflicts
    assert (found.kind, found.other_title, found.subject) == ("apart", "Unge", "unge / pitstop")


def test_taking_up_after_a_pause_asks_too(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    day = MONDAY_TEN.date()
    pauses.pause(case.db, case.boss, number, version=1, first=day, last=day, now=NOW)
    rules.add_absence(case.db, None, ANNE, day, day, now=NOW)
    ids = [one.id for one in case.dates(number) if one.state == "paused"]
    version = case.activity(number).version
    with pytest.raises(Conflicts):
        pauses.resume(case.db, case.boss, number, ids, version=version, now=NOW)
    pauses.resume(case.db, case.boss, number, ids, version=version, now=NOW, reason="Kan alligevel")


@pytest.mark.parametrize("way", ["cancelled-date", "trash"])
def test_planning_again_asks_too(case: Case, way: str) -> None:
    number = case.create()
    (one,) = case.dates(number)
    if way == "trash":
        planning.delete(case.db, case.boss, number, version=1, now=NOW)
    else:
        planning.cancel_date(case.db, case.boss, one.id, version=1, now=NOW)
    rules.add_absence(case.db, None, ANNE, MONDAY_TEN.date(), MONDAY_TEN.date(), now=NOW)

    def back(reason: str) -> None:
        if way == "trash":
            planning.restore_deleted(case.db, case.boss, number, now=NOW, reason=reason)
        else:
            planning.restore_date(case.db, case.boss, one.id, version=2, now=NOW, reason=reason)

    with pytest.raises(Conflicts) as caught:
        back("")
    assert [each.kind for each in caught.value.conflicts] == ["absent"]
    back("Er tilbage før tid")
    assert case.dates(number)[0].state == "planned" and case.activity(number).deleted_at is None


def test_a_moved_date_that_the_new_rule_lands_on_is_a_conflict(case: Case) -> None:
    """An edit of all dates may not put two of the series' own dates into one room."""
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=3", facilitator_ids=())
    second = case.dates(number)[1]
    at_two = timedelta(hours=4)
    on_the_third = MONDAY_TEN + timedelta(days=14) + at_two
    planning.move_date(
        case.db, case.boss, second.id, version=1, local_start=on_the_third, room_id=STILLE, now=NOW
    )
    with pytest.raises(Conflicts) as caught:
        case.edit(number, local_start=MONDAY_TEN + at_two)
    assert any(one.kind == "room" for one in caught.value.conflicts)


def test_the_dates_that_stay_with_the_first_part_count(case: Case) -> None:
    number = case.create(rrule=WEEKLY, facilitator_ids=())
    dates = case.dates(number)
    late = MONDAY_TEN + timedelta(days=15)
    planning.move_date(
        case.db, case.boss, dates[0].id, version=1, local_start=late, room_id=STILLE, now=NOW
    )
    move = Move(late - timedelta(days=7), late - timedelta(days=7) + timedelta(hours=1), STILLE)
    seen = moves.preview(case.db, case.boss, dates[1].id, move, "following", now=NOW)
    assert [one.kind for one in seen.conflicts] == ["room"]


def test_a_series_is_told_once_of_what_is_the_same_every_time(case: Case) -> None:
    two_of_staff(case)
    with case.db.read() as con:
        at = desk(con, NOW)
    fields = nada(category_id=GRUPPE, rrule=WEEKLY, capacity=99)
    found = planning.preview(case.db, case.boss, fields, now=NOW)
    assert sorted(one.kind for one in found.conflicts) == ["capacity", "staff"]
    assert at.rules.apart == []


WRITES: dict[str, Any] = {
    "hours": lambda case, who: rules.set_hours(case.db, who, "room", SAL, {0: "8-9"}, now=NOW),
    "absence": lambda case, who: rules.add_absence(
        case.db, who, ANNE, date(2026, 12, 1), date(2026, 12, 2), now=NOW
    ),
    "absence-off": lambda case, who: rules.remove_absence(case.db, who, 1, now=NOW),
    "apart": lambda case, who: rules.set_apart(case.db, who, UNGE, PITSTOP, 15, now=NOW),
    "apart-off": lambda case, who: rules.remove_apart(case.db, who, PITSTOP, UNGE, now=NOW),
}


@pytest.mark.parametrize("role", ["coordinator", "manager", "host"])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_only_admins_set_rules(case: Case, write: Any, role: Any) -> None:
    with pytest.raises(Refused):
        write(case, case.actor(role))
    assert case.rows("SELECT count(*) FROM change") == [(0,)]


def test_every_write_is_logged(case: Case, admin: Actor) -> None:
    for write in WRITES.values():
        write(case, admin)
    assert case.rows("SELECT action, summary FROM change ORDER BY id") == [
        ("setup.hours", "Sal"),
        ("setup.absence", "Anne-rolle"),
        ("setup.absence-off", "Anne-rolle"),
        ("setup.apart", "unge / pitstop"),
        ("setup.apart", "unge / pitstop"),
    ]
    with case.db.read() as con:
        found = load_rules(con)
    assert found.absences == {} and found.apart == [] and len(found.hours) == 1


def test_wrong_hours_are_told_by_weekday_and_nothing_is_saved(case: Case, admin: Actor) -> None:
    rules.set_hours(case.db, admin, "room", SAL, {0: "8-9"}, now=NOW)
    with pytest.raises(InvalidInput) as caught:
        typed = {0: "10-12", 2: "morgen", 4: "8-99"}
        rules.set_hours(case.db, admin, "room", SAL, typed, now=NOW)
    assert [one.field for one in caught.value.problems] == ["hours_2", "hours_4"]
    assert case.rows("SELECT weekday, from_minute, until_minute FROM weekly_hours") == [
        (0, 480, 540)
    ]


def test_an_absence_that_is_long_over_is_deleted(case: Case, admin: Actor) -> None:
    rules.add_absence(case.db, admin, ANNE, date(2026, 9, 1), date(2026, 9, 2), now=NOW)
    rules.add_absence(case.db, admin, ANNE, date(2026, 11, 1), date(2026, 11, 2), now=NOW)
    assert case.rows("SELECT first_day FROM absence") == [("2026-11-01",)]
    assert "reason" not in str(case.rows("SELECT sql FROM sqlite_master WHERE name = 'absence'"))


def test_what_is_not_there(case: Case, admin: Actor) -> None:
    with pytest.raises(NotFound):
        rules.set_hours(case.db, admin, "room", 99, {}, now=NOW)
    with pytest.raises(NotFound):
        rules.add_absence(case.db, admin, 99, date(2026, 12, 1), date(2026, 12, 1), now=NOW)
    with pytest.raises(NotFound):
        rules.remove_absence(case.db, admin, 99, now=NOW)
    with pytest.raises(NotFound):
        rules.remove_apart(case.db, admin, UNGE, PITSTOP, now=NOW)


RETIRED = {
    "room": ("rooms", STILLE, "room"),
    "category": ("categories", NADA, "category"),
    "facilitator": ("facilitators", ANNE, "facilitators"),
    "group": ("groups", ALLE, "groups"),
    "service": ("services", 1, "services"),
}


@pytest.mark.parametrize(("table", "number", "field"), RETIRED.values(), ids=RETIRED.keys())
def test_what_is_retired_keeps_its_name_and_cannot_be_chosen_anew(
    case: Case, admin: Actor, table: str, number: int, field: str
) -> None:
    old = case.create()
    with case.db.read() as con:
        thing = getattr(load_house(con), table)[number]
    setup.retire(case.db, admin, thing, now=NOW)
    case.edit(old, title="Som før")  # keeps what it has
    case.edit(old, local_start=datetime(2026, 11, 25, 13), title="Flyttet")
    with case.db.read() as con:
        assert getattr(load_house(con), table)[number].name == thing.name
    with pytest.raises(InvalidInput) as caught:
        case.create()
    assert [(one.field, one.code) for one in caught.value.problems] == [(field, "unknown")]
