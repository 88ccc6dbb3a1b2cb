"""Reserve a room: where, when, and what for; also a reservation that is changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

import streamlit as st

from actions import reservations
from db.activities import activity
from db.occurrences import of_activity
from domain.errors import HouseError, InvalidField, InvalidInput
from domain.localtime import to_local
from domain.model import Activity
from locales import _
from locales.messages import field_messages
from pages import _kalender_state as state
from pages._kalender_act_run import form_token, run
from pages._kalender_tool import Toolbox, day_field, told
from pages._pick import offered
from pages._save_key import saves
from pages._show import Slots, fill, nothing, tell

_TEN, _ELEVEN = time(10), time(11)


def draw(box: Toolbox) -> None:
    """A new one, or with `?aktivitet=` a reservation that is there."""
    number = state.number(state.ACTIVITY)
    with box.db.read() as con:
        old = activity(con, number) if number is not None else None
        dates = of_activity(con, old.id) if old else []
    start, end = datetime.combine(state.day(box.today), _TEN), None
    room = state.number(state.ROOM)
    if old is not None and dates:
        start, end = (to_local(at, box.zone) for at in (dates[0].starts_at, dates[0].ends_at))
        room = dates[0].room_id
    nothing(_("For what is no activity. Only staff see it; it is in no calendar and in no figure."))
    _form(box, old, max(start, datetime.combine(box.today, _TEN)) if not old else start, end, room)


def _form(
    box: Toolbox, old: Activity | None, start: datetime, end: datetime | None, room: int | None
) -> None:
    key, slots = f"reserve_{old.id if old else 'ny'}", Slots()
    rooms = offered(box.house().rooms, [room] if room else [])
    where, what = st.columns(2)
    with where:
        chosen = st.selectbox(
            _("Where?"),
            list(rooms),
            index=list(rooms).index(room) if room in rooms else None,
            format_func=lambda number: rooms[number],
            placeholder=_("Choose a room"),
            key=f"{key}_room",
        )
        slots["room"] = st.container()
    with what:
        title = st.text_input(
            _("What for?"),
            value=old.fields.title if old else "",
            placeholder=_("For example: supervision"),
            key=f"{key}_what",
        )
        slots["title"] = st.container()
    day, begins, ends = st.columns([2, 1, 1])
    with day:
        on = day_field(_("When?"), "date", start.date(), slots, f"{key}_day")
    with begins:
        first = st.time_input(_("From"), value=start.time(), key=f"{key}_from")
        slots["start"] = st.container()
    with ends:
        last = st.time_input(_("To"), value=end.time() if end else _ELEVEN, key=f"{key}_to")
        slots["end"] = st.container()
    slots["form"] = st.container()
    if on is None or first is None or last is None:
        fill(slots, field_messages(InvalidInput((InvalidField("date", "required"),))))
        return
    _save(box, old, chosen, _span(on, first, last), str(title or ""), slots)


def _span(on: date, first: time, last: time) -> tuple[datetime, datetime]:
    over = timedelta(days=1) if last == time() and first != time() else timedelta()
    return datetime.combine(on, first), datetime.combine(on, last) + over


def _save(
    box: Toolbox,
    old: Activity | None,
    room: int | None,
    span: tuple[datetime, datetime],
    what: str,
    slots: Slots,
) -> None:
    stopped, reason = False, ""
    try:
        found = reservations.look(box.db, box.actor, room, *span, what or "?", of=old, now=box.now)
    except InvalidInput as error:
        fill(slots, {n: t for n, t in field_messages(error).items() if n != "room" or room})
    except HouseError as error:
        tell(error)
        return
    else:
        stopped = told(found, box.zone)
        if found and not stopped:
            reason = str(st.text_input(_("Reason"), key="reserve_reason") or "")
            slots["reason"] = st.container()
    token = form_token(
        f"reserver_{old.id if old else 'ny'}_{span}_{room}", old.version if old else 0
    )
    saved = st.button(
        _("Save the reservation"), type="primary", key="reserve_save", disabled=stopped
    )
    saves("reserve_save")
    if saved:
        call = partial(reservations.reserve, box.db, box.actor, room, *span, what, of=old)
        rest = partial(call, reason=reason, now=box.now, token=token)
        run(box, _("The room is reserved."), rest, slots, stay=False)
