"""The number of a date that was held, and the other two ways a date can have gone."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from actions import attendance
from db.attendance import counted
from db.connection import HouseDb
from domain.model import Actor, DatedActivity
from locales import _
from pages._fremmoede_run import form_token, run
from pages._show import Slots


def draw(db: HouseDb, actor: Actor, one: DatedActivity, *, now: datetime) -> None:
    """How many came; what else was counted is folded away."""
    date, slots = one.occurrence, Slots()
    with db.read() as con:
        had = counted(con, date.id) if date.close_out == "held" else None
    with st.form(f"fremmoede_total_{date.id}_{date.version}"):
        slots["form"] = st.container()
        total = _number(_("How many came?"), "total", had.total if had else None, slots)
        with st.expander(_("More")):
            full = _("How many was there no room for?")
            turned_away = _number(full, "turned_away", had.turned_away if had else None, slots)
            helped = _("How many volunteers helped?")
            volunteers = _number(helped, "volunteers", had.volunteers if had else None, slots)
            hours = st.number_input(
                _("How many hours did they give in all?"),
                value=had.volunteer_minutes / 60 if had and had.volunteer_minutes else None,
                step=0.5,
                format="%.1f",
                placeholder="0",
            )
            slots["volunteer_hours"] = st.container()
        label = _("Correct the number") if had else _("Save the number")
        slots["over_room"] = st.container()
        sure = st.checkbox(
            _("It is right that more came than the room holds"),
            key=f"fremmoede_sure_{date.id}_{date.version}",
        )
        sent = st.form_submit_button(label, type="primary")
    if sent and total is None:
        slots["total"].markdown(f":red[{_('Write how many came. If nobody did, say so below.')}]")
    elif sent and total is not None:
        record = partial(attendance.record, db, actor, date.id, total=total, ask_room=not sure)
        call = partial(record, version=date.version)
        counts = partial(call, turned_away=turned_away or 0, volunteers=volunteers or 0)
        minutes = partial(counts, volunteer_minutes=round(60 * (hours or 0)))
        token = form_token(one, "total")
        run(_("The number is saved."), partial(minutes, now=now, token=token), slots)


def draw_other(db: HouseDb, actor: Actor, one: DatedActivity, *, now: datetime) -> None:
    """Held but nobody came, or not held at all."""
    date, slots = one.occurrence, Slots()
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.markdown(_("It was held, but nobody came"))
        if st.button(_("Nobody came"), disabled=date.close_out == "nobody"):
            call = partial(attendance.nobody_came, db, actor, date.id, version=date.version)
            token = form_token(one, "nobody")
            run(_("Recorded: nobody came."), partial(call, now=now, token=token))
    with right, st.form(f"fremmoede_off_{date.id}_{date.version}"):
        slots["form"] = st.container()
        reason = st.text_input(_("It was not held. Why? (staff only)"))
        slots["reason"] = st.container()
        sent = st.form_submit_button(_("It was cancelled"), disabled=date.close_out == "cancelled")
    if sent:
        call = partial(attendance.cancelled, db, actor, date.id, reason=reason)
        token = form_token(one, "cancelled")
        rest = partial(call, version=date.version, now=now, token=token)
        run(_("Recorded: cancelled."), rest, slots)


def _number(label: str, name: str, value: int | None, slots: Slots) -> int | None:
    typed = st.number_input(label, value=value, step=1, placeholder="0" if value is None else None)
    slots[name] = st.container()
    return typed
