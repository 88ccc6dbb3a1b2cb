"""A new plan for a period: its days, what goes on, what is added, and what that does."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from actions import plan_sets
from actions.plan_sets import SetLook, Source
from db.activities import all_activities
from db.plan_rows import templates as read_templates
from domain.errors import HouseError, InvalidField, InvalidInput
from domain.model import Activity
from locales import _
from locales.formats import clock, weekday
from locales.messages import field_messages
from pages import _kalender_set_look
from pages import _kalender_state as state
from pages._kalender_act_run import form_token, run
from pages._kalender_tool import Toolbox, day_field, told
from pages._save_key import saves
from pages._show import Slots, fill, tell

_BACK = {state.TOOL: "plan"}


def draw(box: Toolbox) -> None:
    slots = Slots()
    with st.container(border=True):
        name = st.text_input(
            _("What is it called?"), placeholder=_("For example: summer plan"), key="set_name"
        )
        slots["name"] = st.container()
        left, right = st.columns(2)
        with left:
            first = day_field(_("First day"), "first", box.today, slots, "set_first")
        with right:
            last = day_field(
                _("Last day"), "last", box.today + timedelta(days=27), slots, "set_last"
            )
    slots["form"] = st.container()
    if first is None or last is None:
        fill(slots, field_messages(InvalidInput((InvalidField("first", "required"),))))
        return
    try:
        sources = _sources(box)
        series = plan_sets.look(box.db, box.actor, first, last, now=box.now).series
        going_on = _going_on(series)
        found = plan_sets.look(
            box.db, box.actor, first, last, going_on=going_on, sources=sources, now=box.now
        )
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        _kalender_set_look.draw(found)
        _save(box, str(name or ""), (first, last), going_on, sources, found, slots)


def _going_on(series: tuple[Activity, ...]) -> tuple[str, ...]:
    words = {one.lineage: _named(one) for one in series}
    chosen = st.multiselect(
        _("Which series go on as usual?"),
        list(words),
        format_func=words.__getitem__,
        placeholder=_("None: all of them pause"),
        key="set_going_on",
    )
    return tuple(chosen)


def _sources(box: Toolbox) -> tuple[Source, ...]:
    with box.db.read() as con:
        kept = read_templates(con)
        planned = [
            one
            for one in all_activities(con)
            if one.state == "published" and one.fields.kind == "activity"
        ]
    words: dict[Source, str] = {("template", one.id): one.name for one in kept}
    words |= {("activity", one.id): _named(one) for one in planned}
    label = {"template": _("Template: %(name)s"), "activity": "%(name)s"}
    chosen = st.multiselect(
        _("What runs only in this period?"),
        list(words),
        format_func=lambda one: label[one[0]] % {"name": words[one]},
        placeholder=_("Choose templates, or activities to copy"),
        help=_("Each becomes a series of its own that ends with the period. Change it afterwards."),
        key="set_sources",
    )
    return tuple(chosen)


def _named(one: Activity) -> str:
    start = one.fields.local_start
    return f"{one.fields.title} ({weekday(start)} {clock(start)})"


def _save(
    box: Toolbox,
    name: str,
    days: tuple[date, date],
    going_on: tuple[str, ...],
    sources: tuple[Source, ...],
    found: SetLook,
    slots: Slots,
) -> None:
    conflicts = [clash for one in found.own for clash in one.conflicts]
    stopped, reason = told(conflicts, box.zone), ""
    if conflicts and not stopped:
        reason = str(st.text_input(_("Reason"), key="set_reason") or "")
    token = form_token(f"plan_{name}_{days}_{going_on}_{sources}", 0)
    with st.container(horizontal=True):
        sent = st.button(_("Make the plan"), type="primary", key="set_save", disabled=stopped)
        st.button(_("Give up"), type="tertiary", on_click=state.go, kwargs=_BACK, key="set_give_up")
    saves("set_save")
    if sent:
        call = partial(plan_sets.make, box.db, box.actor, name, *days, going_on=going_on)
        rest = partial(call, sources=sources, reason=reason, now=box.now, token=token)
        run(box, _("The plan is made."), rest, slots, back=_BACK)
