"""Rules and the dates they give, in local wall time, by dateutil.

A rule is stored as the value of an RFC 5545 RRULE (3.3.10) with two house rules: UNTIL, if any, is
a local DATE and that day is included, and there is no BYHOUR or smaller. Feeds write UNTIL in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

from domain.errors import InvalidField
from domain.model import HORIZON_MONTHS, MAX_OCCURRENCES

Frequency = Literal["daily", "weekly", "monthly"]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALLOWED = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "COUNT", "UNTIL", "WKST"}
_FAR = relativedelta(years=100)
"""How far a rule is written out at most."""
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What the form offers. Ends by `until` (that day included), by `count`, or not at all."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """0 Monday … 6 Sunday; for weekly rules, and the one weekday of a monthly rule by weekday."""
    nth: int | None = None
    """Monthly by weekday: 1–4, or -1 for the last."""
    monthday: int | None = None
    """Monthly by date: 1–31."""
    until: date | None = None
    count: int | None = None


def to_rrule(rule: Rule) -> str:
    """The RRULE value of a rule. Raises InvalidField ("rule" or "count")."""
    if rule.count is not None and not 1 <= rule.count <= MAX_OCCURRENCES:
        raise InvalidField("count", "count-range", highest=MAX_OCCURRENCES)
    if not 1 <= rule.interval <= 99:
        raise InvalidField("interval", "interval-range", highest=99)
    parts = [f"FREQ={rule.frequency.upper()}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.frequency == "weekly":
        if not rule.weekdays:
            raise InvalidField("weekdays", "required")
        parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(set(rule.weekdays))))
    elif rule.frequency == "monthly" and rule.nth is not None:
        if len(rule.weekdays) != 1:
            raise InvalidField("weekdays", "required")
        parts.append(f"BYDAY={rule.nth}{WEEKDAYS[rule.weekdays[0]]}")
    elif rule.frequency == "monthly" and rule.monthday is not None:
        parts.append(f"BYMONTHDAY={rule.monthday}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    elif rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    return ";".join(parts)


def from_rrule(text: str) -> Rule | None:
    """The form's rule for an RRULE value, None when the form cannot show it (imported rules)."""
    parts = _parts(text)
    frequency = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly"}.get(parts["FREQ"])
    if frequency is None or "BYMONTH" in parts:
        return None
    base = Rule(
        frequency=frequency,  # type: ignore[arg-type]
        interval=int(parts.get("INTERVAL", "1")),
        until=_until(parts),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
    )
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    if frequency == "weekly" and all(day in WEEKDAYS for day in days):
        return replace(base, weekdays=tuple(WEEKDAYS.index(day) for day in days))
    if frequency == "monthly" and len(days) == 1 and days[0][-2:] in WEEKDAYS and days[0][:-2]:
        return replace(base, nth=int(days[0][:-2]), weekdays=(WEEKDAYS.index(days[0][-2:]),))
    if frequency == "monthly" and parts.get("BYMONTHDAY", "").isdigit() and not days:
        return replace(base, monthday=int(parts["BYMONTHDAY"]))
    if frequency == "daily" and not days and "BYMONTHDAY" not in parts:
        return base
    return None


def moved_by(rrule: str, days: int) -> str | None:
    """The rule when its dates move `days` days on: "every Monday" by 1 is "every Tuesday".

    None where a rule has no such neighbour (the second Sunday is not the day after the second
    Saturday; the 31st has no day after it). Raises InvalidField for a malformed rule.
    """
    rule = from_rrule(rrule)
    if days == 0:
        return rrule
    if rule is None:
        return None
    until = rule.until + timedelta(days=days) if rule.until else None
    weekdays = tuple((day + days) % 7 for day in rule.weekdays)
    moved = replace(rule, until=until, weekdays=weekdays)
    if rule.frequency == "monthly":
        if rule.monthday is not None:
            monthday = rule.monthday + days
            return to_rrule(replace(moved, monthday=monthday)) if 1 <= monthday <= 28 else None
        stays = all(0 <= day + days <= 6 for day in rule.weekdays)
        return to_rrule(moved) if rule.nth and stays and abs(days) < 7 else None
    return to_rrule(moved)


def horizon(now_local: datetime) -> datetime:
    """The wall time up to which dates are written out, exclusive: 18 months ahead."""
    return now_local + relativedelta(months=HORIZON_MONTHS)


def first_start(local_start: datetime, rrule: str | None) -> datetime:
    """The first wall start the rule gives at or after `local_start`; DTSTART must be in the rule.

    Raises InvalidField("rule", "never") for a rule without any date.
    """
    if rrule is None:
        return local_start
    first = next(_starts(local_start, rrule), None)
    if first is None:
        raise InvalidField("rule", "never")
    return first


def wall_starts(local_start: datetime, rrule: str | None, before: datetime) -> list[datetime]:
    """Naive wall starts in order, from `local_start` (included if in the rule) to `before` (not).

    Raises InvalidField("rule", …): "malformed", "never", or "too-many" when a rule that ends
    gives more than 1,000 dates.
    """
    if rrule is None:
        return [local_start]
    bounded = "COUNT=" in rrule or "UNTIL=" in rrule
    if not bounded:
        # as long as it runs: the horizon moves on, the start stays
        open_ended = list(_starts(local_start, rrule, before))
        if not open_ended:
            raise InvalidField("rule", "never")
        return open_ended
    found = list(islice(_starts(local_start, rrule), MAX_OCCURRENCES + 1))
    if not found:
        raise InvalidField("rule", "never")
    if len(found) > MAX_OCCURRENCES:
        raise InvalidField("rule", "too-many", highest=MAX_OCCURRENCES)
    return [start for start in found if start < before]


def with_until(rrule: str, until: date) -> str:
    """The same rule, ending on `until` (that day included) instead of what it said before."""
    parts = {key: value for key, value in _parts(rrule).items() if key not in ("UNTIL", "COUNT")}
    return ";".join(f"{key}={value}" for key, value in parts.items()) + f";UNTIL={until:%Y%m%d}"


def with_count_left(rrule: str, used: int) -> str:
    """The rule for the second half of a split: a COUNT less what the first half used."""
    parts = _parts(rrule)
    if "COUNT" not in parts:
        return rrule
    parts["COUNT"] = str(max(1, int(parts["COUNT"]) - used))
    return ";".join(f"{key}={value}" for key, value in parts.items())


def until_of(rrule: str) -> date | None:
    """The last local day a rule may give, None when it ends by count or not at all."""
    return _until(_parts(rrule))


def _starts(
    local_start: datetime, rrule: str, before: datetime | None = None
) -> Iterator[datetime]:
    parts = _parts(rrule)
    until = _until(parts)
    last = local_start + _FAR
    if until is not None:
        last = min(last, datetime.combine(until, time(23, 59, 59)))
    # COUNT is counted here: dateutil would search for ever in a rule that never occurs
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    parts.pop("COUNT", None)
    if not _can_occur(parts):
        return
    for start in islice(_expand(parts, local_start, last), count):
        if before is not None and start >= before:
            return
        yield start


def _can_occur(parts: dict[str, str]) -> bool:
    """False for days that no month has (30 February): dateutil would look until the year 9999."""
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return True
    try:
        months = [int(month) for month in parts["BYMONTH"].split(",")]
        days = [abs(int(day)) for day in parts["BYMONTHDAY"].split(",")]
        return any(1 <= day <= _LONGEST[month - 1] for month in months for day in days)
    except (ValueError, IndexError) as error:
        raise InvalidField("rule", "malformed") from error


def _expand(parts: dict[str, str], local_start: datetime, last: datetime) -> Iterator[datetime]:
    text = ";".join(f"{key}={value}" for key, value in parts.items() if key != "UNTIL")
    try:
        return iter(rrulestr(f"{text};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=local_start))
    except (ValueError, TypeError) as error:
        raise InvalidField("rule", "malformed") from error


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.strip().upper().split(";"):
        key, _, value = piece.partition("=")
        if key not in _ALLOWED or not value or key in parts:
            raise InvalidField("rule", "malformed")
        parts[key] = value
    if parts.get("FREQ") not in _FREQUENCIES or ("COUNT" in parts and "UNTIL" in parts):
        raise InvalidField("rule", "malformed")
    for key in ("COUNT", "INTERVAL"):
        if key in parts and not (parts[key].isdigit() and 1 <= int(parts[key]) <= 1_000_000):
            raise InvalidField("rule", "malformed")
    return parts


def _until(parts: dict[str, str]) -> date | None:
    if "UNTIL" not in parts:
        return None
    try:
        return datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()
    except ValueError as error:
        raise InvalidField("rule", "malformed") from error
