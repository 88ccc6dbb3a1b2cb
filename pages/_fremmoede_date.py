"""Recording one date: the total first; then, if wished, where the visitors came from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import streamlit as st

from actions import attendance
from db.attendance import total_of
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import dated
from domain.errors import AlreadyDone, HouseError, InvalidInput
from domain.localtime import local_day, to_local
from domain.model import Actor, DatedActivity, House
from locales import _
from locales.formats import day, number, time_range
from locales.messages import field_messages
from pages import _fremmoede_divide
from pages._fremmoede_words import state_badge
from pages._show import Slots, chips, fill, flash, nothing, plain, tell


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    text = st.query_params["dato"]
    with db.read() as con:
        house = load_house(con)
        one = (
            dated(con, int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else None
        )
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=_close)
    if one is None or one.activity.deleted_at is not None:
        nothing(_("This date is not there any more."))
        return
    _head(one, house, now, zone)
    if local_day(one.occurrence.starts_at, zone) > local_day(now, zone):
        nothing(_("This date has not begun yet. It can be recorded when it has."))
        return
    if one.occurrence.state == "cancelled":
        nothing(_("This date was cancelled in the plan. There is nothing to record."))
        return
    _total(db, actor, one, now=now)
    if one.occurrence.close_out == "held":
        _fremmoede_divide.draw(db, actor, one, house, now=now)
    _other(db, actor, one, now=now)


def _head(one: DatedActivity, house: House, now: datetime, zone: ZoneInfo) -> None:
    start, end = (to_local(at, zone) for at in (one.occurrence.starts_at, one.occurrence.ends_at))
    st.header(plain(one.title), anchor=False)
    st.markdown(
        f"{chips(one.activity.fields.service_ids, house)} **{plain(day(start))}"
        f" {plain(time_range(start, end))}** {state_badge(one.occurrence, now)}"
    )


def _total(db: HouseDb, actor: Actor, one: DatedActivity, *, now: datetime) -> None:
    date, slots = one.occurrence, Slots()
    recorded = date.close_out == "held"
    with db.read() as con:
        counted = total_of(con, date.id) if recorded else None
    with st.form(f"fremmoede_total_{date.id}_{date.version}"):
        slots["form"] = st.container()
        if counted is not None:
            st.markdown(_("**%(total)s** came.") % {"total": number(counted)})
        total = _number(_("How many came?"), "total", slots, _("Number"))
        with st.expander(_("More")):
            turned_away = _number(_("How many was there no room for?"), "turned_away", slots, "0")
            volunteers = _number(_("How many volunteers helped?"), "volunteers", slots, "0")
            hours = _number(
                _("How many hours did they give in all?"), "volunteer_hours", slots, "0"
            )
        label = _("Correct the number") if recorded else _("Save the number")
        sent = st.form_submit_button(label, type="primary")
    if sent and total is None:
        slots["total"].markdown(f":red[{_('Write how many came. If nobody did, say so below.')}]")
    elif sent and total is not None:
        run(
            _("The number is saved."),
            lambda: attendance.record(
                db,
                actor,
                date.id,
                total=total,
                turned_away=turned_away or 0,
                volunteers=volunteers or 0,
                volunteer_minutes=60 * (hours or 0),
                now=now,
                version=date.version,
                token=_token(one, "total"),
            ),
            slots,
        )


def _other(db: HouseDb, actor: Actor, one: DatedActivity, *, now: datetime) -> None:
    """What happened when nobody was counted."""
    date, slots = one.occurrence, Slots()
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.markdown(f"**{_('It was held, but nobody came')}**")
        if st.button(_("Nobody came"), disabled=date.close_out == "nobody"):
            token = _token(one, "nobody")
            run(
                _("Recorded: nobody came."),
                lambda: attendance.nobody_came(
                    db, actor, date.id, version=date.version, now=now, token=token
                ),
            )
    with right, st.form(f"fremmoede_off_{date.id}_{date.version}"):
        slots["form"] = st.container()
        reason = st.text_input(_("It was not held. Why? (staff only)"))
        slots["reason"] = st.container()
        if st.form_submit_button(_("It was cancelled"), disabled=date.close_out == "cancelled"):
            token = _token(one, "cancelled")
            run(
                _("Recorded: cancelled."),
                lambda: attendance.cancelled(
                    db, actor, date.id, reason=reason, version=date.version, now=now, token=token
                ),
                slots,
            )


def _number(label: str, name: str, slots: Slots, placeholder: str) -> int | None:
    value = st.number_input(label, value=None, step=1, placeholder=placeholder)
    slots[name] = st.container()
    return int(value) if value is not None else None


def _token(one: DatedActivity, form: str) -> str:
    """One per form and version of the date, so that a double click saves once."""
    key = f"fremmoede_token_{form}_{one.occurrence.id}_{one.occurrence.version}"
    return str(st.session_state.setdefault(key, uuid4().hex))


def run(done: str, call: Callable[[], object], slots: Slots | None = None) -> None:
    """Save, say so, and draw anew; or write what was wrong where it belongs."""
    try:
        call()
    except AlreadyDone:
        pass
    except InvalidInput as error:
        fill(slots or Slots(form=st.container()), field_messages(error))
        return
    except HouseError as error:
        tell(error)
        return
    flash(done)
    st.rerun()


def _close() -> None:
    del st.query_params["dato"]
