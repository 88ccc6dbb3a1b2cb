"""When a site is open: the same hours each week, less what is closed.

Kept as a setting per site: seven parts for Monday to Sunday, "08:00-16:00" or "" for shut all day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.errors import InvalidField
from domain.model import Site
from domain.text import clean_line

PREFIX = "opening."
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekday: from and until, half-open, wall time; None: shut."""

    span: Span | None


@dataclass(frozen=True, slots=True)
class OpenToday:
    """What one site's door says today. `spans` is empty when it is shut all day."""

    site: Site
    spans: tuple[tuple[datetime, datetime], ...]
    """Wall times, half-open, in order; two where a closure lies in the middle."""
    why: tuple[str, ...]
    """Names of the closures that change the usual hours."""

    @property
    def changed(self) -> bool:
        return bool(self.why)


def setting_of(site_id: int) -> str:
    """The key of a site's hours."""
    return f"{PREFIX}{site_id}"


def parse_hours(text: str) -> tuple[Hours, ...]:
    """A stored week; what cannot be read is no hours at all (and nothing is said of them)."""
    parts = text.split(";")
    if len(parts) != 7:
        return ()
    try:
        return tuple(_parsed(part) for part in parts)
    except ValueError:
        return ()


def stored(week: Sequence[Hours]) -> str:
    """A week as `parse_hours` reads it."""
    return ";".join(f"{one.span[0]:%H:%M}-{one.span[1]:%H:%M}" if one.span else "" for one in week)


def typed_hours(field: str, text: str) -> Hours:
    """One weekday as typed: "9-16", "9.00–16.30", or nothing. Raises InvalidField."""
    tidy = clean_line(text).replace(" ", "").replace("–", "-")
    if not tidy:
        return Hours(None)
    first, mark, last = tidy.partition("-")
    try:
        if not mark:
            raise ValueError(tidy)
        return _spanned(_typed_time(first), _typed_time(last))
    except ValueError as error:
        raise InvalidField(field, "open-hours", typed=tidy[:20]) from error


def read_hours(text: str) -> tuple[Hours, ...]:
    """A week to be stored. Raises InvalidField unless it is empty or can be read."""
    if text and not parse_hours(text):
        raise InvalidField("hours", "open-hours", typed=text[:20])
    return parse_hours(text)


def open_today(
    day: date,
    sites: Iterable[Site],
    settings: Mapping[str, str],
    closures: Iterable[tuple[int | None, datetime, datetime, str]],
) -> tuple[OpenToday, ...]:
    """What each site's door says on a local day; sites whose hours are not known say nothing.

    `closures`: the site's id or None for all, from and until in wall time, half-open, the name.
    """
    shut = list(closures)
    found = []
    for site in sites:
        week = parse_hours(settings.get(setting_of(site.id), ""))
        if not week:
            continue
        usual = week[day.weekday()].span
        spans = [(datetime.combine(day, usual[0]), _end(day, usual[1]))] if usual else []
        why: list[str] = []
        for site_id, start, end, name in shut:
            if site_id not in (None, site.id):
                continue
            left = [part for span in spans for part in _less(span, start, end)]
            if left != spans:
                why.append(name)
            spans = left
        found.append(OpenToday(site, tuple(spans), tuple(dict.fromkeys(why))))
    return tuple(found)


def _less(
    span: tuple[datetime, datetime], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """What is left of a span when [start, end) is taken out."""
    first, last = span
    if end <= first or start >= last:
        return [span]
    parts = [(first, min(start, last)), (max(end, first), last)]
    return [(one, other) for one, other in parts if one < other]


def _end(day: date, last: time) -> datetime:
    """Midnight at the end of the day is written 23:59 and meant so."""
    return datetime.combine(day, last)


def _parsed(part: str) -> Hours:
    if not part:
        return Hours(None)
    first, _mark, last = part.partition("-")
    return _spanned(time.fromisoformat(first), time.fromisoformat(last))


def _spanned(first: time, last: time) -> Hours:
    if first >= last:
        raise ValueError(f"{first}-{last}")
    return Hours((first, last))


def _typed_time(text: str) -> time:
    hour, _mark, minute = text.replace(":", ".").partition(".")
    if not (hour.isascii() and hour.isdigit() and (not minute or minute.isascii())):
        raise ValueError(text)
    return time(int(hour), int(minute or 0))
