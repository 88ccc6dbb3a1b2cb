"""Copying a week to other weeks: what it would do, and doing it, all or nothing, one change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.booking import Desk, desk, stop_on
from actions.series import insert, logged
from db.connection import HouseDb
from db.occurrences import between
from db.writes_changes import claim_token, settle_token
from domain.conflicts import Conflict, Slot
from domain.conflicts import between as among_these
from domain.errors import Conflicts, InvalidField, InvalidInput, Refused
from domain.localtime import local_day, range_bounds, to_local, week_text
from domain.model import (
    ActivityFields,
    Actor,
    DatedActivity,
    DayRange,
    Occurrence,
)
from domain.rights import require
from domain.schedule import new_date, slots
from domain.validation import checked
from domain.weeks import (
    MOST_COPIES,
    PLANNED,
    WeekCopy,
    copied,
    judged,
    monday_of,
    settled,
    target_weeks,
)

_STATES = ("draft", "published", "cancelled")
_KINDS = ("activity", "reservation")
_WEEK = timedelta(days=7)
_REACH = timedelta(hours=8)
"""The most that set-up and clearing of two dates add up to."""


@dataclass(frozen=True, slots=True)
class SourceWeek:
    """What a week holds that can be copied."""

    dates: tuple[DatedActivity, ...]
    """Planned dates that the actor may plan, by start."""
    others: tuple[DatedActivity, ...]
    """Planned dates of services that the actor does not coordinate."""
    cancelled: int
    """How many dates are cancelled or paused: they are not copied."""

    @property
    def singles(self) -> list[int]:
        """Ids of the dates that belong to no series: what is copied unless chosen otherwise."""
        return [one.occurrence.id for one in self.dates if one.activity.fields.rrule is None]


def source_week(db: HouseDb, actor: Actor, week: date, *, now: datetime) -> SourceWeek:
    """The dates of the week that `week` (a local day) is in. Raises Refused."""
    require(actor, "plan.write")
    with db.read() as con:
        return _source(desk(con, now), actor, monday_of(week))


def look(
    db: HouseDb,
    actor: Actor,
    week: date,
    first: date,
    last: date,
    chosen: Collection[int],
    *,
    now: datetime,
) -> list[WeekCopy]:
    """What copying the chosen dates to the weeks of `first` to `last` would do, by time.

    Raises Refused, and InvalidInput as `domain.weeks.target_weeks` does, or "too-many".
    """
    require(actor, "plan.write")
    with db.read() as con:
        at = desk(con, now)
        return _judged(at, _copies(at, actor, week, first, last, chosen))


def copy_week(
    db: HouseDb,
    actor: Actor,
    week: date,
    first: date,
    last: date,
    chosen: Collection[int],
    *,
    left_out: Collection[tuple[int, date]] = (),
    reason: str = "",
    now: datetime,
    token: str | None = None,
) -> int:
    """Plan the copies but those in `left_out` (keys of WeekCopy); returns how many.

    Each becomes a single activity of its own. Raises Refused, InvalidInput (also when nothing is
    left to copy), Conflicts (hard, or soft without `reason`), AlreadyDone.
    """
    require(actor, "plan.write")
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        wanted = [
            one
            for one in _copies(at, actor, week, first, last, chosen)
            if one.fate in PLANNED and one.key not in left_out
        ]
        if not wanted:
            raise InvalidInput((InvalidField("form", "nothing-to-copy"),))
        ids, stopped = _write(at, wanted, reason)
        stop_on(stopped, reason)
        words = f"{week_text(monday_of(week))} → {_weeks_text(wanted)}"
        logged(at, actor, "activity.copy-week", words, tuple(ids), {}, reason)
        settle_token(con, token, str(len(ids)))
    return len(ids)


def _write(at: Desk, wanted: Sequence[WeekCopy], reason: str) -> tuple[list[int], list[Conflict]]:
    """Write one after the other, so that each is judged beside those before it."""
    ids: list[int] = []
    stopped: list[Conflict] = []
    for one in wanted:
        try:
            ids.append(insert(at, checked(one.fields, at.house), state=one.state, reason=reason))
        except Conflicts as error:
            stopped.extend(error.conflicts)
    return ids, stopped


def _source(at: Desk, actor: Actor, monday: date) -> SourceWeek:
    found = _dates(at, monday, monday + _WEEK)
    held = [one for one in found if one.occurrence.state == "planned"]
    mine = [one for one in held if _may(at, actor, one)]
    return SourceWeek(
        dates=tuple(mine),
        others=tuple(one for one in held if one not in mine),
        cancelled=len(found) - len(held),
    )


def _dates(at: Desk, first: date, after: date) -> list[DatedActivity]:
    """Dates that begin on the local days [first, after), whatever their state."""
    found = between(
        at.con,
        *range_bounds(DayRange(first, after), at.zone),
        states=("planned", "cancelled", "paused"),
        activity_states=_STATES,
        kinds=_KINDS,
    )
    return [one for one in found if first <= local_day(one.occurrence.starts_at, at.zone) < after]


def _may(at: Desk, actor: Actor, one: DatedActivity) -> bool:
    try:
        at.may_write(actor, one.activity.fields.service_ids)
    except Refused:
        return False
    return True


def _copies(
    at: Desk, actor: Actor, week: date, first: date, last: date, chosen: Collection[int]
) -> list[WeekCopy]:
    """Every chosen date in every week, with the fates that need no look at conflicts."""
    source = monday_of(week)
    mondays = target_weeks(source, first, last, local_day(at.now, at.zone))
    dates = [one for one in _source(at, actor, source).dates if one.occurrence.id in chosen]
    if len(dates) * len(mondays) > MOST_COPIES:
        raise InvalidInput((InvalidField("last", "too-many", highest=MOST_COPIES),))
    there: dict[date, list[DatedActivity]] = defaultdict(list)
    for other in _dates(at, mondays[0], mondays[-1] + _WEEK):
        if other.occurrence.state != "paused":
            there[monday_of(local_day(other.occurrence.starts_at, at.zone))].append(other)
    now_local = to_local(at.now, at.zone)
    return [
        settled(
            copied(one, source, monday, at.house, at.zone), one, there[monday], now_local, at.zone
        )
        for monday in mondays
        for one in dates
    ]


def _judged(at: Desk, copies: Sequence[WeekCopy]) -> list[WeekCopy]:
    """Each beside what is planned, and beside the copies before it, as the save will judge them.

    Copies meet each other where a night from Sunday to Monday runs into the week after.
    """
    found: list[WeekCopy] = []
    before: list[Slot] = []
    for one in sorted(copies, key=lambda copy: copy.fields.local_start):
        if one.fate not in PLANNED:
            found.append(one)
            continue
        (slot,) = slots([_date(at, one.fields)], None, one.fields.title)
        before = [other for other in before if other.ends_at > slot.starts_at - _REACH]
        clashes = at.conflicts([slot], one.fields, without=None)
        clashes += among_these(slot, before, at.house.rooms, at.house.facilitators)
        found.append(judged(one, clashes))
        before.append(slot)
    return found


def _date(at: Desk, fields: ActivityFields) -> Occurrence:
    return new_date(fields, fields.local_start, at.zone)


def _weeks_text(copies: Sequence[WeekCopy]) -> str:
    """The first and the last week that was copied to."""
    mondays = sorted({one.monday for one in copies})
    ends = dict.fromkeys((week_text(mondays[0]), week_text(mondays[-1])))
    return " – ".join(ends)
