"""What the address asks the form for: a new activity (blank, placed, copied), or an old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.activities import activity
from db.connection import Connection
from db.occurrences import dated
from db.plan_rows import template as read_template
from domain.localtime import to_local
from domain.model import Activity, Actor, House, Occurrence
from pages import _kalender_state as state
from pages._kalender_values import copied, filled, fresh, from_template, placed


@dataclass(frozen=True, slots=True)
class Target:
    which: str
    """The draft's name: one form is kept for each."""
    activity: Activity | None
    """What is edited, None for a new one."""
    since: Occurrence | None
    """Scope *this and following*: the first date that changes."""
    values: dict[str, object]
    """What the widgets begin with."""


def find(con: Connection, actor: Actor, house: House, today: date, zone: ZoneInfo) -> Target | None:
    """None where the activity is not there any more."""
    which, number = st.query_params[state.ACTIVITY], state.number(state.ACTIVITY)
    if which == state.NEW:
        return _new(con, actor, house, today)
    found = activity(con, number) if number is not None else None
    if found is None or found.deleted_at is not None:
        return None
    since = dated(con, state.number(state.FROM) or 0)
    if since is None or since.activity.id != found.id:
        return Target(which, found, None, filled(found))
    first = since.occurrence
    start = to_local(first.original_start, zone).date()
    return Target(f"{which}-{first.id}", found, first, filled(found) | {"date": start})


def _new(con: Connection, actor: Actor, house: House, today: date) -> Target:
    source = activity(con, state.number(state.COPY) or 0)
    if source is not None and source.deleted_at is None:
        return Target(f"{state.NEW}-kopi-{source.id}", None, None, copied(source, today))
    template = read_template(con, state.number(state.TEMPLATE) or 0)
    if template is not None:
        which = f"{state.NEW}-skabelon-{template.id}-{template.version}"
        return Target(which, None, None, from_template(template.fields, state.day(today), today))
    values = fresh(actor, house, max(today, state.day(today)))
    start, end = (st.query_params.get(key, "") for key in (state.START, state.END))
    try:
        room = state.number(state.ROOM)
        place = placed(datetime.fromisoformat(start), datetime.fromisoformat(end), room)
    except ValueError:
        return Target(state.NEW, None, None, values)
    if place.get("room") not in (None, *house.rooms):
        place.pop("room")
    people = [one for one in state.numbers(state.PEOPLE) if one in house.facilitators]
    groups = [one for one in state.numbers(state.GROUPS) if one in house.groups]
    place |= ({"facilitators": people} if people else {}) | ({"groups": groups} if groups else {})
    which = f"{state.NEW}-{start}-{end}-{room}-{people}-{groups}"
    return Target(which, None, None, values | place)
