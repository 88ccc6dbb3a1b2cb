"""The steps of test_machine.py that change single dates, and what every step needs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from actions import pauses, planning
from domain.errors import Conflicts, InvalidInput
from domain.localtime import to_local, to_utc
from domain.model import Occurrence
from tests.house_case import ANNE, NOW, SAL, STILLE, ZONE, a_house
from tests.naive_house import Clash, Date, NaiveHouse, Over, Part
from tests.naive_specs import HOURS, PEOPLE, ROOMS, SOON
from tests.test_undo import state


class Bench(RuleBasedStateMachine):
    """A house, its naive model, and how the same is done to both."""

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


class DateSteps(Bench):
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
            if mine is None or mine.state != "planned":
                raise Over
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


def same(model: NaiveHouse, number: int, one: Date | None) -> Date | None:
    """The model's own copy of a date."""
    if one is None:
        return None
    return next(each for each in model.parts[number].dates if each.key == one.key)
