"""A date that was dragged: told what it does, asked for whom, saved with an undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from actions import alternatives, moves
from db.connection import HouseDb
from domain.alternatives import Option
from domain.conflicts import Conflict
from domain.errors import HouseError
from domain.localtime import to_local
from domain.model import Actor, DatedActivity, House
from domain.moves import Move, Scope
from locales import _
from locales.formats import day, time_range
from pages import _kalender_alternatives, _kalender_preview
from pages._conflicts import lines
from pages._kalender_act_run import Doer, form_token, run
from pages._show import Slots, plain, tell

_CHOSEN = "drag_chosen"
"""The alternative that was chosen in the dialog, instead of where the date was dropped."""
_SCOPES: dict[Scope, str] = {
    "this": _("Only this time"),
    "following": _("This and those after"),
    "all": _("All that are to come"),
}


@dataclass(frozen=True, slots=True)
class Drag(Doer):
    one: DatedActivity
    house: House
    move: Move
    now: datetime
    zone: ZoneInfo


def receive(
    db: HouseDb,
    actor: Actor,
    house: House,
    one: DatedActivity,
    start: datetime,
    end: datetime,
    room_id: int | None,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Save at once what raises no question (a single date, no conflict); else ask."""
    drag = Drag(db, actor, one, house, Move(start, end, room_id), now, zone)
    st.session_state.pop(_CHOSEN, None)
    if one.activity.fields.rrule is None:
        try:
            effect = moves.preview(db, actor, one.occurrence.id, drag.move, "this", now=now)
        except HouseError as error:
            tell(error)
            return
        if not effect.conflicts:
            _save(drag, "this", "")
            return
    _ask(drag)


@st.dialog(_("Move"), width="medium")
def _ask(drag: Drag) -> None:
    drag = replace(drag, move=st.session_state.get(_CHOSEN, drag.move))
    date, move = drag.one.occurrence, drag.move
    was = to_local(date.starts_at, drag.zone), to_local(date.ends_at, drag.zone)
    room = drag.house.rooms.get(move.room_id or 0)
    st.markdown(
        f"**{plain(drag.one.title)}**  \n{plain(_when(*was))} → "
        f"**{plain(_when(move.start, move.end))}**" + (f" · {plain(room.name)}" if room else "")
    )
    scope: Scope = "this"
    if drag.one.activity.fields.rrule is not None:
        key = f"drag_scope_{date.id}_{date.version}"
        words = {label: name for name, label in _SCOPES.items()}
        chosen = st.radio(_("What do you want to move?"), list(words), key=key)
        scope = words[chosen or _SCOPES["this"]]
    try:
        found = moves.preview(drag.db, drag.actor, date.id, move, scope, now=drag.now)
    except HouseError as error:
        tell(error)
        return
    if found.effect is not None:
        _kalender_preview.effect(found.effect, drag.zone)
    _tell(found.conflicts, drag.zone)
    if _kalender_alternatives.wanted(found.conflicts):
        _instead(drag, scope)
    hard = any(one.hard for one in found.conflicts)
    reason = st.text_input(_("Reason")) if found.conflicts and not hard else ""
    with st.container(horizontal=True):
        if st.button(_("Move"), type="primary", disabled=hard):
            _save(drag, scope, str(reason or ""))
        if st.button(_("Give up")):
            st.rerun()


def _instead(drag: Drag, scope: Scope) -> None:
    move, number = drag.move, drag.one.occurrence.id
    options = alternatives.for_move(drag.db, drag.actor, number, move, scope, now=drag.now)

    def choose(one: Option) -> None:
        end = one.start + (move.end - move.start)
        st.session_state[_CHOSEN] = Move(one.start, end, one.room_id)

    _kalender_alternatives.draw(options, drag.house, move.start, f"drag_{number}", choose)


def _save(drag: Drag, scope: Scope, reason: str) -> None:
    date = drag.one.occurrence
    call = partial(moves.move, drag.db, drag.actor, date.id, drag.move, scope, reason=reason)
    version = drag.one.activity.version if scope != "this" else date.version
    target = f"drag_{date.id}_{drag.move.start}_{drag.move.end}_{drag.move.room_id}_{scope}"
    rest = partial(call, version=version, now=drag.now, token=form_token(target, version))
    run(drag, _("Moved."), rest, Slots(form=st.container()), stay=False)


def _tell(conflicts: Sequence[Conflict], zone: ZoneInfo) -> None:
    hard = [one for one in conflicts if one.hard]
    soft = [one for one in conflicts if not one.hard]
    if hard:
        st.error(lines(_("This cannot be saved yet:"), hard, zone), icon=":material/error:")
    if soft:
        st.warning(lines(_("This needs a reason:"), soft, zone), icon=":material/warning:")


def _when(start: datetime, end: datetime) -> str:
    return f"{day(start)} {time_range(start, end)}"
