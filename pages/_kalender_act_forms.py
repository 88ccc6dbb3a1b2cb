"""The small forms behind changing and moving a date, each with its one call."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from actions import planning
from domain.localtime import to_local
from locales import _
from pages._kalender_act_run import CHANGE, MOVE, Bench, form_token, run
from pages._kalender_held import held
from pages._pick import offered
from pages._show import Slots


def change(bench: Bench) -> None:
    """Another title, note or other people, this once."""
    bench, stale = held(bench, CHANGE)
    date, slots = bench.one.occurrence, Slots()
    people = offered(bench.house.facilitators, date.facilitator_ids)
    with st.form(f"kalender_change_{date.id}"):
        st.markdown(f"**{_('Change this date')}**")
        slots["form"] = st.container()
        chosen = st.multiselect(
            _("Who runs it?"),
            list(people),
            default=[one for one in date.facilitator_ids if one in people],
            format_func=lambda number: people[number],
            placeholder=_("Choose one or more, or leave it open"),
        )
        slots["facilitators"] = st.container()
        title = line(
            _("Its own title"), "title", slots, date.title or "", bench.one.activity.fields.title
        )
        note = line(_("Note for citizens"), "public_note", slots, date.note, "")
        reason = _reason(slots)
        sent = st.form_submit_button(_("Save the date"), type="primary")
    if sent and not stale:
        call = partial(planning.change_date, bench.db, bench.actor, date.id, title=title, note=note)
        rest = partial(call, facilitator_ids=tuple(chosen), reason=reason)
        save = partial(rest, version=date.version, now=bench.now)
        run(bench, _("The date is changed."), save, slots)


def move(bench: Bench) -> None:
    """When and where the date goes; it keeps its length."""
    bench, stale = held(bench, MOVE)
    date, slots = bench.one.occurrence, Slots()
    start, rooms = to_local(date.starts_at, bench.zone), offered(bench.house.rooms)
    with st.form(f"kalender_move_{date.id}"):
        st.markdown(f"**{_('Move this date')}**")
        slots["form"] = st.container()
        left, middle, right = st.columns([2, 1, 2])
        with left:
            when = st.date_input(_("To which day?"), value=start.date(), format="DD/MM/YYYY")
            slots["date"] = st.container()
        with middle:
            at = st.time_input(_("From"), value=start.time())
            slots["start"] = st.container()
        with right:
            room = st.selectbox(
                _("Where?"),
                list(rooms),
                index=list(rooms).index(date.room_id) if date.room_id in rooms else None,
                format_func=lambda number: rooms[number],
                placeholder=_("Choose a room"),
            )
            slots["room"] = st.container()
        reason = _reason(slots)
        sent = st.form_submit_button(_("Move the date"), type="primary")
    if sent and when and at and not stale:
        to = datetime.combine(when, at)
        call = partial(planning.move_date, bench.db, bench.actor, date.id, local_start=to)
        rest = partial(call, room_id=room, reason=reason, version=date.version, now=bench.now)
        token = form_token(f"move_{date.id}", date.version)
        run(bench, _("The date is moved."), partial(rest, token=token), slots)


def _reason(slots: Slots) -> str:
    return line(_("Reason, if something collides (staff only)"), "reason", slots, "", "")


def line(label: str, name: str, slots: Slots, value: str, placeholder: str) -> str:
    text = st.text_input(label, value=value, placeholder=placeholder)
    slots[name] = st.container()
    return str(text or "")
