"""What a calendar client should be told about an activity: the plan behind every feed.

Whether and how a feed may show it is decided by `domain.discretion` alone; this module only turns
dates into the encoding of the feed contract. Nothing here knows iCalendar's text or any language.

A series is one event with its RRULE and an EXDATE for every date that is not as the series says;
such a date, moved, cancelled or changed in place, is an event of its own with a UID of its own.
There are no overrides (RECURRENCE-ID): ical.js hands every override of a file to every series in
it (kewisch/ical.js#1019), so a cancelled date of one would replace that of another at the same
hour. The contract has this form (line 7, 18b) as the one that every client reads right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from domain.discretion import VOLUNTEERS_SLUG, Feed, holds, view_of
from domain.errors import InvalidField
from domain.feedentry import (
    Component,
    Entry,
    FeedSettings,
    Status,
    is_endless,
    outlived,
)
from domain.feedface import Face
from domain.localtime import to_local
from domain.model import Activity, House, Occurrence
from domain.recurrence import horizon, wall_starts, with_count_left, with_until
from domain.volunteers import has_no_volunteer

CANCELLED_AHEAD = timedelta(days=60)
"""A cancelled series is told of for so long after it was cancelled."""
_SURE = relativedelta(months=1)
"""Dates are written out to the horizon; so much short of it, a date that is missing is skipped."""


def entries(
    house: House,
    activity: Activity,
    occurrences: Sequence[Occurrence],
    feed: Feed,
    now: datetime,
    zone: ZoneInfo,
    settings: FeedSettings,
) -> list[Entry]:
    """Every entry that `feed` holds for one activity at `now` (aware), the series first.

    `occurrences` are all dates of the activity, whatever their state. Empty when the feed does not
    show it: drafts, deleted and withdrawn ones, and what is over for long. A room's or a
    facilitator's calendar holds the dates there or theirs; where the series as a whole is not
    theirs, they stand alone. Raises InvalidField for a rule that cannot be read.
    """
    shown = view_of(activity, house.groups, feed)
    theirs = [one for one in occurrences if holds(feed, one.room_id, one.facilitator_ids)]
    if feed.slug == VOLUNTEERS_SLUG and feed.group_id not in activity.fields.group_ids:
        # it is theirs only where a volunteer is looked for
        theirs = [one for one in theirs if has_no_volunteer(one, house.facilitators)]
    if shown == "absent" or not theirs:
        return []
    face = Face(house, activity, feed, shown, settings)
    now_local = to_local(now, zone)
    dates = [_date(each, activity, zone) for each in theirs]
    dates.sort(key=lambda date: date.rid)
    if activity.fields.rrule is None:
        found = [_single(face, date) for date in dates[:1] if date.occurrence.state != "paused"]
    else:
        found = _series(face, dates, now_local, zone, settings)
    return [entry for entry in found if not outlived(entry.component, now_local, settings)]


@dataclass(frozen=True, slots=True)
class _Date:
    """A date in wall time."""

    occurrence: Occurrence
    rid: datetime
    start: datetime
    end: datetime
    cancelled: bool
    in_place: bool
    """At the time and of the length its rule gives; what else differs does not matter."""


def _date(occurrence: Occurrence, activity: Activity, zone: ZoneInfo) -> _Date:
    rid, start, end = (
        to_local(instant, zone)
        for instant in (occurrence.original_start, occurrence.starts_at, occurrence.ends_at)
    )
    length = activity.fields.duration
    # across a clock change wall and elapsed time differ, and so do clients (contract, line 3)
    same_length = end - start == length == occurrence.ends_at - occurrence.starts_at
    return _Date(
        occurrence=occurrence,
        rid=rid,
        start=start,
        end=end,
        cancelled=occurrence.state == "cancelled"
        or occurrence.close_out == "cancelled"
        or (activity.state == "cancelled" and occurrence.starts_at >= _cancelled_at(activity)),
        in_place=start == rid and same_length,
    )


def _cancelled_at(activity: Activity) -> datetime:
    return activity.cancelled_at or activity.updated_at


def _single(face: Face, date: _Date) -> Entry:
    """Something that happens once keeps its UID when it moves: there is no rule to leave."""
    return Entry(face.uid, _standing(face, date))


def _standing(face: Face, date: _Date) -> Component:
    status: Status = "cancelled" if date.cancelled else "confirmed"
    return face.component(date.start, date.end, date.occurrence, status)


def _series(
    face: Face,
    dates: Sequence[_Date],
    now_local: datetime,
    zone: ZoneInfo,
    settings: FeedSettings,
) -> list[Entry]:
    activity = face.activity
    starts, rrule = _rule(activity, dates, now_local, zone)
    if activity.state == "cancelled" and starts:
        dates = [date for date in dates if not date.cancelled or date.start <= starts[-1]]
    by_rule = set(starts)
    whole = holds(face.feed, activity.fields.room_id, activity.fields.facilitator_ids)
    fitting = {date.rid: date for date in dates if whole and date.in_place and date.rid in by_rule}
    stopped = activity.state == "cancelled" and not any(_is_live(date) for date in fitting.values())
    status: Status = "cancelled" if stopped else "confirmed"  # stopped before it ever took place
    plain = {
        rid
        for rid, date in fitting.items()
        if date.occurrence.state != "paused"
        and _is_plain(face, date, status)
        and not (date.cancelled and _is_faded(date, now_local, settings))
    }
    alone = [
        Entry(
            face.uid_of(date.occurrence),
            replace(_standing(face, date), in_place=date.rid in fitting),
        )
        for date in dates
        if date.rid not in plain and date.occurrence.state != "paused"
    ]
    if not plain:
        return alone
    known = max(dates[-1].rid, horizon(now_local) - _SURE)
    length = activity.fields.duration
    master = replace(
        face.component(starts[0], starts[0] + length, None, status),
        rrule=rrule,
        exdates=tuple(start for start in starts if start <= known and start not in plain),
    )
    return [Entry(face.uid, master), *alone]


def _is_plain(face: Face, date: _Date, status: Status) -> bool:
    """Whether a date that fits its rule says nothing that the series does not say."""
    if ("cancelled" if date.cancelled else "confirmed") != status:
        return False
    one, fields = date.occurrence, face.activity.fields
    own_title = one.title not in (None, fields.title)
    return not face.full or not (own_title or one.note or one.room_id != fields.room_id)


def _is_live(date: _Date) -> bool:
    return date.occurrence.state != "paused" and not date.cancelled


def _is_faded(date: _Date, now_local: datetime, settings: FeedSettings) -> bool:
    """Whether a cancelled date was so long ago that its EXDATE says enough."""
    return date.end + timedelta(days=settings.cancelled_days) <= now_local


def _rule(
    activity: Activity, dates: Iterable[_Date], now_local: datetime, zone: ZoneInfo
) -> tuple[list[datetime], str | None]:
    """The wall starts of the published series, and its rule; None for a rule with one date.

    The first start is DTSTART: in the rule, and not across a clock change, from which clients
    would each take another length for all dates (contract, line 3).
    """
    fields = activity.fields
    rrule = fields.rrule or ""
    endless = is_endless(rrule)
    before = horizon(now_local) if endless else datetime.max
    try:
        starts = wall_starts(fields.local_start, rrule, before)
    except InvalidField as problem:
        if problem.code != "never":
            raise
        starts = []  # a split can leave a part whose only dates were moved out of the rule
    skipped = 0
    while skipped < len(starts) and _crosses(starts[skipped], fields.duration, zone):
        skipped += 1
    starts, rrule = starts[skipped:], with_count_left(rrule, skipped)
    if activity.state == "cancelled":
        limit = to_local(_cancelled_at(activity), zone) + CANCELLED_AHEAD
        first_cancelled = min((date.rid for date in dates if date.cancelled), default=limit)
        starts = [start for start in starts if start <= max(limit, first_cancelled)]
        endless = False
        if starts:
            rrule = with_until(rrule, starts[-1].date())
    return starts, None if len(starts) == 1 and not endless else rrule


def _crosses(start: datetime, length: timedelta, zone: ZoneInfo) -> bool:
    """Whether the clocks change between a wall start and the end `length` of wall time later."""
    first, last = (moment.replace(tzinfo=zone) for moment in (start, start + length))
    return first.utcoffset() != last.utcoffset()
