"""Mending one line on screen: what was typed instead of its cells, kept as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import streamlit as st

from domain import import_cells as cells
from domain.errors import InvalidField
from domain.importing import Found, Problem
from locales import _
from locales.formats import clock
from pages._hent_source import Source

FIELDS = ("title", "date", "start", "end")
_TIMES = ("date", "start", "end")


def corrected(source: Source) -> dict[int, dict[str, str]]:
    """By position what was typed instead; a field that stands as it was is not among it."""
    found = st.session_state.get(source.key("mended"), {})
    return found if isinstance(found, dict) else {}


def draw(source: Source, at: int, one: Found) -> None:
    """The four fields of a line that is mended."""
    now = {
        "title": one.title,
        "date": f"{one.local_start:%d-%m-%Y}" if one.local_start else "",
        "start": clock(one.local_start) if one.local_start else "",
        "end": clock(one.local_start + one.duration) if one.local_start and one.duration else "",
    }
    now |= corrected(source).get(at, {})
    words = {"title": _("Activity"), "date": _("Date"), "start": _("From"), "end": _("To")}
    for column, name in zip(st.columns([4, 2, 1, 1]), FIELDS, strict=True):
        with column:
            st.text_input(
                words[name],
                value=now[name],
                key=source.key(f"fix_{at}_{name}"),
                on_change=_typed,
                args=(source, at, name),
            )


def _typed(source: Source, at: int, name: str) -> None:
    """A callback: keeps what stands in the field, whether it is drawn next time or not."""
    text = str(st.session_state.get(source.key(f"fix_{at}_{name}"), ""))
    kept = corrected(source)
    kept.setdefault(at, {})[name] = text
    st.session_state[source.key("mended")] = kept


def mended(at: int, one: Found, typed: Mapping[int, Mapping[str, str]], today: date) -> Found:
    """An event with what was typed instead of its times and title."""
    own = typed.get(at)
    if not own:
        return one
    title = own.get("title", one.title)
    problems = [p for p in one.problems if p.field not in own and p.field not in _TIMES]
    others = [p for p in one.problems if p.field in _TIMES and p.field not in own]
    if any(name in own for name in _TIMES) and one.local_start is not None:
        try:
            return _moved(replace(one, title=title), own, today, tuple(problems))
        except InvalidField as error:
            wrong = Problem(one.line, error.code, error.data, field=error.field)
            return replace(one, title=title, problems=(*problems, wrong))
    return replace(one, title=title, problems=(*problems, *others))


def _moved(one: Found, own: Mapping[str, str], today: date, problems: tuple[Problem, ...]) -> Found:
    assert one.local_start is not None
    day = cells.day_of(own["date"], today) if "date" in own else one.local_start.date()
    start = cells.time_of(own["start"]) if "start" in own else one.local_start.time()
    begins = datetime.combine(day, start)
    if "end" in own:
        length = cells.until_end(begins, cells.time_of(own["end"], "end"))
    else:
        length = one.duration
        if not length:
            problems = (*problems, Problem(one.line, "import-no-end", field="end"))
    return replace(one, local_start=begins, duration=length, problems=problems)
