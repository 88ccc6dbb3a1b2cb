"""Where in the calendar page one is, kept in the address."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from domain.localtime import parse_week, week_range, week_text
from domain.model import DayRange

WEEK, DATE, ACTIVITY, ACT = "uge", "dato", "aktivitet", "handling"
FROM = "fra"
"""The date from which an edit of a series counts ("this and following")."""
NEW = "ny"
_OWN = (WEEK, DATE, ACTIVITY, ACT, FROM)


def go(**wanted: str | int | None) -> None:
    """Move within the page; the week stays, what is not named is forgotten. Also a callback."""
    wanted.setdefault(WEEK, st.query_params.get(WEEK))
    for key in _OWN:
        value = wanted.get(key)
        if value is not None:
            st.query_params[key] = str(value)
        elif key in st.query_params:
            del st.query_params[key]


def to_list() -> None:
    go()


def week(today: date) -> DayRange:
    """The ISO week in the address, the week of `today` when there is none or it is none."""
    try:
        return parse_week(st.query_params.get(WEEK, ""))
    except ValueError:
        return week_range(today)


def shifted(days: DayRange, weeks: int) -> str:
    """The week `weeks` later, as it stands in the address."""
    return week_text(days.first + timedelta(weeks=weeks))


def number(key: str) -> int | None:
    """A positive whole number from the address, None for anything else."""
    text = st.query_params.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
