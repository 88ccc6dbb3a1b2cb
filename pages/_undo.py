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
from locales import _, ngettext
from pages import _conflicts
from pages._guard import signed
from pages._show import flash, show_flash, tell

_CHANGE = "undo_change"
_TROUBLE = "undo_trouble"
_ASKED = "undo_asked"
_REASON = "undo_reason"


def flash_with_undo(db: HouseDb, actor: Actor, text: str) -> None:
    """Say `text` once on the next page drawn, with an undo of the actor's newest change."""
    flash(text)
    with db.read() as con:
        st.session_state[_CHANGE] = newest_of(con, actor.staff_id)
    _let_be()


def show(key: str = "flash") -> None:
    """The message, if there is one, and its undo; and why an undo was refused, or what it asks."""
    change_id = st.session_state.pop(_CHANGE, None)
    if change_id is None or _ASKED in st.session_state:
        show_flash()
    else:
        with st.container(horizontal=True, vertical_alignment="center", key=f"undo_row_{key}"):
            show_flash()
            button(change_id, key)
    trouble = st.session_state.pop(_TROUBLE, None)
    if isinstance(trouble, Conflicts):
        _conflicts.show(trouble)
    elif isinstance(trouble, HouseError):
        tell(trouble)
    if _ASKED in st.session_state:
        _ask(*st.session_state[_ASKED])


def button(change_id: int, key: str, label: str = "") -> None:
    """Undo that change; `label` where it says more than "Undo"."""
    st.button(
        label or _("Undo"),
        icon=":material/undo:",
        key=f"undo_{key}_{change_id}",
        on_click=_undo,
        args=(change_id,),
    )


def _ask(change_id: int, asked: Conflicts) -> None:
    """What the plan that comes back meets by now, and a field for why it is all right."""
    with st.container(border=True, key="undo_why"):
        _conflicts.show(asked)
        st.text_input(_("Reason"), key=_REASON)
        with st.container(horizontal=True):
            button(change_id, "why", _("Undo all the same"))
            st.button(_("Leave it as it is"), key="undo_leave", type="tertiary", on_click=_let_be)


def _let_be() -> None:
    """Ask no more. Also a callback."""
    st.session_state.pop(_ASKED, None)


def _undo(change_id: int) -> None:
    """A callback: it runs before the page, so who is signed in is looked up here."""
    who = signed()
    if who is None or not allows(who.actor, "plan.write"):
        return
    db, asked = house_db(), st.session_state.get(_ASKED, (None,))[0]
    reason = str(st.session_state.get(_REASON) or "") if asked == change_id else ""
    _let_be()
    try:
        done = undo.undo(db, who.actor, change_id, reason=reason, now=clock.now(db))
    except Conflicts as error:
        hard = any(one.hard for one in error.conflicts)
        st.session_state[_TROUBLE if hard else _ASKED] = error if hard else (change_id, error)
    except HouseError as error:
        st.session_state[_TROUBLE] = error
    else:
        flash_with_undo(db, who.actor, _done(undo.paused_by(db, done)))


def _done(paused: int) -> str:
    if not paused:
        return _("Undone.")
    words = ngettext(
        "Undone. %(n)s date is on a day that was closed since, so it is paused.",
        "Undone. %(n)s dates are on days that were closed since, so they are paused.",
        paused,
    )
    return words % {"n": paused}
