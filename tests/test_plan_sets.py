"""Plans for a period: what pauses, what goes on, what runs only then; and all of it undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from actions import pauses, plan_set_end, plan_sets, planning_rules, setup, templates, undo
from actions.plan_sets import Source
from db.activities import all_activities
from db.changes import change
from domain.errors import AlreadyDone, Conflicts, InvalidInput, NotFound, Refused, Stale
from domain.model import Activity, ActivityFields, Closure
from domain.plan_sets import in_period
from tests.house_case import ANNE, NOW, PEER, SAL, STILLE, UDE, UNG, Case, nada
from tests.test_undo import last_change, state

FIRST, LAST = date(2026, 12, 7), date(2026, 12, 20)
WEEKLY = "FREQ=WEEKLY;BYDAY=MO"
LATER = NOW + timedelta(minutes=5)
RUNNING = datetime(2026, 12, 9, 12, tzinfo=UTC)


def make(case: Case, *sources: Source, **more: Any) -> int:
    days = more.pop("first", FIRST), more.pop("last", LAST)
    name, actor = more.pop("name", "Jul"), more.pop("actor", case.boss)
    more.setdefault("now", NOW)
    return plan_sets.make(case.db, actor, name, *days, sources=sources, **more)


def drop(case: Case, number: int, now: datetime = NOW, reason: str = "") -> None:
    view = next(one for one in plan_sets.plan_sets(case.db, case.boss, now=now))
    version = view.plan.version
    plan_set_end.drop(case.db, case.boss, number, version=version, reason=reason, now=now)


def states(case: Case, number: int) -> Sequence[str]:
    return [one.state for one in case.dates(number)][:5]


def newest(case: Case) -> Activity:
    with case.db.read() as con:
        return max(all_activities(con, deleted=True), key=lambda one: one.id)


def test_series_pause_chosen_ones_go_on_and_single_dates_stay(case: Case) -> None:
    one = case.create(rrule=WEEKLY)
    other = case.create(title="Kor", room_id=SAL, facilitator_ids=(), rrule=WEEKLY)
    single = case.create(title="Fest", room_id=UDE, local_start=datetime(2026, 12, 8, 18))
    make(case, going_on=[case.activity(other).lineage])
    assert states(case, one) == ["planned", "planned", "paused", "paused", "planned"]
    assert states(case, other) == ["planned"] * 5
    assert states(case, single) == ["planned"]


def test_its_own_run_in_the_room_that_pausing_gives_and_end_with_it(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    look = plan_sets.look(case.db, case.boss, FIRST, LAST, sources=[("activity", number)], now=NOW)
    assert (len(look.pausing), look.own[0].conflicts) == (2, ())
    make(case, ("activity", number))
    own = newest(case)
    assert own.fields.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261220"
    assert case.walls(own.id) == [datetime(2026, 12, 7, 10), datetime(2026, 12, 14, 10)]
    assert own.lineage != case.activity(number).lineage


def test_a_template_gives_one_of_its_own(case: Case) -> None:
    saved = templates.save(case.db, case.boss, "Bål", nada(room_id=UDE), now=NOW)
    make(case, ("template", saved))
    assert case.walls(newest(case).id) == [datetime(2026, 12, 7, 10), datetime(2026, 12, 14, 10)]


def test_what_is_in_a_set_is_told(case: Case) -> None:
    case.create(rrule=WEEKLY)
    make(case, ("activity", 1), name="Jul i huset")
    (view,) = plan_sets.plan_sets(case.db, case.boss, now=NOW)
    assert (view.plan.name, view.plan.first, view.plan.last) == ("Jul i huset", FIRST, LAST)
    assert [one.fields.title for one in view.own] == ["NADA"]
    assert len(view.paused) == 2


def test_a_collision_with_what_goes_on_stops_it_and_nothing_is_saved(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    before = state(case)
    with pytest.raises(Conflicts):
        make(case, ("activity", number), going_on=[case.activity(number).lineage])
    assert state(case) == before
    assert plan_sets.plan_sets(case.db, case.boss, now=NOW) == []


def test_its_own_collide_with_each_other_already_in_the_preview(case: Case) -> None:
    one = case.create(local_start=datetime(2026, 11, 23, 10))
    two = case.create(title="Kor", local_start=datetime(2026, 11, 30, 10), facilitator_ids=())
    look = plan_sets.look(
        case.db, case.boss, FIRST, LAST, sources=[("activity", one), ("activity", two)], now=NOW
    )
    assert [len(own.conflicts) for own in look.own] == [0, 2]
    with pytest.raises(Conflicts):
        make(case, ("activity", one), ("activity", two))


def test_undone_as_one_change_and_done_again(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    before = state(case)
    make(case, ("activity", number))
    made = state(case)
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    assert state(case) == before
    assert plan_sets.plan_sets(case.db, case.boss, now=NOW) == []
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    assert state(case) == made
    assert len(plan_sets.plan_sets(case.db, case.boss, now=NOW)) == 1


def test_taken_away_before_it_begins_everything_is_as_before(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    before = state(case)
    drop(case, make(case, ("activity", number)))
    assert state(case) == before
    undo.undo(case.db, case.boss, last_change(case), now=LATER)  # and back
    assert states(case, number)[2:4] == ["paused", "paused"]
    assert len(plan_sets.plan_sets(case.db, case.boss, now=NOW)) == 1


def test_taken_away_while_it_runs_what_has_been_stays(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    set_id = make(case, ("activity", number))
    own = newest(case)
    drop(case, set_id, RUNNING)
    assert states(case, number) == ["planned", "planned", "paused", "planned", "planned"]
    assert case.walls(own.id) == [datetime(2026, 12, 7, 10)]
    assert case.activity(own.id).fields.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261207"


def test_a_room_that_was_given_away_since_is_not_taken_back(case: Case) -> None:
    case.create(rrule=WEEKLY)
    set_id = make(case)
    case.create(title="Gæst", local_start=datetime(2026, 12, 7, 10), facilitator_ids=())
    before = state(case)
    with pytest.raises(Conflicts) as stopped:
        drop(case, set_id, reason="alligevel")
    assert [(one.kind, one.other_title) for one in stopped.value.conflicts] == [("room", "Gæst")]
    assert state(case) == before


def test_what_comes_back_to_a_soft_conflict_needs_a_reason_which_is_kept(case: Case) -> None:
    """The facilitator of two series is away by now: told at once for both."""
    number = case.create(rrule=WEEKLY)
    noon = datetime(2026, 11, 23, 12)
    other = case.create(title="Kor", local_start=noon, rrule=WEEKLY)
    set_id = make(case)
    planning_rules.add_absence(case.db, case.actor("admin"), ANNE, FIRST, FIRST, now=NOW)
    with pytest.raises(Conflicts) as stopped:
        drop(case, set_id)
    assert [(one.kind, one.hard) for one in stopped.value.conflicts] == [("absent", False)] * 2
    assert states(case, number)[2:4] == states(case, other)[2:4] == ["paused", "paused"]
    drop(case, set_id, reason="Vikar er aftalt")
    assert states(case, number) == states(case, other) == ["planned"] * 5
    with case.db.read() as con:
        kept = change(con, last_change(case))
    assert kept is not None and json.loads(kept.after)["reason"] == "Vikar er aftalt"


def test_two_series_that_come_back_to_the_same_room_stop(case: Case) -> None:
    """A series that was moved while both paused: they meet when both are planned again."""
    case.create(rrule=WEEKLY)
    other = case.create(title="Kor", room_id=SAL, facilitator_ids=(), rrule=WEEKLY)
    set_id = make(case)
    with case.db.write() as con:
        con.execute("UPDATE occurrence SET room_id = ? WHERE activity_id = ?", (STILLE, other))
    with pytest.raises(Conflicts) as stopped:
        drop(case, set_id)
    assert {one.kind for one in stopped.value.conflicts} == {"room"}


def test_a_day_that_was_closed_since_stays_paused(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    set_id = make(case)
    day = datetime(2026, 12, 6, 23, tzinfo=UTC)
    shut = Closure(0, None, day, day + timedelta(days=1), "Rengøring")
    setup.save(case.db, case.actor("admin"), shut, now=NOW)
    drop(case, set_id)
    assert states(case, number) == ["planned", "planned", "paused", "planned", "planned"]


def test_what_one_paused_oneself_is_not_taken_up_by_it(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    pauses.pause(case.db, case.boss, number, version=1, first=FIRST, last=FIRST, now=NOW)
    drop(case, make(case))
    assert states(case, number) == ["planned", "planned", "paused", "planned", "planned"]


def test_one_that_runs_already_plans_nothing_in_the_past(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    make(case, ("activity", number), now=RUNNING)
    assert states(case, number) == ["planned", "planned", "planned", "paused", "planned"]
    assert case.walls(newest(case).id) == [datetime(2026, 12, 14, 10)]


def test_other_services_series_go_on_and_cannot_be_copied(case: Case) -> None:
    number = case.create(service_ids=(UNG,), rrule=WEEKLY)
    mine = case.create(
        title="Vores", service_ids=(2,), room_id=UDE, facilitator_ids=(), rrule=WEEKLY
    )
    actor = case.actor("coordinator", service=2)
    look = plan_sets.look(case.db, actor, FIRST, LAST, now=NOW)
    assert [one.fields.title for one in look.others] == ["NADA"]
    make(case, actor=actor)
    assert (states(case, number)[2], states(case, mine)[2]) == ("planned", "paused")
    with pytest.raises(Refused):
        make(case, ("activity", number), actor=actor, name="To")


PROBLEMS: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": "  "}, "required"),
    "a number": ({"name": "010190-1234"}, "cpr"),
    "backwards": ({"first": LAST, "last": FIRST}, "before-start"),
    "too long": ({"last": date(2027, 12, 31)}, "period-too-long"),
    "over": ({"first": date(2026, 1, 5), "last": date(2026, 2, 1)}, "weeks-are-over"),
    "far away": ({"first": date(2028, 7, 1), "last": date(2028, 8, 1)}, "period-too-far"),
    "nothing in it": ({}, "empty-plan"),
}


@pytest.mark.parametrize(("more", "code"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_plans_that_cannot_be(case: Case, more: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(case, **more)
    assert code in [one.code for one in caught.value.problems]


def test_renamed_and_nobody_else_in_between(case: Case) -> None:
    case.create(rrule=WEEKLY)
    number = make(case)
    plan_sets.rename(case.db, case.boss, number, "Vinter", version=1, now=NOW)
    with pytest.raises(Stale):
        plan_sets.rename(case.db, case.boss, number, "Vår", version=1, now=NOW)
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    (view,) = plan_sets.plan_sets(case.db, case.boss, now=NOW)
    assert view.plan.name == "Jul"
    with pytest.raises(NotFound):
        plan_set_end.drop(case.db, case.boss, 99, version=1, now=NOW)


def test_two_clicks_make_one(case: Case) -> None:
    case.create(rrule=WEEKLY)
    make(case, token="et")
    with pytest.raises(AlreadyDone):
        make(case, token="et")
    assert len(plan_sets.plan_sets(case.db, case.boss, now=NOW)) == 1


START = datetime(2026, 9, 7, 10)  # a Monday
RULES: dict[str, tuple[ActivityFields, str | None, datetime | None]] = {
    "once becomes weekly": (
        nada(local_start=START),
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261220",
        datetime(2026, 12, 7, 10),
    ),
    "two days a week": (
        nada(local_start=START, rrule="FREQ=WEEKLY;BYDAY=MO,TH;COUNT=5"),
        "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261220",
        datetime(2026, 12, 7, 10),
    ),
    "every second week stays in step": (
        nada(local_start=START, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20261220",
        datetime(2026, 12, 14, 10),
    ),
    "no such day in it": (
        nada(local_start=START, rrule="FREQ=MONTHLY;BYMONTHDAY=28"),
        None,
        None,
    ),
}


@pytest.mark.parametrize(("fields", "rule", "start"), RULES.values(), ids=RULES.keys())
def test_rules_in_a_period(
    fields: ActivityFields, rule: str | None, start: datetime | None
) -> None:
    found = in_period(fields, FIRST, LAST)
    if rule is None:
        assert found is None
    else:
        assert found is not None
        assert (found.rrule, found.local_start) == (rule, start)
        assert replace(found, rrule=fields.rrule, local_start=fields.local_start) == fields


def test_people_who_may_not(case: Case) -> None:
    case.create(rrule=WEEKLY, facilitator_ids=(PEER,))
    for role in ("manager", "admin", "host"):
        with pytest.raises(Refused):
            make(case, actor=case.actor(role))
