"""Three free times, rooms or days instead of what is taken, each a button that fills the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import streamlit as st

from actions import alternatives
from db.connection import HouseDb
from db.house import load_house
from domain.alternatives import Option
from domain.conflicts import Conflict
from domain.errors import HouseError
from domain.model import ActivityFields, Actor, House
from locales import _
from locales.formats import clock, day
from pages._kalender_draft import Draft
from pages._show import nothing, plain

AHEAD = "alternatives"
"""The slot of a form that has drawn them beside its preview, so that the save does not again."""
_SOLVED = ("room", "facilitator", "closure")


def wanted(conflicts: Sequence[Conflict]) -> bool:
    """Whether something is taken that another time, room or day would solve."""
    return any(one.kind in _SOLVED for one in conflicts)


def instead(
    db: HouseDb, actor: Actor, draft: Draft, fields: ActivityFields, now: datetime, *, key: str
) -> None:
    """Options for a form that collides; each fills it. `key`: where on the page they stand."""
    editing = draft.activity.id if draft.activity else None
    try:
        options = alternatives.for_form(
            db, actor, fields, now=now, activity_id=editing, from_id=draft.from_id
        )
    except HouseError:  # told by the preview already
        return
    with db.read() as con:
        house = load_house(con)
    draw(options, house, fields.local_start, draft.key(key), partial(fill, draft))


def draw(
    options: Sequence[Option],
    house: House,
    wanted_start: datetime,
    key: str,
    choose: Callable[[Option], None],
) -> None:
    """`choose` is a callback; `key` prefixes the buttons' keys."""
    if not options:
        nothing(_("Nothing near by is free. Try another week."))
        return
    st.markdown(f"**{_('Free instead')}**")
    with st.container(key=f"{key}_alternatives", gap="small"):
        for number, one in enumerate(options):
            st.button(
                words(one, house, wanted_start),
                icon=":material/event_available:",
                key=f"{key}_alternative_{number}",
                on_click=choose,
                args=(one,),
            )


def words(one: Option, house: House, wanted_start: datetime) -> str:
    """What the option changes, and where it is."""
    room = house.rooms.get(one.room_id or 0)
    where = plain(room.name) if room else ""
    when = plain(clock(one.start))
    if one.sort == "room":
        return _("%(room)s at the same time, %(time)s") % {"room": where, "time": when}
    if one.start.date() != wanted_start.date():
        when = f"{plain(day(one.start))} {when}"
    return f"{when} · {where}" if where else when


def fill(draft: Draft, one: Option) -> None:
    """Put an option into a form; its length stays, and a rule follows to another weekday."""
    old, start, end = draft.value("date"), draft.value("start"), draft.value("end")
    before = datetime.combine(old, start)  # type: ignore[arg-type]
    length = datetime.combine(old, end) - before  # type: ignore[arg-type]
    length += timedelta(days=1) if length <= timedelta() else timedelta()
    draft.set("date", one.start.date())
    draft.set("start", one.start.time())
    draft.set("end", (one.start + length).time())
    draft.set("room", one.room_id)
    days = (one.start.date() - before.date()).days
    weekdays = draft.value("weekdays")
    if days and isinstance(weekdays, list):
        draft.set("weekdays", sorted((int(each) + days) % 7 for each in weekdays))
