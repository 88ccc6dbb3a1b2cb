"""Plans for a period: what there are, what is in each, and making another."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from actions import plan_set_end, plan_sets
from actions.plan_sets import SetView
from db.occurrences import of_activity
from domain.localtime import to_local
from domain.model import Activity
from locales import _, ngettext
from locales.formats import clock, day_span, weekday
from pages import _kalender_set_form
from pages import _kalender_state as state
from pages._kalender_act_run import run
from pages._kalender_tool import Toolbox
from pages._kalender_why import Click
from pages._show import Slots, nothing, plain

NEW = "ny-plan"
_BACK = {state.TOOL: "plan"}


def draw(box: Toolbox) -> None:
    """The list; with `?handling=ny-plan` the form of a new one."""
    if st.query_params.get(state.ACT) == NEW:
        _kalender_set_form.draw(box)
        return
    nothing(
        _(
            "For the summer, for instance: ordinary series pause, chosen ones go on, and what you "
            "add runs only in the period. Afterwards everything goes on as before."
        )
    )
    st.button(
        _("New plan for a period"),
        icon=":material/add:",
        type="primary",
        on_click=state.go,
        kwargs={**_BACK, state.ACT: NEW},
        key="set_new",
    )
    found = plan_sets.plan_sets(box.db, box.actor, now=box.now)
    if not found:
        nothing(_("There is no such plan yet."))
    for view in found:
        _one(box, view)


def _one(box: Toolbox, view: SetView) -> None:
    plan = view.plan
    with st.container(border=True, key=f"set_{plan.id}"):
        st.subheader(plain(plan.name), anchor=False)
        over = f" :gray-badge[{_('over')}]" if plan.last < box.today else ""
        st.markdown(f"{plain(day_span(plan.first, plan.last))}{over}")
        left, right = st.columns(2)
        with left:
            st.markdown(f"**{_('Only in this period')}**")
            for activity in view.own:
                _link(box, activity)
            if not view.own:
                nothing(_("Nothing"))
        with right:
            st.markdown(f"**{_('Pauses meanwhile')}**")
            _pausing(view)
        with st.container(horizontal=True):
            _acts(box, view)


def _pausing(view: SetView) -> None:
    titles = Counter(one.activity.fields.title for one in view.paused)
    if not titles:
        nothing(_("Nothing"))
        return
    count = len({one.activity.lineage for one in view.paused})  # two may have one title
    series = ngettext("%(n)s series pauses", "%(n)s series pause", count) % {"n": count}
    with st.expander(series, key=f"set_paused_{view.plan.id}"):
        lines = []
        for title, count in sorted(titles.items()):
            words = ngettext("%(n)s date", "%(n)s dates", count) % {"n": count}
            lines.append(f"- {plain(title)}: {words}")
        st.markdown("\n".join(lines))


def _link(box: Toolbox, activity: Activity) -> None:
    """To its next date, where it is changed like any other."""
    with box.db.read() as con:
        dates = of_activity(con, activity.id)
    coming = [one for one in dates if one.ends_at > box.now] or dates
    start = activity.fields.local_start
    if coming:
        start = to_local(coming[0].starts_at, box.zone)
    words = f"{activity.fields.title}: {weekday(start)} {clock(start)}"
    st.button(
        plain(words),
        type="tertiary",
        icon=":material/event:",
        key=f"set_own_{activity.id}",
        on_click=state.go,
        kwargs={state.DATE: coming[0].id} if coming else {},
    )


def _acts(box: Toolbox, view: SetView) -> None:
    plan = view.plan
    with st.popover(_("Rename"), icon=":material/label:", key=f"set_rename_{plan.id}"):
        with st.form(f"set_name_{plan.id}_{plan.version}", border=False):
            slots = Slots(form=st.container())
            name = st.text_input(_("What is it called?"), value=plan.name)
            slots["name"] = st.container()
            sent = st.form_submit_button(_("Save"), type="primary")
        if sent:
            call = partial(plan_sets.rename, box.db, box.actor, plan.id, str(name or ""))
            save = partial(call, version=plan.version, now=box.now)
            run(box, _("The plan is renamed."), save, slots, back=_BACK)
    with st.popover(_("Take the plan away"), icon=":material/undo:", key=f"set_drop_{plan.id}"):
        st.markdown(
            _(
                "What runs only in this period goes to the trash, and what pauses is planned "
                "again. What has been stays as it is."
            )
        )
        click = _ending(box, view)
        if click.asks:
            click.answer()
        else:
            click.button(primary=True)


def _ending(box: Toolbox, view: SetView) -> Click:
    """Taking a plan away; what comes back may meet what needs a reason."""
    plan = view.plan
    call = partial(plan_set_end.drop, box.db, box.actor, plan.id)
    return Click(
        box,
        _("Take it away"),
        _("The plan is taken away."),
        f"set_drop_yes_{plan.id}_{plan.version}",
        partial(call, version=plan.version, now=box.now),
        back=_BACK,
    )
