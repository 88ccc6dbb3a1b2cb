"""Undo: the rows as they were, in a change of its own; refused where the world moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from actions import attendance, pauses, planning, undo
from actions.booking import desk
from actions.series import extend
from db.connection import to_text
from db.feeds import all_entries
from domain.errors import Conflicts, NotFound, Refused, UndoRefused
from domain.model import Actor
from tests.house_case import NOW, SAL, UNG, UNGE, Case

WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
LATER = NOW + timedelta(minutes=5)
IN_DECEMBER = datetime(2026, 12, 8, 12, tzinfo=UTC)
TABLES = (
    *("activity", "activity_service", "activity_group", "activity_facilitator"),
    *("occurrence", "occurrence_facilitator"),
)
RISING = {"version", "updated_at"}


def state(case: Case) -> dict[str, list[dict[str, Any]]]:
    """The plan as it stands, without what only rises; the trash does not count."""
    found = {}
    with case.db.read() as con:
        gone = {row["id"] for row in con.execute("SELECT id FROM activity WHERE deleted_at <> ''")}
        for table in TABLES:
            rows = [dict(row) for row in con.execute(f"SELECT * FROM {table}")]
            key = "id" if table == "activity" else "activity_id"
            found[table] = [
                {name: value for name, value in row.items() if name not in RISING}
                for row in rows
                if row.get(key) not in gone
            ]
    alive = {row["id"] for row in found["occurrence"]}
    table = "occurrence_facilitator"
    found[table] = [row for row in found[table] if row["occurrence_id"] in alive]
    return found


def shown(case: Case) -> dict[tuple[str, str], tuple[str, int]]:
    with case.db.read() as con:
        return {(one.feed, one.uid): (one.content, one.sequence) for one in all_entries(con)}


def last_change(case: Case) -> int:
    return int(case.rows("SELECT max(id) FROM change")[0][0])


def undone(case: Case, now: datetime = LATER, actor: Actor | None = None) -> int:
    return undo.undo(case.db, actor or case.boss, last_change(case), now=now)


def a_date(case: Case, number: int, position: int = 1) -> tuple[int, int]:
    one = case.dates(number)[position]
    return one.id, one.version


def cancelled(case: Case, number: int) -> None:
    one, version = a_date(case, number)
    planning.cancel_date(case.db, case.boss, one, version=version, reason="syg", now=NOW)


def moved(case: Case, number: int) -> None:
    one, version = a_date(case, number)
    to = datetime(2026, 12, 2, 13)
    planning.move_date(
        case.db, case.boss, one, version=version, local_start=to, room_id=SAL, now=NOW
    )


def noted(case: Case, number: int) -> None:
    one, version = a_date(case, number)
    planning.change_date(
        case.db,
        case.boss,
        one,
        version=version,
        title="NADA med te",
        note="Tag en kop med",
        facilitator_ids=(),
        now=NOW,
    )


def split(case: Case, number: int) -> None:
    old = case.activity(number)
    planning.edit(
        case.db,
        case.boss,
        number,
        replace(old.fields, room_id=SAL, local_start=datetime(2026, 12, 7, 14)),
        version=old.version,
        now=NOW,
        from_id=case.dates(number)[2].id,
    )


def paused(case: Case, number: int) -> None:
    first, last = date(2026, 11, 30), date(2026, 12, 7)
    pauses.pause(case.db, case.boss, number, version=1, first=first, last=last, now=NOW)


def stopped(case: Case, number: int) -> None:
    planning.cancel_activity(case.db, case.boss, number, version=1, reason="syg", now=NOW)


CHANGES: dict[str, Callable[[Case, int], object]] = {
    "date cancelled": cancelled,
    "date moved": moved,
    "date changed": noted,
    "renamed": lambda case, number: case.edit(number, title="NADA for alle"),
    "other groups": lambda case, number: case.edit(number, group_ids=(UNGE,)),
    "other time": lambda case, number: case.edit(number, local_start=datetime(2026, 11, 23, 14)),
    "other day": lambda case, number: case.edit(
        number, local_start=datetime(2026, 11, 24, 10), rrule="FREQ=WEEKLY;BYDAY=TU"
    ),
    "split": split,
    "paused": paused,
    "cancelled": stopped,
    "deleted": lambda case, number: planning.delete(case.db, case.boss, number, version=1, now=NOW),
}


@pytest.mark.parametrize("what", CHANGES)
def test_undo_is_the_identity_but_for_what_only_rises(case: Case, what: str) -> None:
    number = case.create(rrule=WEEKLY)
    before, feeds_before = state(case), shown(case)
    CHANGES[what](case, number)
    changed, feeds_changed = state(case), shown(case)
    assert changed != before
    undone(case)
    after = state(case)
    for row in (*before["occurrence"], *after["occurrence"]):
        # UIDs of its own stay for good once a date has moved
        row.pop("moved_uid"), row.pop("moved_neutral_uid")
    assert after == before
    for key, (content, sequence) in feeds_before.items():
        now_content, now_sequence = shown(case)[key]
        assert now_content == content
        assert now_sequence >= feeds_changed[key][1] >= sequence
    undone(case, LATER + timedelta(minutes=1))
    again = state(case)
    for row in (*again["occurrence"], *changed["occurrence"]):
        row.pop("moved_uid", None), row.pop("moved_neutral_uid", None)
    assert again == changed, "undoing the undo does the change again"


def test_a_creation_that_is_undone_lies_in_the_trash(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    undone(case)
    assert case.activity(number).deleted_at == LATER
    undone(case, LATER + timedelta(minutes=1))
    assert case.activity(number).deleted_at is None


def test_after_a_split_is_undone_the_series_can_be_changed_on(case: Case) -> None:
    number = case.create(rrule=f"{WEEKLY};COUNT=6")
    split(case, number)
    undone(case)
    assert case.edit(number, room_id=SAL, now=LATER) == number
    assert len(case.dates(number)) == 6 and {one.room_id for one in case.dates(number)} == {SAL}


def test_what_somebody_changed_since_is_not_undone(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    cancelled(case, number)
    first = last_change(case)
    one, version = a_date(case, number)
    planning.restore_date(case.db, case.boss, one, version=version, now=NOW)
    with pytest.raises(UndoRefused) as caught:
        undo.undo(case.db, case.boss, first, now=LATER)
    assert caught.value.problem == "newer"
    undone(case)
    assert case.dates(number)[1].state == "cancelled"


def test_change_after_change_is_undone_back_to_the_first(case: Case) -> None:
    """As with Ctrl+Z: the newer change that was undone does not stand in the way."""
    number = case.create(rrule=WEEKLY)
    changes, states = [], [state(case)]
    for one in (cancelled, moved_later, split):
        one(case, number)
        changes.append(last_change(case))
        states.append(state(case))
    for change in reversed(changes):
        states.pop()
        undo.undo(case.db, case.boss, change, now=LATER)
        assert without_uids(state(case)) == without_uids(states[-1])
    with pytest.raises(UndoRefused):
        undo.undo(case.db, case.boss, changes[0], now=LATER)


def moved_later(case: Case, number: int) -> None:
    one, version = a_date(case, number, 3)
    to = datetime(2026, 12, 16, 13)
    planning.move_date(
        case.db, case.boss, one, version=version, local_start=to, room_id=SAL, now=NOW
    )


def without_uids(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    for row in rows["occurrence"]:
        row.pop("moved_uid", None), row.pop("moved_neutral_uid", None)
    return rows


def test_what_the_change_left_alone_stays_as_it_is_by_now(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    case.edit(number, title="NADA for alle")
    renaming = last_change(case)
    cancelled(case, number)
    first = case.dates(number)[0]
    later = first.starts_at + timedelta(hours=2)
    attendance.record(case.db, case.boss, first.id, total=9, version=first.version, now=later)
    undo.undo(case.db, case.boss, renaming, now=later)
    assert case.activity(number).fields.title == "NADA"
    assert [one.state for one in case.dates(number)[:3]] == ["planned", "cancelled", "planned"]
    assert case.dates(number)[0].close_out == "held"


def test_dates_that_the_horizon_added_since_follow_the_rule_that_comes_back(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    case.edit(number, local_start=datetime(2026, 11, 24, 10), rrule="FREQ=WEEKLY;BYDAY=TU")
    tuesdays, soon = last_change(case), NOW + timedelta(days=3)
    with case.db.write() as con:
        at = desk(con, NOW + timedelta(days=20))
        assert extend(at, case.activity(number)) > 0
    undo.undo(case.db, case.boss, tuesdays, now=soon)
    assert {one.weekday() for one in case.walls(number)} == {0}
    undone(case, soon)
    assert {one.weekday() for one in case.walls(number)} == {1}


def test_a_date_that_has_begun_or_is_recorded_stays(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    cancelled(case, number)
    with pytest.raises(UndoRefused) as caught:
        undone(case, IN_DECEMBER)
    assert caught.value.problem == "begun"


def test_a_recorded_date_keeps_the_rest_of_its_series_undoable(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    first = case.dates(number)[0]
    later = first.starts_at + timedelta(hours=2)
    attendance.record(case.db, case.boss, first.id, total=9, version=first.version, now=later)
    planning.edit(
        case.db,
        case.boss,
        number,
        replace(case.activity(number).fields, room_id=SAL),
        version=case.activity(number).version,
        now=later,
    )
    undone(case, later + timedelta(minutes=1))
    assert {one.room_id for one in case.dates(number)} == {first.room_id}
    assert case.rows("SELECT total FROM attendance") == [(9,)]


def test_a_room_that_was_given_away_since_is_not_taken_back(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    cancelled(case, number)
    change = last_change(case)
    case.create(title="Kor", local_start=datetime(2026, 11, 30, 10))
    with pytest.raises(Conflicts) as caught:
        undo.undo(case.db, case.boss, change, now=LATER)
    assert caught.value.conflicts[0].other_title == "Kor"
    assert case.dates(number)[1].state == "cancelled"


def test_it_reaches_30_days_back(case: Case) -> None:
    case.create(rrule=WEEKLY, local_start=datetime(2027, 3, 1, 10))
    change = last_change(case)
    with pytest.raises(UndoRefused) as caught:
        undo.undo(case.db, case.boss, change, now=NOW + timedelta(days=31))
    assert caught.value.problem == "too-old"
    undo.undo(case.db, case.boss, change, now=NOW + timedelta(days=29))


def test_only_who_may_plan_may_undo_and_only_changes_of_the_plan(case: Case) -> None:
    case.create(service_ids=(2,))
    for who in (case.actor("host"), case.actor("manager"), case.actor("coordinator", service=UNG)):
        with pytest.raises(Refused):
            undone(case, actor=who)
    with case.db.write() as con:
        con.execute(
            "INSERT INTO change (at, staff_id, action, summary, touched, before, after)"
            " VALUES (:at, 1, 'setup.room', '', '[]', '{}', '{}')",
            {"at": to_text(NOW)},
        )
    with pytest.raises(NotFound):
        undone(case)
    with pytest.raises(NotFound):
        undo.undo(case.db, case.boss, 4711, now=LATER)
