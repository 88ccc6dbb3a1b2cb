"""What a coordinator can do with one date or its activity, one thing at a time."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import planning
from actions.undo import can_undo
from db.changes import newest_touching
from locales import _
from pages import _kalender_act_end as endings
from pages import _kalender_act_forms as forms
from pages import _kalender_act_pause as pauses
from pages import _kalender_act_template as templates
from pages import _kalender_state as state
from pages import _undo
from pages._kalender_act_run import (
    ALL_OFF,
    CHANGE,
    FOLLOWING,
    MOVE,
    OFF,
    PAUSE,
    TEMPLATE,
    TRASH,
    Bench,
    run,
)
from pages._kalender_held import release
from pages._kalender_why import Click
from pages._show import nothing

_FORMS = {
    CHANGE: forms.change,
    MOVE: forms.move,
    OFF: endings.cancel,
    PAUSE: pauses.draw,
    ALL_OFF: endings.cancel_all,
    TRASH: endings.delete,
    TEMPLATE: templates.draw,
}
_WORDS = {
    CHANGE: (_("Change this date"), "edit_calendar"),
    MOVE: (_("Move this date"), "event_repeat"),
    OFF: (_("Cancel this date"), "event_busy"),
    PAUSE: (_("Pause the series"), "pause_circle"),
    ALL_OFF: (_("Cancel the whole activity"), "cancel"),
    TEMPLATE: (_("Save as template"), "bookmark_add"),
    TRASH: (_("Delete"), "delete"),
}
_DATE_ACTS = (CHANGE, MOVE, OFF)


def draw(bench: Bench) -> None:
    """The buttons, a date's apart from its series', and below them the form of the chosen one."""
    one, date = bench.one, bench.one.occurrence
    series = one.activity.fields.rrule is not None
    if series and not bench.open_acts().isdisjoint(_DATE_ACTS):
        nothing(_("Only this time"))
    with st.container(horizontal=True, gap="small"):
        _at_once(bench)
        _acts(bench, *_DATE_ACTS)
    if series:
        nothing(_("The series"))
    with st.container(horizontal=True, gap="small"):
        _go(_("Edit activity"), "edit", aktivitet=one.activity.id)
        if FOLLOWING in bench.open_acts():
            label = _("Edit this and those after")
            _go(label, "edit_arrow_down", aktivitet=one.activity.id, fra=date.id)
        _acts(bench, PAUSE, ALL_OFF)
        if one.activity.fields.kind == "activity":
            _go(_("Make another like it"), "content_copy", aktivitet="ny", kopi=one.activity.id)
        _acts(bench, TEMPLATE, TRASH)
    if _is_off(bench):
        _again(bench).answer()
    chosen = st.query_params.get(state.ACT)
    if chosen in bench.open_acts():
        _FORMS[chosen](bench)
    else:
        release()


def _acts(bench: Bench, *acts: str) -> None:
    for act in acts:
        if act in bench.open_acts():
            label, icon = _WORDS[act]
            _go(label, icon, dato=bench.one.occurrence.id, handling=act)


def _at_once(bench: Bench) -> None:
    """What needs no form: publishing, and taking a cancellation back."""
    activity, now = bench.one.activity, bench.now
    if activity.state == "draft" and st.button(
        _("Publish"), icon=":material/publish:", type="primary"
    ):
        publish = partial(planning.publish, bench.db, bench.actor, activity.id)
        run(bench, _("Published."), partial(publish, version=activity.version, now=now))
    if _is_off(bench):
        _again(bench).button(":material/undo:")
    if activity.state == "cancelled":
        with bench.db.read() as con:
            newest = newest_touching(con, f"activity:{activity.id}")
        if newest and newest.action == "activity.cancel" and can_undo(newest, now):
            _undo.button(newest.id, "cancelled", _("Undo the cancellation"))


def _is_off(bench: Bench) -> bool:
    date, activity = bench.one.occurrence, bench.one.activity
    return (
        date.state == "cancelled" and activity.state != "cancelled" and date.starts_at > bench.now
    )


def _again(bench: Bench) -> Click:
    date = bench.one.occurrence
    restore = partial(planning.restore_date, bench.db, bench.actor, date.id)
    return Click(
        bench,
        _("Undo the cancellation"),
        _("The date is planned again."),
        f"kalender_again_{date.id}_{date.version}",
        partial(restore, version=date.version, now=bench.now),
    )


def _go(label: str, icon: str, **where: str | int) -> None:
    st.button(label, icon=f":material/{icon}:", on_click=state.go, kwargs=where)
