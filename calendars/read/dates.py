"""The dates of all events of a file within a window: rules, exceptions, changed dates, doubles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from calendars.read.events import Draft, to_utc
from calendars.read.expand import Budget, wall_starts
from calendars.read.lines import Told
from calendars.read.rules import BadRule
from calendars.read.values import Date, Limits

_MARGIN = timedelta(days=2)
"""More than any zone is from UTC."""


def dates_of(
    drafts: Sequence[Draft], start: datetime, end: datetime, limits: Limits, told: Told
) -> list[Date]:
    """Every date that overlaps [start, end), UTC, by start; at most `limits.dates` of them."""
    masters, changed = _sorted_out(drafts, told)
    budget = Budget(limits.work)
    found: list[Date] = []
    for one in _all(masters, changed, start, end, budget, told):
        if one.starts_at < end and (one.ends_at > start or one.starts_at >= start):
            found.append(one)
            if len(found) > 4 * limits.dates:
                told(0, "too-many-dates")
                found = _earliest(found, limits.dates)
    if len(found) > limits.dates:
        told(0, "too-many-dates")
    return _earliest(found, limits.dates)


def _earliest(found: list[Date], count: int) -> list[Date]:
    return sorted(found, key=lambda one: (one.starts_at, one.ends_at, one.event.line))[:count]


def _sorted_out(drafts: Iterable[Draft], told: Told) -> tuple[list[Draft], dict[str, list[Draft]]]:
    """Events, and changed dates by UID. Of two that are the same one the newer counts.

    Some write one UID into events of different times: those are kept, but told.
    """
    masters: dict[str, list[Draft]] = defaultdict(list)
    changed: dict[str, dict[datetime | date, Draft]] = defaultdict(dict)
    for draft in drafts:
        event = draft.event
        if event.replaces is None:
            masters[event.source_uid].append(draft)
            continue
        key = draft.replaces_day or event.replaces
        old = changed[event.source_uid].get(key)
        if old is not None:
            told(event.line, "duplicate")
        if old is None or event.sequence >= old.event.sequence:
            changed[event.source_uid][key] = draft
    kept: list[Draft] = []
    for uid, same in masters.items():
        if not uid or len(same) == 1:
            kept.extend(same)
            continue
        newest = max(draft.event.sequence for draft in same)
        by_start: dict[tuple[datetime, str], Draft] = {}
        for draft in same:
            if draft is not same[0]:
                told(draft.event.line, "duplicate")
            if draft.event.sequence == newest:
                by_start[draft.event.start, draft.event.zone] = draft
        kept.extend(by_start.values())
    return kept, {uid: list(by_key.values()) for uid, by_key in changed.items()}


def _all(
    masters: Sequence[Draft],
    changed: dict[str, list[Draft]],
    start: datetime,
    end: datetime,
    budget: Budget,
    told: Told,
) -> Iterator[Date]:
    for master in masters:
        uid = master.event.source_uid
        others = changed.get(uid, []) if uid else []
        try:
            yield from _series(master, others, start, end, budget)
        except BadRule as error:
            told(master.event.line, error.code)
    for others in changed.values():
        for one in others:
            begins = to_utc(one.event.start, one.zone)
            yield Date(one.event, one.event.replaces or begins, begins, _end(one, one.event.start))


def _series(
    master: Draft, others: Sequence[Draft], start: datetime, end: datetime, budget: Budget
) -> Iterator[Date]:
    """The dates of one event without those that have an event of their own."""
    singles = {one.event.replaces for one in others if one.replaces_day is None}
    days = {one.replaces_day for one in others if one.replaces_day is not None}
    following = sorted(
        (one for one in others if one.event.and_following and one.event.replaces is not None),
        key=lambda one: one.event.replaces or start,
    )
    reach = max([timedelta(), *(abs(_shift(one)) for one in following)])
    for wall, own in _walls(master, start - reach, end + reach, budget):
        instant = to_utc(wall, master.zone)
        if instant in master.without or wall.date() in master.without_days:
            continue
        if instant in singles or wall.date() in days:
            continue
        latest = [one for one in following if (one.event.replaces or instant) <= instant]
        if latest:
            moved = latest[-1]
            begins = wall + _shift(moved)
            yield Date(moved.event, instant, to_utc(begins, moved.zone), _end(moved, begins, None))
        else:
            yield Date(master.event, instant, instant, _end(master, wall, own))


def _shift(one: Draft) -> timedelta:
    """How far a changed date was moved on the clock."""
    replaces = one.event.replaces
    if replaces is None:
        return timedelta()
    return one.event.start - replaces.astimezone(one.zone).replace(tzinfo=None)


def _walls(
    draft: Draft, start: datetime, end: datetime, budget: Budget
) -> Iterator[tuple[datetime, timedelta | None]]:
    """Naive wall starts near the window, each once, with an own length where it has one."""
    after = start.replace(tzinfo=None) - draft.event.length - _MARGIN
    before = end.replace(tzinfo=None) + _MARGIN
    extra = {wall: own for wall, own in draft.extra if after <= wall < before}
    if draft.rule is None:
        extra.setdefault(draft.event.start, None)
        yield from sorted(extra.items())
        return
    last = before
    if draft.rule.until is not None:
        until = draft.rule.until.at
        if draft.rule.until.utc:
            until = until.replace(tzinfo=UTC).astimezone(draft.zone).replace(tzinfo=None)
        last = min(last, until)
    yield from sorted((wall, own) for wall, own in extra.items() if wall != draft.event.start)
    for wall in wall_starts(draft.event.start, draft.rule, last, after, budget):
        if wall not in extra or wall == draft.event.start:
            yield wall, None


def _end(draft: Draft, wall: datetime, own: timedelta | None = None) -> datetime:
    """The UTC end; whole days end at a midnight, the rest after its length in real time."""
    length = draft.event.length if own is None else own
    if draft.event.all_day and own is None:
        return to_utc(wall + length, draft.zone)
    return to_utc(wall, draft.zone) + length
