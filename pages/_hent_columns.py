"""Which column is what, and how a table without dates or ends is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from domain.import_columns import COLUMNS, Column, columns_of, guessed_columns
from domain.import_grids import monday_of_week, placed
from domain.import_rows import Reading, Table, found_in
from domain.importing import Found
from domain.localtime import week_range
from domain.model import House
from locales import _, ngettext
from locales.formats import short_day
from pages import _hent_fix
from pages._hent_source import Source
from pages._hent_words import COLUMN_WORDS
from pages._show import plain

_MINUTES = (30, 45, 60, 90, 120, 180)
_WEEKS = 12


def found(source: Source, today: date, house: House) -> list[Found]:
    """The activities of a source; for a table its columns are asked for."""
    corrected = _hent_fix.corrected(source)
    if source.table is None:
        events = source.events.found if source.events else ()
        return [_hent_fix.mended(at, one, corrected, today) for at, one in enumerate(events)]
    table = source.table
    columns = _columns(source, table, today)
    how = _how(source, table, columns, today)
    by_line = {table.rows[at][0]: cells for at, cells in corrected.items() if at < len(table.rows)}
    return placed(table, found_in(table, columns, how, by_line), house)


def _columns(source: Source, table: Table, today: date) -> list[Column | None]:
    rows = [row for _line, row in table.rows]
    width = len(table.heads) or max(len(row) for row in rows)
    guesses = columns_of(table.heads) if table.heads else guessed_columns(rows, today)
    guesses = (guesses + [None] * width)[:width]
    unknown = sum(one is None for one in guesses)
    words = ngettext("%(n)s column is not used", "%(n)s columns are not used", unknown)
    told = f" · {words % {'n': unknown}}" if unknown else ""
    chosen: list[Column | None] = []
    needed = {"title"} - set(guesses)
    with st.expander(_("Columns") + told, expanded=bool(needed), icon=":material/view_column:"):
        grid = st.columns(3)
        for at in range(width):
            with grid[at % 3]:
                chosen.append(_one(source, at, _head(table, rows, at), guesses[at]))
    return chosen


def _head(table: Table, rows: Sequence[Sequence[str]], at: int) -> str:
    """What the select of a column is called: its head and its first cell."""
    head = table.heads[at] if at < len(table.heads) else ""
    first = next((row[at] for row in rows if at < len(row) and row[at].strip()), "")
    named = head or _("Column %(n)s") % {"n": at + 1}
    return plain(f"{named} ({first[:24]})" if first else named)


def _one(source: Source, at: int, label: str, guess: Column | None) -> Column | None:
    return st.selectbox(
        label,
        list(COLUMNS),
        index=COLUMNS.index(guess) if guess else None,
        format_func=lambda one: COLUMN_WORDS[one],
        placeholder=_("Not used"),
        key=source.key(f"column_{at}"),
    )


def _how(source: Source, table: Table, columns: Sequence[Column | None], today: date) -> Reading:
    """The week of weekdays without a date, whether every row goes on weekly, and how long."""
    monday = week_range(today).after
    weekly, until, minutes = False, None, None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if "date" not in columns:
            weeks = [week_range(today).first + timedelta(weeks=n) for n in range(_WEEKS)]
            told = monday_of_week(table.week, today) if table.week else None
            weeks = sorted({*weeks, *([told] if told else [])})
            words = _("The week from %(day)s")
            monday = st.selectbox(
                _("Which week?"),
                weeks,
                index=weeks.index(told or week_range(today).after),
                format_func=lambda one: words % {"day": short_day(one)},
                key=source.key("week"),
                width=260,
            )
        if "end" not in columns:
            minutes = st.selectbox(
                _("Without an end it lasts"),
                _MINUTES,
                index=None,
                format_func=lambda one: _("%(n)s minutes") % {"n": one},
                placeholder=_("Is told as an error"),
                key=source.key("minutes"),
                width=260,
            )
        weekly = st.checkbox(_("Every line every week"), key=source.key("weekly"))
        if weekly:
            until = st.date_input(
                _("Until and with"),
                value=None,
                format="DD/MM/YYYY",
                key=source.key("until"),
                width=180,
            )
    return Reading(today, monday, until, weekly, minutes)
