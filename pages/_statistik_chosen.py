"""A chosen period, the one it is compared with, and both in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.driftstal import Kind, year_before
from domain.model import DayRange
from locales import _
from locales.formats import day_with_year, month, short_day


@dataclass(frozen=True, slots=True)
class Chosen:
    kind: Kind
    days: DayRange
    words: str
    """ "Uge 46 2026"."""

    @property
    def before(self) -> DayRange:
        return year_before(self.days, self.kind)

    @property
    def before_words(self) -> str:
        if self.kind == "own":
            return _("the same weekdays 52 weeks before")
        return name_of(self.kind, self.before.first)


def name_of(kind: Kind, day: date) -> str:
    """ "Uge 46 2026", "Oktober 2026", "3. kvartal 2026", "2026"."""
    if kind == "week":
        iso = day.isocalendar()
        return _("Week %(week)s %(year)s") % {"week": iso.week, "year": iso.year}
    if kind == "month":
        return month(day).capitalize()
    if kind == "quarter":
        return _("Quarter %(number)s of %(year)s") % {
            "number": (day.month + 2) // 3,
            "year": day.year,
        }
    return str(day.year)


def long_words(one: Chosen) -> str:
    """ "Uge 46 2026: man. 9. nov. – søn. 15. nov."."""
    last = one.days.after - timedelta(days=1)
    if one.kind == "week":
        return f"{one.words}: {short_day(one.days.first)} – {short_day(last)}"
    if one.kind == "own":
        return one.words
    return f"{one.words}: {day_with_year(one.days.first)} – {day_with_year(last)}"
