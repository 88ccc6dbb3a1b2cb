"""The trash: activities that were deleted, and the way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import clock as house_clock
from actions import planning
from db.activities import all_activities
from db.connection import HouseDb
from domain.model import Actor
from domain.rights import allows
from locales import _
from locales.formats import clock, short_day
from pages._kalender_act_run import Doer, run
from pages._show import nothing, plain


def draw(db: HouseDb, actor: Actor) -> None:
    """Folded away below the week; only for those who plan."""
    if not allows(actor, "plan.write"):
        return
    with st.expander(_("Trash"), icon=":material/delete:", key="kalender_trash"):
        with db.read() as con:
            gone = [one for one in all_activities(con, deleted=True) if one.deleted_at]
        if not gone:
            nothing(_("The trash is empty."))
        for one in sorted(gone, key=lambda one: str(one.deleted_at), reverse=True):
            start = one.fields.local_start
            words = f"{plain(one.fields.title)}, {plain(short_day(start))} {plain(clock(start))}"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(words)
                if st.button(_("Bring back"), key=f"kalender_back_{one.id}"):
                    back = partial(planning.restore_deleted, db, actor, one.id)
                    run(
                        Doer(db, actor),
                        _("The activity is back."),
                        partial(back, now=house_clock.now(db)),
                        stay=False,
                    )
