"""From a rule to dates, and from a changed rule to the dates that change with it.

Dates that have begun or are recorded are never rewritten. Exceptions (moved, cancelled, changed
in place) stay where the new rule still has a date on their day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.conflicts import Slot, closure_of
from domain.errors import InvalidField
from domain.localtime import local_day, to_local, to_utc
from domain.model import ActivityFields, Closure, Occurrence, Room
from domain.recurrence import wall_starts

NEW = 0
"""Id of a date that is not saved yet."""


@dataclass(frozen=True, slots=True)
class Written:
    """Dates a rule gives: `planned` in order, and those a closure takes, with its name."""

    planned: tuple[Occurrence, ...]
    skipped: tuple[tuple[Occurrence, str], ...]
    """Paused dates: they keep their place in the rule, but are not shown as cancelled."""

    @property
    def all(self) -> tuple[Occurrence, ...]:
        return tuple(
            sorted(
                (*self.planned, *(date for date, _ in self.skipped)),
                key=lambda date: date.original_start,
            )
        )


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a changed rule does to the coming dates."""

    insert: tuple[Occurrence, ...]
    update: tuple[Occurrence, ...]
    delete: tuple[int, ...]
    lost: tuple[Occurrence, ...]
    """Exceptions that have no date in the new rule; among `delete`."""


def written(
    fields: ActivityFields,
    room: Room | None,
    closures: Sequence[Closure],
    zone: ZoneInfo,
    before: datetime,
) -> Written:
    """The dates of a rule up to the wall time `before` (exclusive), closures left out.

    A single date is never left out: a closure is then a conflict. Raises InvalidField ("rule").
    """
    planned: list[Occurrence] = []
    skipped: list[tuple[Occurrence, str]] = []
    for wall in wall_starts(fields.local_start, fields.rrule, before):
        date = new_date(fields, wall, zone)
        shut = closure_of(date.starts_at, date.ends_at, room, closures) if fields.rrule else None
        if shut is None:
            planned.append(date)
        else:
            skipped.append((replace(date, state="paused"), shut.name))
    return Written(tuple(planned), tuple(skipped))


def new_date(fields: ActivityFields, wall: datetime, zone: ZoneInfo) -> Occurrence:
    """A planned date at a wall start. Its end keeps the wall clock too: 22–06 is 22–06."""
    start = to_utc(wall, zone)
    end = to_utc(wall + fields.duration, zone)
    return Occurrence(
        id=NEW,
        activity_id=NEW,
        original_start=start,
        starts_at=start,
        ends_at=end,
        room_id=fields.room_id,
        state="planned",
        facilitator_ids=fields.facilitator_ids,
    )


def has_begun(date: Occurrence, now: datetime) -> bool:
    """Whether a date may not be rewritten any more: begun, or recorded."""
    return date.starts_at <= now or date.close_out is not None


def is_structural(old: ActivityFields, new: ActivityFields) -> bool:
    """Whether an edit changes time, rule, room or people: what dates are made of."""
    return (old.local_start, old.duration, old.rrule, old.room_id, set(old.facilitator_ids)) != (
        new.local_start,
        new.duration,
        new.rrule,
        new.room_id,
        set(new.facilitator_ids),
    )


def rewrite(
    existing: Iterable[Occurrence],
    wanted: Written,
    now: datetime,
    zone: ZoneInfo,
    length: timedelta,
) -> Rewrite:
    """Match the dates that are there with those the rule now gives, by local day.

    `length` is the series' duration until now: what tells a date made longer from one that is not.
    """
    by_day = {local_day(date.original_start, zone): date for date in existing}
    insert: list[Occurrence] = []
    update: list[Occurrence] = []
    kept: set[int] = set()
    for new in wanted.all:
        old = by_day.get(local_day(new.original_start, zone))
        if old is None:
            insert.append(new)
            continue
        kept.add(old.id)
        if not has_begun(old, now):
            update.append(_onto(old, new, is_moved(old, length, zone)))
    gone = [date for date in by_day.values() if date.id not in kept and not has_begun(date, now)]
    lost = tuple(date for date in gone if date.is_exception)
    return Rewrite(tuple(insert), tuple(update), tuple(date.id for date in gone), lost)


def rewrite_single(date: Occurrence, wanted: Occurrence) -> Rewrite:
    """The one date of an activity without a rule goes where the form says.

    Where the form leaves the time alone, a date that was moved still tells from when.
    """
    same_time = wanted.starts_at == date.starts_at
    updated = replace(
        date,
        original_start=date.original_start if same_time else wanted.original_start,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        room_id=wanted.room_id,
        facilitator_ids=wanted.facilitator_ids,
    )
    return Rewrite((), (updated,), (), ())


def _onto(old: Occurrence, new: Occurrence, moved: bool) -> Occurrence:
    """An existing date under the new rule; an exception keeps what makes it one."""
    merged = replace(old, original_start=new.original_start)
    if not moved:
        merged = replace(merged, starts_at=new.starts_at, ends_at=new.ends_at)
    if not old.is_exception:
        return replace(
            merged, room_id=new.room_id, facilitator_ids=new.facilitator_ids, state=new.state
        )
    if old.state == "paused" and not moved:
        # nobody sees a pause: when it ends, the date is where the series is by then
        return replace(merged, room_id=new.room_id, facilitator_ids=new.facilitator_ids)
    return merged


def split_point(dates: Iterable[Occurrence], now: datetime) -> Occurrence | None:
    """The first date in the rule's order that has not begun: where a series is divided."""
    coming = [date for date in dates if not has_begun(date, now)]
    return min(coming, key=lambda date: date.original_start, default=None)


def is_moved(date: Occurrence, length: timedelta, zone: ZoneInfo) -> bool:
    """Whether a date has a time of its own in a series whose dates last `length` (wall time).

    By its times: a date that was moved and put back has UIDs of its own, and follows the series.
    """
    lasts = to_local(date.ends_at, zone) - to_local(date.starts_at, zone)
    return date.starts_at != date.original_start or lasts != length


def differs(date: Occurrence, fields: ActivityFields, zone: ZoneInfo) -> bool:
    """Whether a planned date differs from its series in more than its state."""
    return bool(
        is_moved(date, fields.duration, zone)
        or date.title
        or date.note
        or date.room_id != fields.room_id
        or set(date.facilitator_ids) != set(fields.facilitator_ids)
    )


def cut_of(dates: Iterable[Occurrence], now: datetime, from_id: int | None) -> Occurrence | None:
    """Where an edit of a series divides it; None: nowhere, all of it changes.

    `from_id` None: scope *all*, which leaves what has begun as it is. Otherwise *this and
    following*, from the date with that id. Raises InvalidField.
    """
    known = list(dates)
    if from_id is None:
        if not any(has_begun(date, now) for date in known):
            return None
        cut = split_point(known, now)
        if cut is None:
            raise InvalidField("start", "begun")
        return cut
    cut = next((date for date in known if date.id == from_id), None)
    if cut is None or has_begun(cut, now):
        raise InvalidField("form", "date-is-over")
    before = any(date.original_start < cut.original_start for date in known)
    return cut if before else None


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does to the dates there are, told before it is saved."""

    changed: int
    """Coming dates that get another time, place or people, come new, or go."""
    begun: int
    """Dates that have been or are recorded: they stay."""
    kept: tuple[Occurrence, ...]
    """Coming exceptions (moved, cancelled, changed, paused) that stay exceptions."""
    lost: tuple[Occurrence, ...]
    """Coming exceptions that have no date in the new rule."""


def effect(
    existing: Iterable[Occurrence], handed: Iterable[Occurrence], change: Rewrite, now: datetime
) -> Effect:
    """The effect of a rewrite: `existing` are all dates of the series, `handed` those in scope."""
    known = {date.id: date for date in existing}
    gone = set(change.delete)
    new = sum(date.state != "paused" for date in change.insert)
    moved = sum(_is_other(known[date.id], date) for date in change.update)
    exceptions = [
        date
        for date in handed
        if date.is_exception and date.id not in gone and not has_begun(date, now)
    ]
    return Effect(
        changed=new + moved + len(gone),
        begun=sum(has_begun(date, now) for date in known.values()),
        kept=tuple(exceptions),
        lost=change.lost,
    )


def _is_other(old: Occurrence, new: Occurrence) -> bool:
    return (*(old.starts_at, old.ends_at, old.room_id, old.state, set(old.facilitator_ids)),) != (
        *(new.starts_at, new.ends_at, new.room_id, new.state, set(new.facilitator_ids)),
    )


def continued_start(
    fields: ActivityFields, dates: Iterable[Occurrence], cut: Occurrence, zone: ZoneInfo
) -> datetime:
    """Where the second half of a split begins: at the new time on the day of the cut.

    A start that lies after the dates which stay counts as it is, a day before the cut's too. The
    first start of the whole series does not, so that "every second week" stays in step.
    """
    kept = [date for date in dates if date.original_start < cut.original_start]
    last = max(to_local(date.original_start, zone) for date in kept)
    if fields.local_start > last:
        return fields.local_start
    return datetime.combine(to_local(cut.original_start, zone).date(), fields.local_start.time())


def cancelled(date: Occurrence, reason: str, now: datetime) -> Occurrence:
    """A date cancelled at `now` for a reason that only staff see."""
    return replace(
        date, state="cancelled", cancelled_at=now, cancel_reason=reason, is_exception=True
    )


def slots(dates: Iterable[Occurrence], activity_id: int | None, title: str) -> list[Slot]:
    """Planned dates as conflicts see them."""
    return [
        Slot(
            date.starts_at,
            date.ends_at,
            date.room_id,
            date.facilitator_ids,
            activity_id,
            date.id or None,
            date.title or title,
        )
        for date in dates
        if date.state == "planned"
    ]
