"""Any sequence of changes: the dates are those of a naive model, and nothing is taken twice.

After every step the dates in the file equal those of tests/naive_house.py; an edit and its undo are
the identity but for versions and stamps, which only rise.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions import importing, planning, undo
from domain.errors import UndoRefused
from domain.localtime import to_local
from domain.model import Occurrence
from tests.house_case import ANNE, SAL, STILLE, ZONE
from tests.machine_dates import DateSteps, same
from tests.naive_house import Date, NaiveHouse, Over, Spec
from tests.naive_specs import WISH, changed, fields_of, found_of, specs
from tests.test_undo import last_change, state


class Plan(DateSteps):
    @rule(spec=specs())
    def create(self, spec: Spec) -> None:
        if spec.start <= self.wall:
            return
        number = int(self.case.rows("SELECT coalesce(max(id), 0) + 1 FROM activity")[0][0])
        self.both(
            lambda: self.case.create(fields_of(spec), now=self.now),
            lambda model: model.create(number, spec, self.wall),
        )

    @rule(brought=st.lists(specs(), min_size=1, max_size=3))
    def bring_in(self, brought: list[Spec]) -> None:
        """An import: all of it or nothing."""
        if any(spec.start <= self.wall for spec in brought):
            return
        number = int(self.case.rows("SELECT coalesce(max(id), 0) + 1 FROM activity")[0][0])

        def naively(model: NaiveHouse) -> None:
            for place, spec in enumerate(brought):
                model.create(number + place, spec, self.wall)

        self.both(
            lambda: importing.run(
                self.case.db, self.case.boss, [found_of(one) for one in brought], WISH, now=self.now
            ),
            naively,
        )

    @precondition(lambda self: any(not part.deleted for part in self.model.parts.values()))
    @rule(data=st.data(), following=st.booleans())
    def edit(self, data: st.DataObject, following: bool) -> None:
        number = self.pick(data, lambda part: not part.deleted)
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
    run_state_machine_as_test(Plan, settings=chosen)


def test_a_plan() -> None:
    run(examples=8, steps=20)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_plans() -> None:
    run(examples=400, steps=40)
