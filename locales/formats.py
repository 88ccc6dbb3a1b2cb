"""Dates, times and numbers as Danes write them, by Babel. Times are naive wall times."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

DANISH = "da"


def day(value: date, language: str = DANISH) -> str:
    """ "mandag 23. november"."""
    return format_date(value, "EEEE d. MMMM", locale=language)


def day_with_year(value: date, language: str = DANISH) -> str:
    """ "23. november 2026"."""
    return format_date(value, "d. MMMM y", locale=language)


def short_day(value: date, language: str = DANISH) -> str:
    """ "man. 23. nov."."""
    return format_date(value, "EEE d. MMM", locale=language)


def weekday(value: date, language: str = DANISH) -> str:
    """ "mandag"."""
    return format_date(value, "EEEE", locale=language)


def clock(value: datetime) -> str:
    """ "10.00", 24 hours, with a full stop as Danish has it."""
    return f"{value.hour}.{value.minute:02d}"


def time_range(start: datetime, end: datetime) -> str:
    """ "10.00–11.30"; an end on a later day says so by "(+1)"."""
    later = (end.date() - start.date()).days
    return f"{clock(start)}–{clock(end)}" + (f" (+{later})" if later else "")


def month(value: date, language: str = DANISH) -> str:
    """ "november 2026"."""
    return format_date(value, "MMMM y", locale=language)


def number(value: float, language: str = DANISH) -> str:
    """ "1.234,5"."""
    return format_decimal(value, locale=language)


def percent(value: float, language: str = DANISH) -> str:
    """0.5 as "50 %"."""
    return format_percent(value, locale=language)
