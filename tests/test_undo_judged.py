"""What an undo brings back is judged as any save is: also by what came since."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import closed_days, dates, planning, setup, undo
from actions import planning_rules as rules
from db.house import load_house
from domain.errors import Conflicts, UndoRefused
from domain.model import Category, Closure
from tests.house_case import (
    ALLE,
    ANNE,
    MONDAY_TEN,
    NADA,
    NOW,
    PITSTOP,
    SAL,
    UNGE,
    Case,
    nada,
)
from tests.test_undo import LATER, last_change, state

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"
SECOND = MONDAY_TEN + timedelta(days=7)
DAY = SECOND.date()


def cancelled(case: Case, number: int) -> None:
    one = case.dates(number)[1]
    dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=NOW)


def moved(case: Case, number: int) -> None:
    one, to = case.dates(number)[1], SECOND + timedelta(days=2)
    dates.move_date(
        case.db, case.boss, one.id, version=one.version, local_start=to, room_id=SAL, now=NOW
    )


def unmanned(case: Case, number: int) -> None:
    one = case.dates(number)[1]
    dates.change_date(
        case.db,
        case.boss,
        one.id,
        version=one.version,
        title=None,
        note="",
        facilitator_ids=(),
        now=NOW,
    )


def deleted(case: Case, number: int) -> None:
    planning.delete(case.db, case.boss, number, version=1, now=NOW)


def on_wednesdays(case: Case, number: int) -> None:
    wednesday = MONDAY_TEN + timedelta(days=2)
    case.edit(number, local_start=wednesday, rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=4")


def closure(case: Case) -> int:
    day = datetime(2026, 11, 29, 23, tzinfo=UTC)
    shut = Closure(0, None, day, day + timedelta(days=1), "Rengøring")
    return setup.save(case.db, case.actor("admin"), shut, now=NOW)


def absence(case: Case) -> None:
    rules.add_absence(case.db, None, ANNE, DAY, DAY, now=NOW)


def opening_hours(case: Case) -> None:
    rules.set_hours(case.db, None, "site", 1, dict.fromkeys(range(1, 5), "8-16"), now=NOW)


def weekly_hours(case: Case) -> None:
    rules.set_hours(case.db, None, "facilitator", ANNE, {2: "8-16"}, now=NOW)


def more_staff(case: Case) -> None:
    with case.db.read() as con:
        kind = load_house(con).categories[NADA]
    setup.save(
        case.db, None, Category(NADA, kind.name, kind.icon, kind.sentence, min_staff=2), now=NOW
    )


def other_room(case: Case) -> None:
    case.create(title="Kor", local_start=SECOND, facilitator_ids=())


def other_work(case: Case) -> None:
    case.create(title="Kor", local_start=SECOND, room_id=SAL)


def kept_apart(case: Case) -> None:
    rules.set_apart(case.db, None, UNGE, PITSTOP, 30, now=NOW)
    case.create(
        title="Unge", local_start=SECOND, group_ids=(UNGE,), room_id=SAL, facilitator_ids=()
    )


CHANGES: tuple[Callable[[Case, int], None], ...]
CHANGES = (cancelled, moved, unmanned, deleted, on_wednesdays)
SINCE: dict[str, tuple[Callable[[Case], Any], str, bool]] = {
    "closure": (closure, "closure", True),
    "room": (other_room, "room", True),
    "person": (other_work, "facilitator", True),
    "absence": (absence, "absent", False),
    "opening hours": (opening_hours, "hours", False),
    "weekly hours": (weekly_hours, "person-hours", False),
    "staff": (more_staff, "staff", False),
    "kept apart": (kept_apart, "apart", False),
}
PAUSES = ("deleted", "on_wednesdays")
"""What brings back a whole series: there a closed day is paused, as in a rule that is written."""
# what was left without people kept its room, and its groups apart
OTHERWISE = {("unmanned", since) for since in ("room", "person", "kept apart")}
OTHERWISE |= {(change, "closure") for change in PAUSES}
OTHERWISE |= {("moved", "staff"), ("on_wednesdays", "staff")}  # as few before as after
JUDGED = {
    f"{change.__name__}, {name}": (change, *since)
    for change in CHANGES
    for name, since in SINCE.items()
    if (change.__name__, name) not in OTHERWISE
}


@pytest.mark.parametrize(("change", "arrange", "kind", "hard"), JUDGED.values(), ids=JUDGED.keys())
def test_what_came_since_stops_an_undo_or_asks_for_a_reason(
    case: Case,
    change: Callable[[Case, int], None],
    arrange: Callable[[Case], Any],
    kind: str,
    hard: bool,
) -> None:
    number = case.create(rrule=WEEKLY, group_ids=(PITSTOP,))
    change(case, number)
    newest = last_change(case)
    arrange(case)
    before = state(case)
    with pytest.raises(Conflicts) as caught:
        undo.undo(case.db, case.boss, newest, now=LATER)
    assert {one.kind for one in caught.value.conflicts} == {kind}
    assert caught.value.conflicts[0].hard == hard
    assert state(case) == before
    if hard:
        with pytest.raises(Conflicts):
            undo.undo(case.db, case.boss, newest, reason="Aftalt", now=LATER)
        assert state(case) == before
        return
    undo.undo(case.db, case.boss, newest, reason="Aftalt", now=LATER)
    assert MONDAY_TEN in case.walls(number)
    ((after,),) = case.rows("SELECT after FROM change ORDER BY id DESC LIMIT 1")
    assert json.loads(after)["reason"] == "Aftalt"


@pytest.mark.parametrize("change", [deleted, on_wednesdays], ids=lambda one: one.__name__)
def test_a_series_that_comes_back_pauses_on_a_day_closed_since(
    case: Case, change: Callable[[Case, int], None]
) -> None:
    number = case.create(rrule=WEEKLY)
    change(case, number)
    newest = last_change(case)
    closure(case)
    done = undo.undo(case.db, case.boss, newest, now=LATER)
    states = {one.starts_at.date(): one.state for one in case.dates(number)}
    assert states == {MONDAY_TEN.date() + timedelta(days=7 * n): "planned" for n in range(4)} | {
        DAY: "paused"
    }
    assert undo.paused_by(case.db, done) == 1


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_what_the_house_was_told_why_is_not_asked_again(
    case: Case, change: Callable[[Case, int], None]
) -> None:
    absence(case)
    weekly_hours(case)
    fields = nada(rrule=WEEKLY)
    with pytest.raises(Conflicts):
        planning.create(case.db, case.boss, fields, now=NOW, publish=True)
    number = planning.create(
        case.db, case.boss, fields, now=NOW, publish=True, reason="Aftalt med Anne"
    )
    before = case.dates(number)
    change(case, number)
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    same = {"version": 0, "moved_uid": None, "moved_neutral_uid": None}
    after = [replace(one, **same) for one in case.dates(number)]  # type: ignore[arg-type]
    assert after == [replace(one, **same) for one in before]  # type: ignore[arg-type]


def all_off(case: Case, number: int) -> None:
    version = case.activity(number).version
    planning.cancel_activity(case.db, case.boss, number, version=version, reason="", now=NOW)


def trashed(case: Case, number: int) -> None:
    version = case.activity(number).version
    planning.delete(case.db, case.boss, number, version=version, now=NOW)


GONE = {"the activity is cancelled": (all_off, "cancelled"), "in the trash": (trashed, "trash")}


@pytest.mark.parametrize(("then", "problem"), GONE.values(), ids=GONE.keys())
def test_a_date_is_not_planned_again_in_what_is_gone(
    case: Case, then: Callable[[Case, int], None], problem: str
) -> None:
    number = case.create(rrule=WEEKLY)
    cancelled(case, number)
    newest = last_change(case)
    then(case, number)
    before = state(case)
    with pytest.raises(UndoRefused) as caught:
        undo.undo(case.db, case.boss, newest, now=LATER)
    assert caught.value.problem == problem
    assert state(case) == before
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    undo.undo(case.db, case.boss, newest, now=LATER)
    assert {one.state for one in case.dates(number)} == {"planned"}


def test_a_date_that_was_kept_on_its_closed_day_comes_back_to_it(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    shut, one = closure(case), case.dates(number)[1]
    closed_days.keep(case.db, case.boss, shut, [one.id], reason="Holdes ude", now=NOW)
    cancelled(case, number)
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    assert case.dates(number)[1].state == "planned"


def test_other_groups_that_came_back_are_judged_on_the_dates_that_stay(case: Case) -> None:
    number = case.create(rrule=WEEKLY, group_ids=(PITSTOP,))
    case.edit(number, group_ids=(ALLE,))
    newest = last_change(case)
    kept_apart(case)
    with pytest.raises(Conflicts) as caught:
        undo.undo(case.db, case.boss, newest, now=LATER)
    assert {one.kind for one in caught.value.conflicts} == {"apart"}


def test_a_rename_is_undone_whatever_came_since(case: Case) -> None:
    """Nothing of what dates take changes, so nothing is judged."""
    number = case.create(rrule=WEEKLY)
    case.edit(number, title="NADA for alle")
    newest = last_change(case)
    closure(case)
    absence(case)
    undo.undo(case.db, case.boss, newest, now=LATER)
    assert case.activity(number).fields.title == "NADA"
    assert {one.state for one in case.dates(number)} == {"planned"}
