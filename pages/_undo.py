"""The message after a change of the plan, with an undo in it; and undoing from the history."""

from __future__ import annotations

import streamlit as st

from actions import clock, undo
from actions.config import house_db
from db.changes import newest_of
from db.connection import HouseDb
from domain.errors import Conflicts, HouseError
from domain.model import Actor
from domain.rights import allows
from locales import _
from pages import _conflicts
from pages._guard import signed
from pages._show import flash, show_flash, tell

_CHANGE = "undo_change"
_TROUBLE = "undo_trouble"


def flash_with_undo(db: HouseDb, actor: Actor, text: str) -> None:
    """Say `text` once on the next page drawn, with an undo of the actor's newest change."""
    flash(text)
    with db.read() as con:
        st.session_state[_CHANGE] = newest_of(con, actor.staff_id)


def show(key: str = "flash") -> None:
    """The message, if there is one, and its undo; and why an undo was refused."""
    show_flash()
    change_id = st.session_state.pop(_CHANGE, None)
    trouble = st.session_state.pop(_TROUBLE, None)
    if isinstance(trouble, Conflicts):
        _conflicts.show(trouble)
    elif isinstance(trouble, HouseError):
        tell(trouble)
    if change_id is not None:
        button(change_id, key)


def button(change_id: int, key: str) -> None:
    st.button(
        _("Undo"),
        icon=":material/undo:",
        key=f"undo_{key}_{change_id}",
        on_click=_undo,
        args=(change_id,),
    )


def _undo(change_id: int) -> None:
    """A callback: it runs before the page, so who is signed in is looked up here."""
    who = signed()
    if who is None or not allows(who.actor, "plan.write"):
        return
    db = house_db()
    try:
        undo.undo(db, who.actor, change_id, now=clock.now(db))
    except HouseError as error:
        st.session_state[_TROUBLE] = error
    else:
        flash_with_undo(db, who.actor, _("Undone."))
