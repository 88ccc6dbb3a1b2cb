"""Where in the calendar page one is, kept in the address."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from domain.localtime import parse_week, week_range, week_text
from domain.model import DayRange

WEEK, DATE, ACTIVITY, ACT = "uge", "dato", "aktivitet", "handling"
FROM = "fra"
"""The date from which an edit of a series counts ("this and following")."""
COPY = "kopi"
"""The activity that a new one begins as a copy of."""
VIEW, DAY = "visning", "dag"
START, END, ROOM = "start", "slut", "i-lokale"
"""What a click or a drag in the calendar filled in for a new activity."""
PEOPLE, GROUPS, TEMPLATE = "vejledere", "maalgrupper", "skabelon"
"""And what a time that was found, or a template, fills in."""
TOOL, CLOSURE = "vaerktoej", "lukkedag"
"""What helps planning several at once (_kalender_tools.py); a closed day with what is on it."""
NEW = "ny"
LIST = "liste"
VIEWS = ("maaned", "uge", "dag", LIST, "lokaler")
_FILLED_IN = (START, END, ROOM, PEOPLE, GROUPS, TEMPLATE)
_OWN = (WEEK, DATE, ACTIVITY, ACT, FROM, COPY, VIEW, DAY, TOOL, CLOSURE, *_FILLED_IN)
_KEPT = (VIEW, DAY, WEEK)


def go(**wanted: str | int | None) -> None:
    """Move within the page; view and day stay, what is not named is forgotten. Also a callback."""
    if WEEK in wanted:
        wanted[DAY] = None
    if DAY in wanted:
        wanted.setdefault(WEEK, None)
    for key in _KEPT:
        wanted.setdefault(key, st.query_params.get(key))
    for key in _OWN:
        value = wanted.get(key)
        if value is not None:
            st.query_params[key] = str(value)
        elif key in st.query_params:
            del st.query_params[key]


def to_list() -> None:
    go()


def view() -> str | None:
    """The view in the address, None when none was chosen."""
    chosen = st.query_params.get(VIEW, "")
    return chosen if chosen in VIEWS else None


def day(today: date) -> date:
    """The day in the address, else the first of its week, else `today`."""
    try:
        return date.fromisoformat(st.query_params.get(DAY, ""))
    except ValueError:
        pass
    try:
        days = parse_week(st.query_params.get(WEEK, ""))
    except ValueError:
        return today
    return today if days.first <= today < days.after else days.first


def week(today: date) -> DayRange:
    """The ISO week of the day in the address."""
    return week_range(day(today))


def shifted(days: DayRange, weeks: int) -> str:
    """The week `weeks` later, as it stands in the address."""
    return week_text(days.first + timedelta(weeks=weeks))


def numbers(key: str) -> list[int]:
    """Positive whole numbers with commas between, from the address; what is none is left out."""
    texts = st.query_params.get(key, "").split(",")[:20]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 16]


def number(key: str) -> int | None:
    """A positive whole number from the address, None for anything else."""
    text = st.query_params.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
