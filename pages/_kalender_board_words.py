"""The words of the calendar component."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from domain.model import DayRange
from locales import _
from locales.formats import day as day_words
from locales.formats import day_with_year, month

VIEWS = {
    "maaned": _("Month"),
    "uge": _("Week"),
    "dag": _("Day"),
    "liste": _("List"),
    "lokaler": _("Rooms"),
}


def heading(view: str, day: date, days: DayRange) -> str:
    if view == "maaned":
        return month(day).capitalize()
    if view in ("dag", "lokaler"):
        return f"{day_words(day)} {day.year}".capitalize()
    return week_words(days)


def week_words(days: DayRange) -> str:
    """ "Uge 48: 23. – 29. november 2026"."""
    last = days.after - timedelta(days=1)
    whole = day_with_year(days.first).split(" ")
    first = whole[0] if days.first.month == last.month else " ".join(whole[:2])
    words = _("Week %(week)s: %(first)s – %(last)s")
    week = days.first.isocalendar().week
    return words % {"week": week, "first": first, "last": day_with_year(last)}


def texts() -> dict[str, Any]:
    """Everything the component says, in Danish."""
    return {
        "views": VIEWS,
        "today": _("Today"),
        "week": _("Week"),
        "previous": _("Earlier"),
        "next": _("Later"),
        "create": _("New activity"),
        "details": _("More details"),
        "close": _("Close"),
        "help": _("Keys"),
        "noEvents": _("Nothing planned"),
        "allDay": _("All day"),
        "keys": [
            ("T", _("Today")),
            ("J / K", _("Later / earlier")),
            ("1 – 5", _("Month, week, day, list, rooms")),
            ("C", _("New activity")),
            ("Ctrl + D", _("Copy the activity in focus")),
            ("Ctrl + Enter", _("Save the form")),
            ("Ctrl + Z", _("Undo what was just done")),
            ("Esc", _("Close what is open")),
            ("?", _("These keys")),
        ],
    }
