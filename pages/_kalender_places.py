"""Places of a course: how many are taken, and one more or fewer as people ring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import streamlit as st

from actions.places import count_places
from db.connection import HouseDb
from domain.model import Activity, Actor
from domain.places import has_places, left
from locales import _, ngettext
from pages._kalender_act_run import Doer, form_token, run
from pages._show import Slots

TAKE, FREE = "plads-mere", "plads-mindre"
Back = Mapping[str, str | int | None]


def places_words(activity: Activity) -> str:
    """ "5 af 8 optaget" for a course, else the number of places, "" without one. No Markdown."""
    places = activity.fields.capacity
    if not has_places(activity.fields):
        return str(places or "")
    return _("%(taken)s of %(places)s taken") % {"taken": activity.taken, "places": places}


def draw(
    db: HouseDb, actor: Actor, activity: Activity, now: datetime, *, back: Back | None = None
) -> None:
    """The figures and the two buttons; where all are taken, a third that says so.

    `back`: where the page is afterwards; left out: at the date.
    """
    free = left(activity)
    if free is None:
        return
    doer = Doer(db, actor)
    full = _("All places are taken. It stands so on the citizens' pages.")
    some = ngettext("%(n)s place left", "%(n)s places left", free) % {"n": free}
    with st.container(horizontal=True, vertical_alignment="center", key="course_places"):
        st.markdown(f"**{places_words(activity)}** · {some if free else full}")
        if free and st.button(_("One more place"), icon=":material/add:"):
            count(doer, activity, 1, now, back=back)
        if not free and st.button(_("One more than there are places"), icon=":material/add:"):
            count(doer, activity, 1, now, over=True, back=back)
        if activity.taken and st.button(_("One place fewer"), icon=":material/remove:"):
            count(doer, activity, -1, now, back=back)


def count(
    doer: Doer,
    activity: Activity,
    by: int,
    now: datetime,
    *,
    over: bool = False,
    back: Back | None = None,
) -> None:
    """Save one tap; two clicks on one picture of the figure save once."""
    token = form_token(f"places_{activity.id}_{by}", activity.version)
    call = partial(count_places, doer.db, doer.actor, activity.id, by, over=over)
    words = _("One more place is taken.") if by > 0 else _("One place fewer is taken.")
    slots = Slots(form=st.container())
    run(doer, words, partial(call, now=now, token=token), slots, back=back)
