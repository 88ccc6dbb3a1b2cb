"""Dates, times and numbers by Babel, in the language that is spoken (locales.speaking).

Times are naive wall times.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent

from locales import spoken

_DAY = {
    "da": ("EEEE d. MMMM", "EEE d. MMM"),
    "en": ("EEEE d MMMM", "EEE d MMM"),
    "tr": ("d MMMM EEEE", "d MMM EEE"),
    "ar": ("EEEE، d MMMM", "EEE، d MMM"),
    "ur": ("EEEE، d MMMM", "EEE، d MMM"),
}
"""A weekday with its date, as CLDR has it (MMMMEEEEd, MMMEd); Babel's own look-up of these two
gives a short weekday for a long one."""


def day(value: date) -> str:
    """ "mandag 23. november"."""
    return _said(value, _DAY[spoken().lang][0])


def day_with_year(value: date) -> str:
    """ "23. november 2026"."""
    return _said(value, "long")


def short_day(value: date) -> str:
    """ "man. 23. nov."."""
    return _said(value, _DAY[spoken().lang][1])


def weekday(value: date) -> str:
    """ "mandag"."""
    return _said(value, "EEEE")


def _said(value: date, pattern: str) -> str:
    on = value.date() if isinstance(value, datetime) else value
    return _formatted(on, pattern, spoken().locale)


@lru_cache(maxsize=4096)
def _formatted(on: date, pattern: str, locale: str) -> str:
    """A week of five hundred dates has seven days: Babel is asked once for each."""
    return format_date(on, pattern, locale=locale)


def clock(value: datetime) -> str:
    """ "10.00", 24 hours as every clock in the house; Danish with a full stop, others as theirs."""
    if spoken().is_danish:
        return f"{value.hour}.{value.minute:02d}"
    return str(format_skeleton("Hm", value, locale=spoken().locale))


_UNTIL = {
    "ar": "\N{NO-BREAK SPACE}إلى\N{NO-BREAK SPACE}",
    "ur": "\N{NO-BREAK SPACE}تا\N{NO-BREAK SPACE}",
}


def until() -> str:
    """What stands between two times: a dash, or a word where a dash could be read both ways.

    Digits run from left to right inside a text from right to left, so that "10:00–11:30" there
    begins at either end; a word of the language puts the first time first.
    """
    return _UNTIL.get(spoken().lang, "–")


def time_range(start: datetime, end: datetime) -> str:
    """ "10.00–11.30"; an end on a later day says so by "(+1)"."""
    later = (end.date() - start.date()).days
    return f"{clock(start)}{until()}{clock(end)}" + (f" (+{later})" if later else "")


def day_span(first: date, last: date) -> str:
    """ "16.–22. november 2026", both days included; with the first one's month where it differs."""
    if not spoken().is_danish:
        interval = format_interval(first, last, "yMMMMd", locale=spoken().locale)
        return str(interval)
    if first.month == last.month:
        return f"{first.day}.–{day_with_year(last)}"
    year = f" {first.year}" if first.year != last.year else ""
    named = format_date(first, "d. MMMM", locale=spoken().locale)
    return f"{named}{year} – {day_with_year(last)}"


def month(value: date) -> str:
    """ "november 2026"."""
    return format_date(value, "MMMM y", locale=spoken().locale)


def number(value: float) -> str:
    """ "1.234,5"."""
    return format_decimal(value, locale=spoken().locale)


def percent(value: float) -> str:
    """0.5 as "50 %"."""
    return format_percent(value, locale=spoken().locale)
