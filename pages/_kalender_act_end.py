"""The small forms behind cancelling and deleting, each with its one call."""

from __future__ import annotations

from functools import partial

import streamlit as st

from actions import planning
from locales import _
from pages._kalender_act_forms import line
from pages._kalender_act_run import OFF, Bench, form_token, run
from pages._kalender_held import held
from pages._show import Slots, plain


def cancel(bench: Bench) -> None:
    """This date only."""
    bench, stale = held(bench, OFF)
    date, slots = bench.one.occurrence, Slots()
    said = _cancellation(f"date_{date.id}", slots, whole=False)
    if said and not stale:
        call = partial(planning.cancel_date, bench.db, bench.actor, date.id)
        rest = partial(call, reason=said[0], public_note=said[1], version=date.version)
        token = form_token(f"cancel_{date.id}", date.version)
        run(bench, _("The date is cancelled."), partial(rest, now=bench.now, token=token), slots)


def cancel_all(bench: Bench) -> None:
    """Every date that is still to come."""
    activity, slots = bench.one.activity, Slots()
    said = _cancellation(f"activity_{activity.id}_{activity.version}", slots, whole=True)
    if said:
        call = partial(planning.cancel_activity, bench.db, bench.actor, activity.id)
        rest = partial(call, reason=said[0], public_note=said[1], version=activity.version)
        run(bench, _("The activity is cancelled."), partial(rest, now=bench.now), slots)


def delete(bench: Bench) -> None:
    """Into the trash, with all of its dates; cancelling is the kinder way."""
    activity = bench.one.activity
    with st.container(border=True):
        st.markdown(
            _(
                "Delete **%(title)s** with all its dates? It goes to the trash. If it was planned "
                "and does not happen, cancel it instead, so that citizens are told."
            )
            % {"title": plain(activity.fields.title)}
        )
        if st.button(_("Delete the activity"), type="primary", icon=":material/delete:"):
            call = partial(planning.delete, bench.db, bench.actor, activity.id)
            done = _("The activity is in the trash.")
            run(bench, done, partial(call, version=activity.version, now=bench.now), stay=False)


def _cancellation(form: str, slots: Slots, *, whole: bool) -> tuple[str, str] | None:
    """The reason (staff only) and the public note, when sent."""
    with st.form(f"kalender_cancel_{form}"):
        st.markdown(f"**{_('Cancel the whole activity') if whole else _('Cancel this date')}**")
        st.caption(
            _("It stays in the plan, struck through, so that everybody can see it is cancelled.")
        )
        slots["form"] = st.container()
        example = _("For example: the facilitator is ill")
        reason = line(_("Why? (staff only)"), "reason", slots, "", example)
        example = _("For example: next time on Thursday")
        note = line(_("What shall citizens read?"), "public_note", slots, "", example)
        label = _("Cancel all coming dates") if whole else _("Cancel the date")
        sent = st.form_submit_button(label, type="primary")
    return (reason, note) if sent else None
