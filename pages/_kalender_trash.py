"""The trash: activities that were deleted, and the way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import clock as house_clock
from actions import planning
from db.activities import trashed
from db.connection import HouseDb
from domain.model import Activity, Actor
from domain.rights import allows
from locales import _
from locales.formats import clock, short_day
from pages._kalender_act_run import Doer
from pages._kalender_unchanged import unchanged
from pages._kalender_why import Click
from pages._show import plain

_MOST = "kalender_trash_most"
_STEP = 20


def draw(db: HouseDb, actor: Actor) -> None:
    """Folded away below the week, when there is something in it; only for those who plan."""
    if not allows(actor, "plan.write"):
        return
    most = st.session_state.get(_MOST, _STEP)
    gone = unchanged(db, "trash", most, lambda: _gone(db, most))
    if not gone:
        return
    now = house_clock.now(db)
    with st.expander(_("Trash"), icon=":material/delete:", key="kalender_trash"):
        for one in gone[:most]:
            start = one.fields.local_start
            words = f"{plain(one.fields.title)}, {plain(short_day(start))} {plain(clock(start))}"
            back = Click(
                Doer(db, actor),
                _("Bring back"),
                _("The activity is back."),
                f"kalender_back_{one.id}",
                partial(planning.restore_deleted, db, actor, one.id, now=now),
                stay=False,
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words)
                back.button()
            back.answer()
        if len(gone) > most:
            st.button(
                _("Show what was deleted earlier"),
                key="kalender_trash_earlier",
                on_click=lambda: st.session_state.update({_MOST: most + _STEP}),
            )


def _gone(db: HouseDb, most: int) -> list[Activity]:
    """One more than is shown tells that there are more."""
    with db.read() as con:
        return trashed(con, most + 1)
