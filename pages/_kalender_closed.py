"""A closed day with what was planned on it: cancel it all with one text, move it, or keep it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import closed_days
from actions.closed_days import OnClosure
from db.house import load_house
from domain.errors import HouseError
from domain.localtime import to_local
from domain.model import Closure, House
from domain.rights import allows
from locales import _, ngettext
from locales.formats import short_day
from pages import _kalender_state as state
from pages._kalender_act_forms import line
from pages._kalender_act_run import MOVE, form_token, run
from pages._kalender_row import words
from pages._kalender_tool import Toolbox
from pages._show import Slots, nothing, plain, tell


def draw(box: Toolbox, closure_id: int) -> None:
    """The list, and for whoever plans what can be done about it."""
    try:
        closure, found = closed_days.on_closure(box.db, box.actor, closure_id, now=box.now)
    except HouseError as error:
        tell(error)
        return
    with box.db.read() as con:
        house = load_house(con)
    start = to_local(closure.starts_at, box.zone)
    st.header(
        plain(_("Closed: %(name)s") % {"name": f"{closure.name}, {short_day(start)}"}), anchor=False
    )
    if not found:
        nothing(_("Nothing is planned on it any more."))
        return
    may = allows(box.actor, "plan.write")
    if not may:
        nothing(_("Coordinators see this list, and cancel or move what is on it."))
    else:
        nothing(_("Nothing is cancelled by itself. Move a date, cancel the rest, or hold some."))
    for each in found:
        _row(box, closure, each, house, may=may)
    if may:
        st.space("small")
        _acts(box, closure, found, house)


def _row(box: Toolbox, closure: Closure, each: OnClosure, house: House, *, may: bool) -> None:
    date = each.one.occurrence
    text = (
        f"{plain(short_day(to_local(date.starts_at, box.zone)))} {words(each.one, house, box.zone)}"
    )
    if each.kept:
        text += f" :green-badge[{_('held all the same')}] {plain(each.kept)}"
    elif not each.mine:
        text += f" :gray-badge[{_('another service decides')}]"
    with st.container(horizontal=True, vertical_alignment="center", key=f"line_closed_{date.id}"):
        st.markdown(text)
        if may and each.mine:
            st.button(
                _("Move"),
                icon=":material/event_repeat:",
                type="tertiary",
                key=f"closed_move_{date.id}",
                on_click=state.go,
                kwargs={state.DATE: date.id, state.ACT: MOVE},
            )


def _acts(box: Toolbox, closure: Closure, found: list[OnClosure], house: House) -> None:
    open_ones = [each for each in found if each.mine and not each.kept]
    if not open_ones:
        nothing(_("You have decided about all of yours."))
        return
    off, keep = st.columns(2, gap="large")
    with off:
        _cancel(box, closure, open_ones)
    with keep:
        _keep(box, closure, open_ones)


def _cancel(box: Toolbox, closure: Closure, found: list[OnClosure]) -> None:
    slots, count = Slots(), len(found)
    # versions rise when it is undone, so that it can be done again
    version = sum(each.one.occurrence.version for each in found)
    with st.form(f"closed_cancel_{closure.id}"):
        label = ngettext("Cancel %(n)s date", "Cancel %(n)s dates", count) % {"n": count}
        st.markdown(f"**{label}**")
        slots["form"] = st.container()
        note = line(
            _("What shall citizens read?"), "public_note", slots, "", _("Closed for the holidays")
        )
        reason = line(_("Why? (staff only)"), "reason", slots, "", closure.name)
        sent = st.form_submit_button(label, type="primary")
    if sent:
        call = partial(closed_days.cancel_all, box.db, box.actor, closure.id, public_note=note)
        token = form_token(f"lukkedag_{closure.id}_{note}", version)
        rest = partial(call, reason=reason, now=box.now, token=token)
        run(box, _("The dates are cancelled."), rest, slots, back={state.CLOSURE: closure.id})


def _keep(box: Toolbox, closure: Closure, found: list[OnClosure]) -> None:
    slots = Slots()
    names = {
        each.one.occurrence.id: f"{each.one.title} ("
        f"{short_day(to_local(each.one.occurrence.starts_at, box.zone))})"
        for each in found
    }
    with st.form(f"closed_keep_{closure.id}"):
        st.markdown(f"**{_('Hold some all the same')}**")
        slots["form"] = st.container()
        chosen = st.multiselect(
            _("Which?"),
            list(names),
            format_func=names.__getitem__,
            placeholder=_("Choose one or more"),
        )
        slots["dates"] = st.container()
        reason = line(_("Why? (staff only)"), "reason", slots, "", _("Held in the church"))
        sent = st.form_submit_button(_("Hold them"))
    if sent:
        call = partial(closed_days.keep, box.db, box.actor, closure.id, tuple(chosen))
        rest = partial(call, reason=reason, now=box.now)
        run(box, _("They are held all the same."), rest, slots, back={state.CLOSURE: closure.id})
