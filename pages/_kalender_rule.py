"""The rule that the widgets of a repetition mean."""

from __future__ import annotations

from datetime import date, timedelta

from domain.errors import InvalidField
from domain.model import MAX_OCCURRENCES
from domain.recurrence import Frequency, Rule, to_rrule
from domain.validation import whole_number
from pages._kalender_draft import Draft
from pages._kalender_values import RAW

_FREQUENCIES: dict[object, Frequency] = {"daily": "daily", "weekly": "weekly", "monthly": "monthly"}


def rrule(draft: Draft, day: date) -> str | None:
    """The rule as text, None for once. Raises InvalidField beside the widget that is wrong."""
    repeat = draft.value("repeat")
    if repeat == RAW:
        return draft.activity.fields.rrule if draft.activity else None
    if repeat not in _FREQUENCIES:
        return None
    until: date | None = None
    count: int | None = None
    if draft.value("ends") == "until":
        last = draft.value("until")
        if not isinstance(last, date):
            raise InvalidField("until", "required")
        until = last
    elif draft.value("ends") == "count":
        count = whole_number("count", str(draft.value("count") or ""), 1, MAX_OCCURRENCES)
        if count is None:
            raise InvalidField("count", "required")
    way = draft.value("monthly_by") if repeat == "monthly" else None
    if way not in monthly_ways(day):
        way = monthly_ways(day)[0] if repeat == "monthly" else None
    nth = {"weekday": _nth(day), "last": -1}.get(str(way))
    chosen = draft.value("weekdays")
    weekly = tuple(chosen) if repeat == "weekly" and isinstance(chosen, list) else ()
    return to_rrule(
        Rule(
            frequency=_FREQUENCIES[repeat],
            interval=whole_number("interval", str(draft.value("interval") or ""), 1, 99) or 1,
            weekdays=(day.weekday(),) if nth else weekly,
            nth=nth,
            monthday=day.day if way == "date" else None,
            until=until,
            count=count,
        )
    )


def monthly_ways(day: date) -> list[str]:
    """How a month can repeat a day: by its weekday, by the last such weekday, by its date."""
    ways = ["weekday"] if _nth(day) <= 4 else []
    ways += ["last"] if (day + timedelta(days=7)).month != day.month else []
    return [*ways, "date"]


def _nth(day: date) -> int:
    """Which of its weekdays in the month a day is: 1–5."""
    return (day.day + 6) // 7
