"""The RRULE value of somebody else's calendar, read strictly (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Code = Literal["rule", "too-often", "too-much"]
Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: tuple[Frequency, ...] = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_ALLOWED = {
    *("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"),
    *("BYSETPOS", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND"),
}
_MOST_TIMES = 24
"""Times of day that BYHOUR, BYMINUTE and BYSECOND may give together."""
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,3}")


class BadRule(Exception):
    """`code`: "rule" (cannot be read), "too-often", or "too-much" (costs more than is left)."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


@dataclass(frozen=True, slots=True)
class Until:
    """The last start: naive, in UTC or in the series' own zone. A DATE holds its whole day."""

    at: datetime
    utc: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's parts; an empty set means that the part is not there."""

    frequency: Frequency
    interval: int
    count: int | None
    until: Until | None
    week_start: int
    """0 Monday … 6 Sunday."""
    days: frozenset[tuple[int, int]]
    """(n, weekday); n 0 means every one, negative from the end."""
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weeks: frozenset[int]
    positions: frozenset[int]
    hours: tuple[int, ...]
    minutes: tuple[int, ...]
    seconds: tuple[int, ...]


def parse(text: str) -> Rule:
    """Raises BadRule: "rule", or "too-often" for what happens more than 24 times a day."""
    parts: dict[str, str] = {}
    for piece in text.upper().replace(" ", "").strip(";").split(";"):
        key, _, value = piece.partition("=")
        if key not in _ALLOWED or not value or key in parts:
            raise BadRule("rule")
        parts[key] = value
    if parts.get("FREQ") in _TOO_OFTEN:
        raise BadRule("too-often")
    frequency = next((one for one in _FREQUENCIES if one == parts.get("FREQ")), None)
    if frequency is None:
        raise BadRule("rule")
    if parts.get("WKST", "MO") not in WEEKDAYS:
        raise BadRule("rule")
    hours, minutes, seconds = (
        tuple(sorted(_numbers(parts, key, 0, highest)))
        for key, highest in (("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 59))
    )
    if max(1, len(hours)) * max(1, len(minutes)) * max(1, len(seconds)) > _MOST_TIMES:
        raise BadRule("too-often")
    return Rule(
        frequency=frequency,
        interval=_whole(parts.get("INTERVAL", "1"), 4),
        count=_whole(parts["COUNT"], 9) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=WEEKDAYS.index(parts.get("WKST", "MO")),
        days=_weekdays(parts.get("BYDAY", "")),
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        year_days=_numbers(parts, "BYYEARDAY", -366, 366),
        weeks=_numbers(parts, "BYWEEKNO", -53, 53),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        hours=hours,
        minutes=minutes,
        seconds=seconds,
    )


def _whole(text: str, digits: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= digits and int(text)):
        raise BadRule("rule")
    return int(text)


def _numbers(parts: dict[str, str], key: str, lowest: int, highest: int) -> frozenset[int]:
    """Numbers from `lowest` to `highest`; 0 only where the range begins with it."""
    if key not in parts:
        return frozenset()
    found = set()
    for text in parts[key].split(","):
        if not _NUMBER.fullmatch(text):
            raise BadRule("rule")
        number = int(text)
        if not lowest <= number <= highest or (number == 0 and lowest < 0):
            raise BadRule("rule")
        found.add(number)
    return frozenset(found)


def _weekdays(text: str) -> frozenset[tuple[int, int]]:
    found = set()
    for one in text.split(",") if text else ():
        match = _DAY.fullmatch(one)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise BadRule("rule")
        found.add((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return frozenset(found)


def _until(text: str) -> Until:
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise BadRule("rule")
    try:
        at = datetime.strptime(match[1] + (match[2] or "235959"), "%Y%m%d%H%M%S")
    except ValueError as error:
        raise BadRule("rule") from error
    return Until(at, match[3] == "Z")
