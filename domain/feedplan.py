"""What a calendar client should be told about an activity: the plan behind every feed.

Whether and how a feed may show it is decided by `domain.discretion` alone; this module only turns
dates into the encoding of the feed contract: a series is a master with its RRULE and one EXDATE
per date that is not where the rule says; a moved date is an event of its own; a date changed in
place or cancelled is an override. Nothing here knows iCalendar's text or any language.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from domain.discretion import Feed, board_view, feed_view, neutral_place, neutral_title
from domain.feedentry import Component, Details, Entry, FeedSettings, Status, outlived
from domain.localtime import to_local
from domain.model import Activity, House, Occurrence
from domain.recurrence import horizon, wall_starts, with_count_left, with_until
from domain.text import clean_block, clean_line

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
    show it: drafts, deleted and withdrawn ones, reservations, and what is over for long.
    Raises InvalidField for a rule that cannot be read.
    """
    shown = feed_view(activity, house.groups, feed.slug)
    if shown == "absent" or not occurrences:
        return []
    face = _Face(house, activity, feed, shown == "full", settings)
    now_local = to_local(now, zone)
    dates = [_date(each, activity, zone) for each in occurrences]
    dates.sort(key=lambda date: date.rid)
    if activity.fields.rrule is None:
        found = [_single(face, date) for date in dates[:1] if date.occurrence.state != "paused"]
    else:
        found = _series(face, dates, now_local, zone, settings)
    return [entry for entry in found if not outlived(entry.components, now_local, settings)]


def derived_uid(uid: str, original_start: datetime) -> str:
    """The stable UID of a date of `uid` that stands alone without ever having been moved."""
    name, at, host = uid.partition("@")
    identity = f"{name} {original_start:%Y%m%dT%H%M%SZ}"
    return f"{uuid.uuid5(uuid.NAMESPACE_OID, identity)}{at}{host}"


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


@dataclass(frozen=True, slots=True)
class _Face:
    """What one feed may say about one activity."""

    house: House
    activity: Activity
    feed: Feed
    full: bool
    settings: FeedSettings

    @property
    def uid(self) -> str:
        return self.activity.uid if self.full else self.activity.neutral_uid

    def uid_of(self, occurrence: Occurrence) -> str:
        """The UID of a date that stands alone; derived where none was given when it moved."""
        own = occurrence.moved_uid if self.full else occurrence.moved_neutral_uid
        return own or derived_uid(self.uid, occurrence.original_start)

    def component(
        self, start: datetime, end: datetime, occurrence: Occurrence | None, status: Status
    ) -> Component:
        """One VEVENT; `occurrence` None: what holds for the whole series."""
        if not self.full:
            return Component(
                local_start=start,
                local_end=end,
                status=status,
                summary=self._neutral_title(),
                location=clean_line(neutral_place(self.house)),
            )
        fields = self.activity.fields
        title = (occurrence.title if occurrence else None) or fields.title
        room_id = occurrence.room_id if occurrence else fields.room_id
        category = self.house.categories.get(fields.category_id)
        return Component(
            local_start=start,
            local_end=end,
            status=status,
            summary=clean_line(title),
            location=clean_line(self.house.place(room_id)),
            details=self._details(occurrence.note if occurrence else ""),
            url=self._url(),
            categories=(clean_line(category.name),) if category else (),
            contact=clean_line(", ".join([*self._organisers(), *filter(None, [self._phone()])])),
        )

    def _neutral_title(self) -> str:
        group = self.house.groups[self.feed.group_id] if self.feed.group_id is not None else None
        if group is None:
            # the whole house's calendar shows nothing neutrally; should it ever, it says this
            return clean_line(self.activity.fields.neutral_title or self.feed.name)
        return clean_line(neutral_title(self.activity.fields, group))

    def _details(self, date_note: str) -> Details:
        fields = self.activity.fields
        groups = [self.house.groups[id_] for id_ in fields.group_ids if id_ in self.house.groups]
        return Details(
            text=clean_block(fields.description),
            date_note=clean_line(date_note),
            for_everyone=any(group.is_everyone for group in groups),
            for_whom=tuple(
                clean_line(group.public_name) for group in groups if group.calendar == "open"
            ),
            access=fields.access,
            phone=clean_line(self._phone()),
            sign_up_until=clean_line(fields.sign_up_until),
            price_dkk=fields.price_dkk,
            step_free=fields.step_free,
            interpreter=fields.interpreter,
            rusfri=fields.rusfri,
            childcare=fields.childcare,
            relatives=fields.relatives,
            public_note=clean_line(fields.public_note),
        )

    def _organisers(self) -> list[str]:
        services = (self.house.services.get(id_) for id_ in self.activity.fields.service_ids)
        return [service.name for service in services if service is not None]

    def _phone(self) -> str:
        if self.activity.fields.signup_phone:
            return self.activity.fields.signup_phone
        services = (self.house.services.get(id_) for id_ in self.activity.fields.service_ids)
        return next((service.phone for service in services if service and service.phone), "")

    def _url(self) -> str:
        if board_view(self.activity, self.house.groups) != "full":
            return ""
        return f"{self.settings.house_url}/aktivitet/{self.activity.uid}"


def _single(face: _Face, date: _Date) -> Entry:
    """Something that happens once keeps its UID when it moves: there is no rule to leave."""
    return Entry(face.uid, (_standing(face, date),))


def _standing(face: _Face, date: _Date) -> Component:
    status: Status = "cancelled" if date.cancelled else "confirmed"
    return face.component(date.start, date.end, date.occurrence, status)


def _series(
    face: _Face,
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
    in_rule = {date.rid: date for date in dates if date.in_place and date.rid in by_rule}
    alone = [
        Entry(face.uid_of(date.occurrence), (_standing(face, date),))
        for date in dates
        if date.rid not in in_rule and date.occurrence.state != "paused"
    ]
    kept = {
        rid: date
        for rid, date in in_rule.items()
        if _is_kept(date, now_local, settings.cancelled_days)
    }
    if not kept:
        return alone
    length = activity.fields.duration
    all_cancelled = activity.state == "cancelled" and all(each.cancelled for each in kept.values())
    master = face.component(
        starts[0], starts[0] + length, None, "cancelled" if all_cancelled else "confirmed"
    )
    known = max(dates[-1].rid, horizon(now_local) - _SURE)
    master = replace(
        master,
        rrule=rrule,
        exdates=tuple(start for start in starts if start <= known and start not in kept),
    )
    overrides = []
    for rid, date in kept.items():
        told = _standing(face, date)
        plain = replace(master, local_start=rid, local_end=rid + length, rrule=None, exdates=())
        if told != plain:
            overrides.append(replace(told, rid=rid))
    return [Entry(face.uid, (master, *overrides)), *alone]


def _is_kept(date: _Date, now_local: datetime, cancelled_days: int) -> bool:
    """Whether the series shows a date that is in place: a cancelled one only for a while."""
    if date.occurrence.state == "paused":
        return False
    return not date.cancelled or date.end + timedelta(days=cancelled_days) > now_local


def _rule(
    activity: Activity, dates: Iterable[_Date], now_local: datetime, zone: ZoneInfo
) -> tuple[list[datetime], str | None]:
    """The wall starts of the published series, and its rule; None for a rule with one date.

    The first start is DTSTART: in the rule, and not across a clock change, from which clients
    would each take another length for all dates (contract, line 3).
    """
    fields = activity.fields
    rrule = fields.rrule or ""
    endless = "COUNT=" not in rrule and "UNTIL=" not in rrule
    before = horizon(now_local) if endless else datetime.max
    starts = wall_starts(fields.local_start, rrule, before)
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
