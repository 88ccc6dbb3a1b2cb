"""A naive model of the plan, written only to judge the real one (test_machine.py).

Wall times throughout; every question is answered by looping over everything. It shares no code
with the house: rules are expanded day by day, collisions found by comparing every pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count

CLOSED = date(2026, 12, 24)
DAY = timedelta(days=1)
_keys = count(1)


class Clash(Exception):
    """A room or a person would be taken twice, or the house is closed."""


class Over(Exception):
    """What is asked for has begun, has ended, or is not there."""


@dataclass(frozen=True)
class Rule:
    """Weekly on `days` (0 Monday) or daily; ends by `until` (included), by `times`, or not."""

    days: tuple[int, ...] | None
    every: int = 1
    until: date | None = None
    times: int | None = None

    def gives(self, start: datetime, day: date) -> bool:
        if self.days is None:
            return (day - start.date()).days % self.every == 0
        monday = start.date() - timedelta(days=start.weekday())
        return day.weekday() in self.days and (day - monday).days // 7 % self.every == 0

    def starts(self, start: datetime, before: datetime) -> Iterator[datetime]:
        day, given = start.date(), 0
        while datetime.combine(day, start.time()) < before:
            if self.until is not None and day > self.until:
                return
            if self.times is not None and given == self.times:
                return
            if self.gives(start, day):
                given += 1
                yield datetime.combine(day, start.time())
            day += DAY

    @property
    def text(self) -> str:
        names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        parts = ["FREQ=DAILY" if self.days is None else "FREQ=WEEKLY"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.days is not None:
            parts.append("BYDAY=" + ",".join(names[day] for day in self.days))
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        elif self.times is not None:
            parts.append(f"COUNT={self.times}")
        return ";".join(parts)


@dataclass(frozen=True)
class Spec:
    """What a form says."""

    title: str
    start: datetime
    length: timedelta
    rule: Rule | None
    room: int | None
    people: frozenset[int]

    def from_first(self) -> Spec:
        """The same, with the start on the first day that the rule gives."""
        if self.rule is None:
            return self
        far = self.start + timedelta(days=800)
        first = next(replace(self.rule, times=None).starts(self.start, far), None)
        if first is None:
            raise Over
        return replace(self, start=first)


@dataclass
class Date:
    """One date; `key` stays the same through copies."""

    original: datetime
    start: datetime
    end: datetime
    room: int | None
    people: frozenset[int]
    state: str = "planned"
    exception: bool = False
    key: int = field(default_factory=lambda: next(_keys))

    def begun(self, now: datetime) -> bool:
        return self.start <= now

    def differs(self, spec: Spec) -> bool:
        return self.moved(spec.length) or (self.room, self.people) != (spec.room, spec.people)

    def moved(self, length: timedelta) -> bool:
        return (self.start, self.end) != (self.original, self.original + length)


@dataclass
class Part:
    """An activity: what its form says, and its dates."""

    spec: Spec
    dates: list[Date]
    cancelled: bool = False
    deleted: bool = False


@dataclass
class NaiveHouse:
    """All activities by their id. `exclusive_*`: rooms and people that can be taken once."""

    exclusive_rooms: frozenset[int]
    exclusive_people: frozenset[int]
    parts: dict[int, Part] = field(default_factory=dict)

    def horizon(self, now: datetime) -> datetime:
        months = now.year * 12 + now.month - 1 + 18
        day = now.day
        while True:
            try:
                return now.replace(year=months // 12, month=months % 12 + 1, day=day)
            except ValueError:
                day -= 1

    def expand(self, spec: Spec, now: datetime) -> list[Date]:
        before = max(self.horizon(now), spec.start + DAY)
        starts = [spec.start] if spec.rule is None else list(spec.rule.starts(spec.start, before))
        dates = [Date(one, one, one + spec.length, spec.room, spec.people) for one in starts]
        for one in dates:
            if spec.rule is not None and shut(one):
                one.state = "paused"
        return dates

    def judge(self, changed: list[Date], now: datetime, *, closure: bool) -> None:
        """Raise Clash if a changed, planned, coming date takes what another has."""
        keys = {one.key for one in changed}
        there = [
            one
            for part in self.parts.values()
            if not part.deleted
            for one in part.dates
            if one.state == "planned" and one.key not in keys
        ]
        for number, one in enumerate(changed):
            if one.state != "planned" or one.end <= now:
                continue
            if closure and shut(one):
                raise Clash
            for other in [*there, *changed[number + 1 :]]:
                if other.state == "planned" and self.share(one, other):
                    raise Clash

    def share(self, one: Date, other: Date) -> bool:
        if not (one.start < other.end and other.start < one.end):
            return False
        room = one.room == other.room and one.room in self.exclusive_rooms
        return room or bool(one.people & other.people & self.exclusive_people)

    # -- what is done ----------------------------------------------------------------------------

    def create(self, number: int, spec: Spec, now: datetime) -> None:
        spec = spec.from_first()
        part = Part(spec, self.expand(spec, now))
        self.parts[number] = part
        self.judge(part.dates, now, closure=spec.rule is None)

    def edit(self, number: int, spec: Spec, now: datetime, new: int, cut: Date | None) -> None:
        """`cut`: that date and those after it; None: all. `new`: the number of a second part."""
        part = self.parts[number]
        spec = spec.from_first()
        plain = replace(spec, title=part.spec.title) == part.spec
        if cut is None and plain:
            part.spec = spec
            return
        off = part.spec.rule is None and any(one.state == "cancelled" for one in part.dates)
        if part.cancelled or off:
            raise Over
        dates = sorted(part.dates, key=lambda one: one.original)
        if cut is None and any(one.begun(now) for one in dates):
            cut = next((one for one in dates if not one.begun(now)), None)
            if cut is None:
                raise Over
        elif cut is not None and cut.begun(now):
            raise Over
        stay = [one for one in dates if cut is not None and one.original < cut.original]
        # scope "all" of what has begun splits even where the rule's first date is the one cut
        if cut is None or not stay:
            self.rewrite(part, part.dates, spec, part.spec.length, now)
            return
        if part.spec.rule is None or spec.rule is None:
            raise Over
        start = spec.start
        if start <= max(one.original for one in stay):
            start = datetime.combine(cut.original.date(), spec.start.time())
        rule = spec.rule
        if rule.times is not None:
            rule = replace(rule, times=max(1, rule.times - len(stay)))
        spec = replace(spec, start=start, rule=rule).from_first()
        if spec.start <= now:
            raise Over
        old_length = part.spec.length
        last = cut.original.date() - DAY
        until = part.spec.rule.until
        ended = replace(part.spec.rule, until=min(last, until) if until else last, times=None)
        part.spec = replace(part.spec, rule=ended)
        handed = [one for one in dates if one not in stay]
        part.dates = stay
        self.parts[new] = Part(spec, handed, part.cancelled)
        self.rewrite(self.parts[new], handed, spec, old_length, now)

    def follow(self, number: int) -> None:
        """An activity of one date is where its date is."""
        part = self.parts[number]
        if part.spec.rule is None:
            (one,) = part.dates
            length = one.end - one.start
            part.spec = replace(
                part.spec, start=one.start, length=length, room=one.room, people=one.people
            )

    def rewrite(
        self, part: Part, dates: list[Date], spec: Spec, old_length: timedelta, now: datetime
    ) -> None:
        kept, changed = [], []
        if part.spec.rule is None:
            (one,), (wanted,) = dates, self.expand(spec, now)
            one.original = one.original if wanted.start == one.start else wanted.start
            one.start, one.end = wanted.start, wanted.end
            one.room, one.people = wanted.room, wanted.people
            part.spec = spec
            self.judge([one], now, closure=True)
            return
        by_day = {one.original.date(): one for one in dates}
        for wanted in self.expand(spec, now):
            old = by_day.pop(wanted.original.date(), None)
            if old is not None and old.begun(now):
                kept.append(old)
                continue
            if old is None:
                old = wanted
            elif not old.exception:
                old.original, old.start, old.end = wanted.original, wanted.start, wanted.end
                old.room, old.people, old.state = wanted.room, wanted.people, wanted.state
            else:
                moved = old.moved(old_length)
                old.original = wanted.original
                if not moved:
                    old.start, old.end = wanted.start, wanted.end
                    if old.state == "paused":
                        old.room, old.people = wanted.room, wanted.people
            changed.append(old)
        kept += [one for one in by_day.values() if one.begun(now)]
        part.spec = spec
        part.dates = sorted([*kept, *changed], key=lambda one: one.original)
        self.judge(changed, now, closure=spec.rule is None)

    def cancel(self, number: int, new: int, now: datetime) -> None:
        """Cancel all that is to come; a series that has begun is divided first."""
        part = self.parts[number]
        dates = sorted(part.dates, key=lambda one: one.original)
        cut = next((one for one in dates if not one.begun(now)), None)
        if cut is None or part.cancelled:
            raise Over
        if any(one.begun(now) for one in dates):
            assert part.spec.rule is not None
            stay = [one for one in dates if one.original < cut.original]
            start = datetime.combine(cut.original.date(), part.spec.start.time())
            rule, last = part.spec.rule, cut.original.date() - DAY
            left = max(1, rule.times - len(stay)) if rule.times is not None else None
            going_on = replace(part.spec, start=start, rule=replace(rule, times=left))
            until = min(last, rule.until) if rule.until else last
            part.spec = replace(part.spec, rule=replace(rule, until=until, times=None))
            part.dates = stay
            part = self.parts[new] = Part(going_on, [one for one in dates if one not in stay])
        for one in part.dates:
            if one.state == "planned" and not one.begun(now):
                one.state, one.exception = "cancelled", True
        part.cancelled = True

    def copy(self) -> NaiveHouse:
        return deepcopy(self)


def shut(one: Date) -> bool:
    day = datetime.combine(CLOSED, time())
    return one.start < day + DAY and day < one.end
