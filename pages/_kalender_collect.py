"""From the widgets of a draft to the fields that `actions.planning` takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.errors import InvalidField
from domain.model import ActivityFields
from domain.validation import MAX_CAPACITY, MAX_PRICE, whole_number
from pages import _kalender_rule
from pages._kalender_draft import Draft
from pages._kalender_values import PLAIN

_UNSET = datetime(2000, 1, 3, 10)
"""Stands in for a missing date or time, so that the other fields can be checked meanwhile."""


def collect(draft: Draft) -> tuple[ActivityFields, list[InvalidField]]:
    """The fields, and what the widgets themselves hold that is no number, date or time.

    An end at 00.00 is midnight; any other end before the start is told by `domain.validation`.
    """
    problems: list[InvalidField] = []
    day, start, end = draft.value("date"), draft.value("start"), draft.value("end")
    for name, value, kind in (("date", day, date), ("start", start, time), ("end", end, time)):
        if not isinstance(value, kind):
            problems.append(InvalidField(name, "required"))
    local_start, duration = _UNSET, timedelta(hours=1)
    if isinstance(day, date) and isinstance(start, time):
        local_start = datetime.combine(day, start)
        if isinstance(end, time):
            over = timedelta(days=1) if end == time() and start != time() else timedelta()
            duration = datetime.combine(day, end) + over - local_start
    rrule = None
    try:
        rrule = _kalender_rule.rrule(draft, local_start.date())
    except InvalidField as problem:
        problems.append(problem)
    fields = ActivityFields(
        title=str(draft.value("title") or ""),
        category_id=_number(draft, "category") or 0,
        service_ids=_ids(draft, "services"),
        group_ids=_ids(draft, "groups"),
        room_id=_number(draft, "room"),
        local_start=local_start,
        duration=duration,
        rrule=rrule,
        facilitator_ids=_ids(draft, "facilitators"),
        capacity=_typed(draft, "capacity", 1, MAX_CAPACITY, problems),
        price_dkk=_typed(draft, "price", 0, MAX_PRICE, problems) or 0,
        kind=draft.activity.fields.kind if draft.activity else "activity",
    )
    values = {name: _or_empty(name, draft.value(name)) for name in PLAIN}
    return replace(fields, **values), problems


def _typed(
    draft: Draft, name: str, lowest: int, highest: int, problems: list[InvalidField]
) -> int | None:
    try:
        return whole_number(name, str(draft.value(name) or ""), lowest, highest)
    except InvalidField as problem:
        problems.append(problem)
        return None


def _or_empty(name: str, value: Any) -> Any:
    """What an untouched widget means: inherited, no tick, no text."""
    if name in _INHERITED:
        return value or None
    return bool(value) if name in _TICKS else value or ""


_INHERITED = ("listing", "feed")
_TICKS = ("step_free", "interpreter", "rusfri", "childcare", "relatives", "course", "nameless")


def _number(draft: Draft, name: str) -> int | None:
    value = draft.value(name)
    return value if isinstance(value, int) else None


def _ids(draft: Draft, name: str) -> tuple[int, ...]:
    value = draft.value(name)
    return tuple(value) if isinstance(value, list) else ()
