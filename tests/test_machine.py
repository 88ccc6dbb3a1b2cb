"""Any sequence of changes: the dates are those of a naive model, and nothing is taken twice.

After every step the dates in the file equal those of tests/naive_house.py; an edit and its undo are
the identity but for versions and stamps, which only rise.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions import pauses, planning, undo
from domain.errors import Conflicts, InvalidInput, UndoRefused
from domain.localtime import to_local, to_utc
from domain.model import Occurrence
from tests.house_case import ANNE, NOW, PEER, SAL, STILLE, UDE, ZONE, a_house, nada
from tests.naive_house import Clash, Date, NaiveHouse, Over, Part, Rule, Spec
from tests.test_undo import last_change, state

FIRST = to_local(NOW, ZONE)
HOURS = st.sampled_from((9, 10, 11))
LENGTHS = st.sampled_from((timedelta(hours=1), timedelta(hours=2)))
ROOMS = st.sampled_from((SAL, STILLE, UDE, None))
PEOPLE = st.frozensets(st.sampled_from((ANNE, PEER)))
SOON = st.integers(1, 45).map(lambda days: FIRST.date() + timedelta(days=days))
ENDS = st.one_of(
    st.integers(1, 7).map(lambda times: {"times": times}),
    st.integers(20, 70).map(lambda days: {"until": FIRST.date() + timedelta(days=days)}),
    st.just({}),
)
WEEKDAYS = st.frozensets(st.integers(0, 4), min_size=1, max_size=2).map(lambda s: tuple(sorted(s)))


@st.composite
def rules(draw: st.DrawFn) -> Rule | None:
    kind = draw(st.sampled_from(("weekly", "weekly", "once", "daily")))
    if kind == "once":
        return None
    if kind == "daily":
        return Rule(None, draw(st.integers(1, 3)), times=draw(st.integers(1, 6)))
    return Rule(draw(WEEKDAYS), draw(st.integers(1, 2)), **draw(ENDS))


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    start = datetime.combine(draw(SOON), time(draw(HOURS)))
    return Spec("NADA", start, draw(LENGTHS), draw(rules()), draw(ROOMS), draw(PEOPLE))


class Plan(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.case = a_house(Path(self.folder.name) / "house.db")
        self.model = NaiveHouse(frozenset({SAL, STILLE}), frozenset({ANNE}))
        self.now = NOW
        self.before: tuple[NaiveHouse, dict[str, Any]] | None = None
        self.stamps: dict[tuple[str, ...], tuple[Any, ...]] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @property
    def wall(self) -> datetime:
        return to_local(self.now, ZONE)

    # -- doing the same to both ------------------------------------------------------------------

    def both(
        self,
        really: Callable[[], object],
        naively: Callable[[NaiveHouse], object],
        refused: type[Exception] = InvalidInput,
    ) -> None:
        """Do it to a copy of the model, then to the house, which must answer alike."""
        wanted, problem = self.model.copy(), None
        try:
            naively(wanted)
        except (Clash, Over) as found:
            problem = found
        stood = state(self.case)
        if problem is None:
            really()
            self.before, self.model = (self.model, stood), wanted
            return
        with pytest.raises(Conflicts if isinstance(problem, Clash) else refused):
            really()
        assert state(self.case) == stood

    def pick(self, data: st.DataObject, fits: Callable[[Part], bool]) -> int | None:
        fitting = [number for number, part in self.model.parts.items() if fits(part)]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    def pick_date(
        self, data: st.DataObject, fits: Callable[[Date], bool]
    ) -> tuple[int, Date] | None:
        fitting = [
            (number, one)
            for number, part in self.model.parts.items()
            if not part.deleted and not part.cancelled
            for one in part.dates[:12]
            if fits(one)
        ]
        return data.draw(st.sampled_from(fitting)) if fitting else None

    def real(self, number: int, one: Date) -> Occurrence:
        start = to_utc(one.original, ZONE)
        return next(each for each in self.case.dates(number) if each.original_start == start)

    def next_number(self) -> int:
        return int(self.case.rows("SELECT max(id) + 1 FROM activity")[0][0])

    # -- the steps -------------------------------------------------------------------------------

    @rule(spec=specs())
    def create(self, spec: Spec) -> None:
        if spec.start <= self.wall:
            return
        number = int(self.case.rows("SELECT coalesce(max(id), 0) + 1 FROM activity")[0][0])
        self.both(
            lambda: self.case.create(fields_of(spec), now=self.now),
            lambda model: model.create(number, spec, self.wall),
        )

    @precondition(lambda self: any(not part.deleted for part in self.model.parts.values()))
    @rule(data=st.data(), following=st.booleans())
    def edit(self, data: st.DataObject, following: bool) -> None:
        number = self.pick(data, lambda part: not part.deleted and not part.cancelled)
        if number is None:
            return
        part, cut, cut_id = self.model.parts[number], None, None
        if following and part.spec.rule is not None:
            cut = data.draw(st.sampled_from(part.dates[:12]))
            cut_id = self.real(number, cut).id
        spec = data.draw(changed(part.spec))
        old, new = self.case.activity(number), self.next_number()
        self.both(
            lambda: planning.edit(
                self.case.db,
                self.case.boss,
                number,
                fields_of(spec),
                version=old.version,
                now=self.now,
                from_id=cut_id,
            ),
            lambda model: model.edit(number, spec, self.wall, new, same(model, number, cut)),
        )

    @rule(data=st.data(), day=SOON, hour=HOURS, room=ROOMS)
    def move(self, data: st.DataObject, day: date, hour: int, room: int | None) -> None:
        found = self.pick_date(data, lambda one: one.state == "planned")
        if found is None:
            return
        number, one = found
        start = datetime.combine(day, time(hour))

        def naively(model: NaiveHouse) -> None:
            mine = same(model, number, one)
            if mine is None or mine.begun(self.wall) or start <= self.wall:
                raise Over
            mine.start, mine.end = start, start + (mine.end - mine.start)
            mine.room, mine.exception = room, True
            model.follow(number)
            model.judge([mine], self.wall, closure=True)

        date_ = self.real(number, one)
        self.both(
            lambda: planning.move_date(
                self.case.db,
                self.case.boss,
                date_.id,
                version=date_.version,
                local_start=start,
                room_id=room,
                now=self.now,
            ),
            naively,
        )

    @rule(data=st.data(), people=PEOPLE)
    def other_people(self, data: st.DataObject, people: frozenset[int]) -> None:
        found = self.pick_date(data, lambda one: not one.begun(self.wall))
        if found is None:
            return
        number, one = found

        def naively(model: NaiveHouse) -> None:
            mine = same(model, number, one)
            assert mine is not None
            mine.people, mine.exception = people, True
            model.follow(number)
            model.judge([mine], self.wall, closure=True)

        date_ = self.real(number, one)
        self.both(
            lambda: planning.change_date(
                self.case.db,
                self.case.boss,
                date_.id,
                version=date_.version,
                title=None,
                note="",
                facilitator_ids=tuple(sorted(people)),
                now=self.now,
            ),
            naively,
        )

    @rule(data=st.data())
    def cancel_date(self, data: st.DataObject) -> None:
        found = self.pick_date(data, lambda one: one.state == "planned")
        if found is None:
            return
        number, one = found

        def naively(model: NaiveHouse) -> None:
            mine = same(model, number, one)
            if mine is None or mine.end <= self.wall:
                raise Over
            mine.state, mine.exception = "cancelled", True

        date_ = self.real(number, one)
        self.both(
            lambda: planning.cancel_date(
                self.case.db, self.case.boss, date_.id, version=date_.version, now=self.now
            ),
            naively,
        )

    @rule(data=st.data())
    def restore_date(self, data: st.DataObject) -> None:
        found = self.pick_date(data, lambda one: one.state == "cancelled")
        if found is None:
            return
        number, one = found

        def naively(model: NaiveHouse) -> None:
            mine = same(model, number, one)
            if mine is None or mine.begun(self.wall):
                raise Over
            mine.state, mine.exception = "planned", mine.differs(model.parts[number].spec)
            model.judge([mine], self.wall, closure=True)

        date_ = self.real(number, one)
        self.both(
            lambda: planning.restore_date(
                self.case.db, self.case.boss, date_.id, version=date_.version, now=self.now
            ),
            naively,
        )

    @rule(data=st.data(), first=SOON, days=st.integers(0, 14))
    def pause(self, data: st.DataObject, first: date, days: int) -> None:
        number = self.pick(data, lambda part: not part.deleted)
        if number is None:
            return
        last = first + timedelta(days=days)

        def naively(model: NaiveHouse) -> None:
            part = model.parts[number]
            chosen = [
                one
                for one in part.dates
                if one.state == "planned"
                and not one.begun(self.wall)
                and first <= one.start.date() <= last
            ]
            if not chosen or part.cancelled:
                raise Over
            for one in chosen:
                one.state, one.exception = "paused", True

        version = self.case.activity(number).version
        self.both(
            lambda: pauses.pause(
                self.case.db,
                self.case.boss,
                number,
                version=version,
                first=first,
                last=last,
                now=self.now,
            ),
            naively,
        )

    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        found = self.pick_date(data, lambda one: one.state == "paused" and not one.begun(self.wall))
        if found is None:
            return
        number, one = found

        def naively(model: NaiveHouse) -> None:
            mine = same(model, number, one)
            assert mine is not None
            mine.state, mine.exception = "planned", mine.differs(model.parts[number].spec)
            model.judge([mine], self.wall, closure=True)

        version, one_id = self.case.activity(number).version, self.real(number, one).id
        self.both(
            lambda: pauses.resume(
                self.case.db, self.case.boss, number, [one_id], version=version, now=self.now
            ),
            naively,
        )

    @rule(data=st.data())
    def cancel_all(self, data: st.DataObject) -> None:
        number = self.pick(data, lambda part: not part.deleted)
        if number is None:
            return
        old, new = self.case.activity(number), self.next_number()
        self.both(
            lambda: planning.cancel_activity(
                self.case.db, self.case.boss, number, version=old.version, reason="", now=self.now
            ),
            lambda model: model.cancel(number, new, self.wall),
        )

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        number = self.pick(data, lambda part: not part.deleted)
        if number is None:
            return
        version = self.case.activity(number).version
        self.both(
            lambda: planning.delete(
                self.case.db, self.case.boss, number, version=version, now=self.now
            ),
            lambda model: setattr(model.parts[number], "deleted", True),
        )

    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        number = self.pick(data, lambda part: part.deleted)
        if number is None:
            return

        def naively(model: NaiveHouse) -> None:
            part = model.parts[number]
            part.deleted = False
            model.judge(part.dates, self.wall, closure=part.spec.rule is None)

        self.both(
            lambda: planning.restore_deleted(self.case.db, self.case.boss, number, now=self.now),
            naively,
        )

    @precondition(lambda self: self.before is not None)
    @rule()
    def take_back(self) -> None:
        """Undo the last change, or the last undo."""
        assert self.before is not None
        model, stood = self.before

        def naively(wanted: NaiveHouse) -> None:
            if begun_between(model, wanted, self.wall):
                raise Over
            known = {one.key for part in model.parts.values() for one in part.dates}
            made = wanted.parts.keys() - model.parts.keys()
            for number in made:
                part = wanted.parts[number]
                part.deleted = True
                part.dates = [one for one in part.dates if one.key not in known]
            wanted.parts = {
                **model.copy().parts,
                **{number: wanted.parts[number] for number in made},
            }

        kept = self.before
        self.both(
            lambda: undo.undo(self.case.db, self.case.boss, last_change(self.case), now=self.now),
            naively,
            UndoRefused,
        )
        if self.before is not kept:
            assert without_own_uids(state(self.case)) == without_own_uids(stood)

    @rule(hours=st.integers(1, 300))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # -- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_dates_are_those_of_the_model(self) -> None:
        for number, part in self.model.parts.items():
            real = self.case.activity(number)
            assert (real.deleted_at is not None) == part.deleted
            assert (real.state == "cancelled") == part.cancelled
            assert [seen(one) for one in self.case.dates(number)] == [
                (one.original, one.start, one.end, one.room, one.people, one.state, one.exception)
                for one in sorted(part.dates, key=lambda one: one.original)
            ]

    @invariant()
    def nothing_is_taken_twice(self) -> None:
        planned = self.case.rows(
            "SELECT o.starts_at, o.ends_at, o.room_id, f.facilitator_id FROM occurrence o"
            " JOIN activity a ON a.id = o.activity_id AND a.deleted_at IS NULL"
            " LEFT JOIN occurrence_facilitator f"
            f" ON f.occurrence_id = o.id AND f.facilitator_id = {ANNE}"
            " WHERE o.state = 'planned' ORDER BY o.starts_at LIMIT 200"
        )
        for (start, end, room, anne), (other_start, other_end, *other) in combinations(planned, 2):
            if start < other_end and other_start < end:
                assert room != other[0] or room not in (SAL, STILLE)
                assert anne is None or other[1] is None

    @invariant()
    def stamps_only_rise(self) -> None:
        rows = self.case.rows("SELECT 'activity', id, version, updated_at FROM activity")
        rows += self.case.rows("SELECT feed, uid, sequence, last_modified FROM feed_entry")
        for kind, name, *stamps in rows:
            key, found = (str(kind), str(name)), tuple(stamps)
            before = self.stamps.get(key, found)
            assert all(new >= old for new, old in zip(found, before, strict=True)), key
            self.stamps[key] = found


@st.composite
def changed(draw: st.DrawFn, spec: Spec) -> Spec:
    """A form with one or two things changed."""
    other: Spec = draw(specs())
    rule_ = None if spec.rule is None else (other.rule or spec.rule)
    changes: dict[str, Any] = {
        "title": "NADA for alle",
        "room": other.room,
        "people": other.people,
        "length": other.length,
        "rule": rule_,
        "start": datetime.combine(spec.start.date(), other.start.time()),
    }
    names = draw(st.sets(st.sampled_from(sorted(changes)), min_size=1, max_size=2))
    return replace(spec, **{name: changes[name] for name in names})


def same(model: NaiveHouse, number: int, one: Date | None) -> Date | None:
    """The model's own copy of a date."""
    if one is None:
        return None
    return next(each for each in model.parts[number].dates if each.key == one.key)


def begun_between(before: NaiveHouse, after: NaiveHouse, now: datetime) -> bool:
    """Whether a date that differs between two states has begun in either."""

    def dates(model: NaiveHouse) -> dict[int, tuple[int, Date]]:
        return {one.key: (n, one) for n, part in model.parts.items() for one in part.dates}

    old, new = dates(before), dates(after)
    return any(
        one is not None and one[1].begun(now)
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key)
        for one in (old.get(key), new.get(key))
    )


def without_own_uids(rows: dict[str, Any]) -> dict[str, Any]:
    """A date that was moved once keeps its own UIDs, for the tombstones."""
    own = ("moved_uid", "moved_neutral_uid")
    return {
        table: [{name: value for name, value in row.items() if name not in own} for row in found]
        for table, found in rows.items()
    }


def fields_of(spec: Spec) -> Any:
    return nada(
        title=spec.title,
        local_start=spec.start,
        duration=spec.length,
        rrule=spec.rule.text if spec.rule else None,
        room_id=spec.room,
        facilitator_ids=tuple(sorted(spec.people)),
    )


def seen(one: Occurrence) -> tuple[Any, ...]:
    walls = (to_local(at, ZONE) for at in (one.original_start, one.starts_at, one.ends_at))
    people = frozenset(one.facilitator_ids)
    return (*walls, one.room_id, people, one.state, one.is_exception)


def run(examples: int, steps: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Plan, settings=chosen)  # type: ignore[no-untyped-call]


def test_a_plan() -> None:
    run(examples=8, steps=20)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_plans() -> None:
    run(examples=400, steps=40)
