"""An .ics file as found activities: series where the house can hold the rule, else single dates.

The file is read by `calendars.read`, which drops attendees, organisers, contacts and alarms and
bounds time and memory. Only what begins after `now` comes in: what has been was never recorded
here, and would stand as missing. Reads only; keeps nothing of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.read import Date, Event, read
from domain.errors import InvalidField, UnreadableCalendar
from domain.importing import Differs, Found, Kind, Problem, date_uid
from domain.localtime import to_local, to_utc
from domain.model import MAX_DURATION
from domain.recurrence import first_start, horizon, wall_starts, with_count_left, with_until

_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z)?")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Events:
    """What a calendar file brings."""

    name: str
    found: tuple[Found, ...]
    problems: tuple[Problem, ...]
    """What stands for no activity that could be shown: lines that were left out."""


def read_events(data: bytes, *, zone: ZoneInfo, now: datetime) -> Events:
    """The coming activities of an .ics file. Raises UnreadableCalendar, "truncated" too."""
    start = now.astimezone(UTC)
    end = to_utc(horizon(to_local(now, zone)), zone)
    reading = read(data, house=zone, start=start, end=end)
    if not reading.complete:
        raise UnreadableCalendar("truncated")
    by_uid: dict[str, list[Date]] = defaultdict(list)
    for one in reading.dates:
        if one.starts_at > start:
            # a date with an event of its own belongs to its series
            by_uid[one.event.source_uid or f"line:{one.event.line}"].append(one)
    masters = {
        event.source_uid: event
        for event in reversed(reading.events)
        if event.replaces is None and event.source_uid
    }
    found: list[Found] = []
    for uid, dates in by_uid.items():
        master = masters.get(uid, dates[0].event)
        found.extend(_activities(master, dates, zone, now))
    gone = len({event.line for event in reading.events} - _lines(reading.dates))
    told = [Problem(p.line, f"ics-{p.code}", stops=False) for p in reading.problems]
    if gone:
        told.append(Problem(0, "import-over", {"n": gone}, stops=False))
    found.sort(key=lambda one: (one.local_start or datetime.max, one.line))
    return Events(reading.name, tuple(found), tuple(told))


def _lines(dates: Iterable[Date]) -> set[int]:
    return {one.event.line for one in dates}


def _activities(master: Event, dates: list[Date], zone: ZoneInfo, now: datetime) -> list[Found]:
    """One event as a series if its rule gives its dates in the house too, else as single dates."""
    if master.rule is None and len(dates) == 1:
        return [_single(dates[0], zone, master.source_uid)]
    series = _series(master, dates, zone, now) if master.rule is not None else None
    if series is not None:
        return series
    told = Problem(master.line, "import-single-dates", {"n": len(dates)}, stops=False)
    singles = [_single(one, zone, date_uid(master.source_uid, one.original_start)) for one in dates]
    return [replace(one, problems=(*one.problems, told)) for one in singles]


def _single(one: Date, zone: ZoneInfo, uid: str) -> Found:
    event = one.event
    return _found(event, to_local(one.starts_at, zone), one.ends_at - one.starts_at, uid, zone)


def _found(event: Event, start: datetime, length: timedelta, uid: str, zone: ZoneInfo) -> Found:
    problems = []
    if event.all_day:
        problems.append(Problem(event.line, "import-all-day", field="start"))
    elif not length:
        problems.append(Problem(event.line, "import-no-end", field="end"))
    elif length > MAX_DURATION:
        problems.append(Problem(event.line, "import-too-long", field="end"))
    if event.cancelled:
        problems.append(Problem(event.line, "import-cancelled"))
    if event.private:
        problems.append(Problem(event.line, "import-private"))
    if not event.title:
        problems.append(Problem(event.line, "required", field="title"))
    if start.second or start.microsecond or length % timedelta(minutes=1):
        problems.append(Problem(event.line, "import-seconds", stops=False))
        start, length = start.replace(second=0, microsecond=0), _whole_minutes(length)
    names: dict[Kind, tuple[str, ...]] = {"category": event.categories or (event.title,)}
    if event.place:
        names["room"] = (event.place,)
    return Found(
        line=event.line,
        uid=uid,
        title=event.title,
        local_start=start,
        duration=_wall_length(start, length, zone),
        names=names,
        values={"description": event.text} if event.text else {},
        problems=tuple(problems),
    )


def _whole_minutes(length: timedelta) -> timedelta:
    return timedelta(minutes=max(1, length // timedelta(minutes=1)))


def _wall_length(start: datetime, length: timedelta, zone: ZoneInfo) -> timedelta:
    """The house keeps a length on the wall clock; the file gave it in real time."""
    end = to_local(to_utc(start, zone) + length, zone)
    return end - start if end > start else length


def _series(master: Event, dates: list[Date], zone: ZoneInfo, now: datetime) -> list[Found] | None:
    """The series from its first coming date on, with what differs from its rule; None: it cannot.

    The house's own dates of the rule are held against those of the file: every date of the file
    must be one of them; what the file leaves out is a paused date; RDATEs come in by themselves.
    """
    own = [one for one in dates if one.event.line == master.line]
    rule = _rule(master, zone)
    if rule is None or not own:
        return None
    try:
        start, rule = _from_now_on(master, rule, zone, now)
        before = horizon(to_local(now, zone))
        walls = {to_utc(wall, zone) for wall in wall_starts(start, rule, before)}
    except InvalidField:
        return None
    held = {one.original_start: one for one in dates if one.original_start in walls}
    extra = [one for one in dates if one.original_start not in walls]
    begun = {one for one in walls if one <= now}
    if len(extra) > max(1, len(held) // 4) or not held:
        return None
    length = own[0].ends_at - own[0].starts_at
    first = _found(master, start, length, master.source_uid, zone)
    differs = [_left_out(one, length) for one in sorted(walls - held.keys() - begun)]
    differs += [
        other for one in held.values() if (other := _other(master, one, first, zone)) is not None
    ]
    alone = [_single(one, zone, date_uid(master.source_uid, one.original_start)) for one in extra]
    told = Problem(master.line, "import-extra-date", stops=False)
    alone = [replace(one, problems=(*one.problems, told)) for one in alone]
    return [replace(first, rrule=rule, differs=tuple(differs)), *alone]


def _rule(master: Event, zone: ZoneInfo) -> str | None:
    """The rule as the house writes it: UNTIL as a local day. None where times would wander."""
    rule = (master.rule or "").upper().replace(" ", "").strip(";")
    if master.zone != zone.key:
        return None
    found = _UNTIL.search(rule)
    if found is None:
        return rule
    try:
        last = datetime.strptime(found[0].removeprefix("UNTIL=")[:15], _format(found[0]))
    except ValueError:
        return None
    if found[2]:
        last = to_local(last.replace(tzinfo=UTC), zone)
        if last.time() < master.start.time():
            last -= _DAY
    day: date = last.date()
    return with_until(rule.replace(found[0], f"UNTIL={day:%Y%m%d}"), day)


def _format(text: str) -> str:
    return "%Y%m%dT%H%M%S" if "T" in text.removeprefix("UNTIL=") else "%Y%m%d"


def _from_now_on(master: Event, rule: str, zone: ZoneInfo, now: datetime) -> tuple[datetime, str]:
    """The first coming start, and the rule from there, its COUNT less what has been.

    Raises InvalidField for a rule that the house does not know.
    """
    start = first_start(master.start.replace(second=0), rule)
    if to_utc(start, zone) > now:
        return start, rule
    local = to_local(now, zone)
    past = [wall for wall in wall_starts(start, rule, local + _DAY) if to_utc(wall, zone) <= now]
    coming = [wall for wall in wall_starts(start, rule, horizon(local)) if to_utc(wall, zone) > now]
    if not coming:
        raise InvalidField("rule", "never")
    return coming[0], with_count_left(rule, len(past))


def _left_out(original: datetime, length: timedelta) -> Differs:
    return Differs(original, original, original + length, "paused")


def _other(master: Event, one: Date, series: Found, zone: ZoneInfo) -> Differs | None:
    """A date that is not as the series says, None for one that is."""
    title = one.event.title if one.event.title != master.title else None
    end = to_utc(to_local(one.original_start, zone) + series.duration, zone)
    cancelled = one.event.cancelled and not master.cancelled
    if (one.starts_at, one.ends_at) == (one.original_start, end) and not title and not cancelled:
        return None
    state = "cancelled" if cancelled else "planned"
    return Differs(one.original_start, one.starts_at, one.ends_at, state, title or None)  # type: ignore[arg-type]
