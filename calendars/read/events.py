"""One VEVENT or VFREEBUSY as values: its times, its texts cleaned, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from icalendar import vDDDTypes, vDuration

from calendars.read.lines import Component, Property, Told
from calendars.read.rules import BadRule, Rule, parse
from calendars.read.values import Event
from calendars.read.zones import Zones
from domain.outside import safe_link
from domain.text import clean_block, clean_line, has_cpr

BUSY_NAMES = frozenset(
    (
        *("UID", "STATUS", "TRANSP", "CLASS", "SEQUENCE", "DTSTART", "DTEND", "DURATION"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "FREEBUSY"),
        "X-MICROSOFT-CDO-BUSYSTATUS",
    )
)
"""What says when somebody is busy."""
NAMES = BUSY_NAMES | {"SUMMARY", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES"}
MAX_TITLE, MAX_PLACE, MAX_TEXT, MAX_UID = 120, 120, 2000, 255
MAX_LENGTH = timedelta(days=366)
YEARS = range(1900, 2201)
_WRONG = (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError)
_SEQUENCE = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class Draft:
    """An event and what its dates are made of; wall times are naive, in `zone`."""

    event: Event
    zone: tzinfo
    rule: Rule | None
    extra: tuple[tuple[datetime, timedelta | None], ...]
    """RDATE: start, and its own length if it is a period."""
    without: frozenset[datetime]
    """EXDATE, UTC instants."""
    without_days: frozenset[date]
    """EXDATE that name only a day."""
    replaces_day: date | None
    """RECURRENCE-ID that names only a day."""


@dataclass(frozen=True, slots=True)
class _Time:
    wall: datetime
    zone: tzinfo
    all_day: bool

    @property
    def instant(self) -> datetime:
        return to_utc(self.wall, self.zone)


def to_utc(wall: datetime, zone: tzinfo) -> datetime:
    """The UTC instant of a naive wall time; in a repeated hour the first of the two."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def draft_of(component: Component, zones: Zones, told: Told) -> Draft | None:
    """The event, None (told) when it has no usable time."""
    begins = component.first("DTSTART")
    if begins is None:
        told(component.line, "no-start")
        return None
    start = _time(begins, zones)
    if start is None:
        told(begins.line, "start")
        return None
    if start.wall.year not in YEARS:
        told(begins.line, "far-away")
        return None
    length = _length(component, start, zones, told)
    if length is None:
        return None
    texts = _texts(component, told)
    if texts is None:
        return None
    rule = _rule(component, told)
    return _finished(component, start, length, rule, texts, zones, told)


def _finished(
    component: Component,
    start: _Time,
    length: timedelta,
    rule: Rule | None,
    texts: dict[str, str],
    zones: Zones,
    told: Told,
) -> Draft:
    replaces = component.first("RECURRENCE-ID")
    moved_from = _time(replaces, zones) if replaces else None
    if replaces is not None and moved_from is None:
        told(replaces.line, "exception")
    excluded = _listed(component, "EXDATE", zones, told)
    stands = component.first("RRULE")
    event = Event(
        line=component.line,
        source_uid=_value(component, "UID")[:MAX_UID],
        **texts,
        start=start.wall,
        zone=_zone_name(start.zone),
        length=length,
        all_day=start.all_day,
        rule=stands.value if stands and rule else None,
        replaces=moved_from.instant if moved_from else None,
        and_following=bool(
            replaces and replaces.params.get("RANGE", "").upper() == "THISANDFUTURE"
        ),
        cancelled=_value(component, "STATUS").upper() == "CANCELLED",
        busy=_is_busy(component),
        private=_value(component, "CLASS").upper() not in ("", "PUBLIC"),
        sequence=_sequence(component),
        categories=_categories(component),
    )
    return Draft(
        event=event,
        zone=start.zone,
        rule=rule,
        extra=tuple(
            (_wall_in(when, start), own) for when, own in _listed(component, "RDATE", zones, told)
        ),
        without=frozenset(when.instant for when, _own in excluded if not when.all_day),
        without_days=frozenset(when.wall.date() for when, _own in excluded if when.all_day),
        replaces_day=moved_from.wall.date() if moved_from and moved_from.all_day else None,
    )


def taken_of(component: Component, zones: Zones, told: Told) -> list[tuple[datetime, datetime]]:
    """The times of a VFREEBUSY that are not free (RFC 5545 3.2.9), UTC."""
    found = []
    for one in component.properties.get("FREEBUSY", ()):
        if one.params.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        for text in one.value.split(","):
            period = _period(text.strip(), one.params, zones, one.line)
            if period is None or period[1] is None or period[1] <= timedelta():
                told(one.line, "end")
            elif period[1] > MAX_LENGTH:
                told(one.line, "too-long")
            else:
                begins = period[0].instant
                found.append((begins, begins + period[1]))
    return found


def _length(component: Component, start: _Time, zones: Zones, told: Told) -> timedelta | None:
    """How long the event is (RFC 5545 3.6.1: without an end a day or nothing), None (told)."""
    ends, lasts = component.first("DTEND"), component.first("DURATION")
    if ends is not None:
        end = _time(ends, zones)
        if end is None:
            told(ends.line, "end")
            return None
        same_kind = end.all_day and start.all_day
        length = end.wall - start.wall if same_kind else end.instant - start.instant
        if same_kind and not length:
            length = timedelta(days=1)  # some write the last day itself
        line = ends.line
    elif lasts is not None:
        line = lasts.line
        try:
            length = _duration(lasts.value.strip())
        except _WRONG:
            told(line, "end")
            return None
    else:
        return timedelta(days=1) if start.all_day else timedelta()
    if length < timedelta():
        told(line, "end")
        return None
    if length > MAX_LENGTH:
        told(line, "too-long")
        return None
    return length


def _texts(component: Component, told: Told) -> dict[str, str] | None:
    """Title, place, text and link, safe; None (told) when the title holds what looks like a CPR."""
    found = {
        "title": clean_line(_value(component, "SUMMARY"))[:MAX_TITLE],
        "place": clean_line(_value(component, "LOCATION"))[:MAX_PLACE],
        "text": clean_block(_value(component, "DESCRIPTION"))[:MAX_TEXT],
    }
    for name, text in found.items():
        if has_cpr(text):
            told(component.line, "cpr")
            if name == "title":
                return None
            found[name] = ""
    return found | {"link": safe_link(_value(component, "URL"))}


def _rule(component: Component, told: Told) -> Rule | None:
    """The rule, None without one; one that cannot be used (told) leaves its first date."""
    if (excluded := component.first("EXRULE")) is not None:
        told(excluded.line, "rule")
    found = component.first("RRULE")
    if found is None:
        return None
    try:
        return parse(found.value)
    except BadRule as error:
        told(found.line, error.code)
        return None


def _listed(
    component: Component, name: str, zones: Zones, told: Told
) -> list[tuple[_Time, timedelta | None]]:
    """The times of every RDATE or EXDATE line; those that cannot be read are told."""
    found: list[tuple[_Time, timedelta | None]] = []
    for one in component.properties.get(name, ()):
        for text in one.value.split(","):
            period = _period(text.strip(), one.params, zones, one.line)
            if period is None or (period[1] is not None and period[1] < timedelta()):
                told(one.line, "exception")
            else:
                found.append(period)
    return found


def _period(
    text: str, params: dict[str, str], zones: Zones, line: int
) -> tuple[_Time, timedelta | None] | None:
    """A time, or a period "start/end" or "start/duration"; None when it cannot be read."""
    begins, slash, ends = text.partition("/")
    start = _time(Property(line, params, begins), zones)
    if start is None or start.wall.year not in YEARS:
        return None
    if not slash:
        return start, None
    if ends[:1] in "Pp+-":
        try:
            return start, _duration(ends)
        except _WRONG:
            return None
    end = _time(Property(line, params, ends), zones)
    return (start, end.instant - start.instant) if end else None


def _time(one: Property, zones: Zones) -> _Time | None:
    """A DATE or DATE-TIME with its zone; None when it cannot be read."""
    text = one.value.strip()
    if not text.isascii() or len(text) > 20:
        return None
    try:
        value = vDDDTypes.from_ical(text)  # type: ignore[no-untyped-call]
    except _WRONG:
        return None
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return _in_range(_Time(value.replace(tzinfo=None), UTC, False))
        return _in_range(_Time(value, zones.of(one.params.get("TZID"), one.line), False))
    if isinstance(value, date):
        return _in_range(_Time(datetime.combine(value, time()), zones.house, True))
    return None


def _duration(text: str) -> timedelta:
    """Raises one of _WRONG."""
    found = vDuration.from_ical(text)  # type: ignore[no-untyped-call]
    if not isinstance(found, timedelta):
        raise ValueError(text)
    return found


def _in_range(found: _Time) -> _Time | None:
    """Years in which a zone can always be reckoned with."""
    return found if 2 < found.wall.year < 9998 else None


def _zone_name(zone: tzinfo) -> str:
    return "UTC" if zone is UTC else str(getattr(zone, "key", ""))


def _wall_in(when: _Time, start: _Time) -> datetime:
    """An RDATE as wall time in the zone of its event."""
    if when.all_day:
        return datetime.combine(when.wall, start.wall.time())
    return when.instant.astimezone(start.zone).replace(tzinfo=None)


def _value(component: Component, name: str) -> str:
    found = component.first(name)
    return found.value.strip() if found else ""


def _sequence(component: Component) -> int:
    text = _value(component, "SEQUENCE")
    return int(text) if _SEQUENCE.fullmatch(text) and text.isascii() else 0


def _categories(component: Component) -> tuple[str, ...]:
    """The first ten names, safe; those that look like a CPR number are left out."""
    found = (
        clean_line(name)[:MAX_PLACE]
        for one in component.properties.get("CATEGORIES", ())
        for name in one.value.split(",")
    )
    return tuple(dict.fromkeys(name for name in found if name and not has_cpr(name)))[:10]


def _is_busy(component: Component) -> bool:
    """RFC 5545 3.8.2.7, and Outlook's own word for free (MS-OXCICAL 2.1.3.1.1.20.31)."""
    return (
        _value(component, "TRANSP").upper() != "TRANSPARENT"
        and _value(component, "STATUS").upper() != "CANCELLED"
        and _value(component, "X-MICROSOFT-CDO-BUSYSTATUS").upper() != "FREE"
    )
