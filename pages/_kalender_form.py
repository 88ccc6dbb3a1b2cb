"""The form of an activity: five questions, *Mere*, and what a save would do."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from actions import planning
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.errors import HouseError, InvalidInput
from domain.localtime import to_local
from domain.model import Actor
from domain.rights import require
from locales import _
from locales.formats import day
from locales.messages import field_messages
from pages import _kalender_alternatives as instead
from pages import _kalender_draft as drafts
from pages import (
    _kalender_fields,
    _kalender_kept,
    _kalender_more,
    _kalender_places,
    _kalender_preview,
    _kalender_save,
    _telling,
)
from pages import _kalender_state as state
from pages._kalender_collect import collect
from pages._kalender_draft import Draft
from pages._kalender_store import Form
from pages._kalender_target import find
from pages._show import Slots, fill, nothing, tell

_SERIES = ":material/event_repeat:"


def draw(db: HouseDb, actor: Actor, *, now: datetime, today: date) -> None:
    """The form for `?aktivitet=ny` or an activity's id. Raises Refused for who may not plan."""
    require(actor, "plan.write")
    with db.read() as con:
        house = load_house(con)
        target = find(con, actor, house, today, config().zone)
    if target is None:
        nothing(_("This activity is not there any more."))
        st.button(_("Back to the week"), on_click=state.to_list)
        return
    if _kalender_kept.offer(db, actor, target, now):
        return
    draft = drafts.opened(target)
    st.header(_("Edit activity") if draft.activity else _("New activity"), anchor=False)
    _scope(draft)
    if target.activity is not None:
        _kalender_places.draw(db, actor, target.activity, now, back=_here())
    slots: Slots = {}
    left, right = st.columns([3, 2], gap="large")
    with left:
        nothing(_("Never write names of citizens."))
        slots["form"] = st.container()
        _kalender_fields.draw(draft, house, slots)
        with st.expander(_("More"), icon=":material/tune:", key=draft.key("more")):
            _kalender_more.draw(draft, house, slots)
    form = Form(db, actor, target.which, draft, *collect(draft), slots, now)
    _kalender_kept.keep(db, actor, target.which, draft, now)
    with right, st.container(border=True, key="aside_kalender"):
        _look_ahead(form)
    _kalender_save.draw(form)


def _here() -> dict[str, str | int | None]:
    return {name: st.query_params.get(name) for name in (state.ACTIVITY, state.FROM)}


def _scope(draft: Draft) -> None:
    """Which dates of a series the edit is for."""
    if draft.activity is None or draft.activity.fields.rrule is None:
        return
    if draft.since is None:
        st.info(_("You change **all coming dates**. To change one, open its date."), icon=_SERIES)
        return
    start = to_local(draft.since.starts_at, config().zone)
    words = _("You change **%(date)s and those after it**. Earlier dates stay as they are.")
    st.info(words % {"date": day(start)}, icon=_SERIES)


def _look_ahead(form: Form) -> None:
    """The preview, or what is still missing; a reason where a soft conflict asks for one."""
    editing = form.draft.activity.id if form.draft.activity else None
    preview = None
    try:
        preview = planning.preview(
            form.db,
            form.actor,
            form.fields,
            now=form.now,
            activity_id=editing,
            from_id=form.draft.from_id,
        )
    except InvalidInput as error:
        known = {problem.field for problem in form.problems}
        form.problems.extend(one for one in error.problems if one.field not in known)
    except HouseError as error:
        tell(error)
        return
    if form.problems or preview is None:
        tried = form.draft.value("tried")
        told = [one for one in form.problems if tried or one.code != "required"]
        fill(form.slots, field_messages(InvalidInput(tuple(told))))
        nothing(_("Answer the five questions, and you will see here what a save does."))
        return
    _kalender_preview.draw(preview, form.fields.rrule, config().zone)
    _telling.draw(preview.telling, form.draft.token, form.draft.set)
    if instead.wanted(preview.conflicts):
        form.slots[instead.AHEAD] = st.container()
        instead.instead(form.db, form.actor, form.draft, form.fields, form.now, key="ahead")
    if any(not one.hard for one in preview.conflicts):
        st.text_input(_("Reason"), key=form.draft.key("reason"), persist_state="session")
        form.slots["reason"] = st.container()
