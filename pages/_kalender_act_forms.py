"""The small forms behind changing, moving, cancelling and deleting, each with its one call."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from actions import planning
from domain.localtime import to_local
from locales import _
from pages._kalender_act_run import Bench, form_token, run
from pages._pick import offered
from pages._show import Slots, plain


def change(bench: Bench) -> None:
    """Another title, note or other people, this once."""
    date, slots = bench.one.occurrence, Slots()
    people = offered(bench.house.facilitators, date.facilitator_ids)
    with st.form(f"kalender_change_{date.id}_{date.version}"):
        st.markdown(f"**{_('Change this date')}**")
        slots["form"] = st.container()
        chosen = st.multiselect(
            _("Who runs it?"),
            list(people),
            default=[one for one in date.facilitator_ids if one in people],
            format_func=lambda number: people[number],
            placeholder=_("Choose one or more, or leave it open"),
        )
        slots["facilitators"] = st.container()
        title = _line(
            _("Its own title"), "title", slots, date.title or "", bench.one.activity.fields.title
        )
        note = _line(_("Note for citizens"), "public_note", slots, date.note, "")
        reason = _reason(slots)
        sent = st.form_submit_button(_("Save the date"), type="primary")
    if sent:
        call = partial(planning.change_date, bench.db, bench.actor, date.id, title=title, note=note)
        rest = partial(call, facilitator_ids=tuple(chosen), reason=reason)
        run(_("The date is changed."), partial(rest, version=date.version, now=bench.now), slots)


def move(bench: Bench) -> None:
    """When and where the date goes; it keeps its length."""
    date, slots = bench.one.occurrence, Slots()
    start, rooms = to_local(date.starts_at, bench.zone), offered(bench.house.rooms)
    with st.form(f"kalender_move_{date.id}_{date.version}"):
        st.markdown(f"**{_('Move this date')}**")
        slots["form"] = st.container()
        left, middle, right = st.columns([2, 1, 2])
        with left:
            when = st.date_input(_("To which day?"), value=start.date(), format="DD/MM/YYYY")
            slots["date"] = st.container()
        with middle:
            at = st.time_input(_("From"), value=start.time())
            slots["start"] = st.container()
        with right:
            room = st.selectbox(
                _("Where?"),
                list(rooms),
                index=list(rooms).index(date.room_id) if date.room_id in rooms else None,
                format_func=lambda number: rooms[number],
                placeholder=_("Choose a room"),
            )
            slots["room"] = st.container()
        reason = _reason(slots)
        sent = st.form_submit_button(_("Move the date"), type="primary")
    if sent and when and at:
        to = datetime.combine(when, at)
        call = partial(planning.move_date, bench.db, bench.actor, date.id, local_start=to)
        rest = partial(call, room_id=room, reason=reason, version=date.version, now=bench.now)
        token = form_token(f"move_{date.id}", date.version)
        run(_("The date is moved."), partial(rest, token=token), slots)


def cancel(bench: Bench) -> None:
    """This date only."""
    date, slots = bench.one.occurrence, Slots()
    said = _cancellation(f"date_{date.id}_{date.version}", slots, whole=False)
    if said:
        call = partial(planning.cancel_date, bench.db, bench.actor, date.id)
        rest = partial(call, reason=said[0], public_note=said[1], version=date.version)
        token = form_token(f"cancel_{date.id}", date.version)
        run(_("The date is cancelled."), partial(rest, now=bench.now, token=token), slots)


def cancel_all(bench: Bench) -> None:
    """Every date that is still to come."""
    activity, slots = bench.one.activity, Slots()
    said = _cancellation(f"activity_{activity.id}_{activity.version}", slots, whole=True)
    if said:
        call = partial(planning.cancel_activity, bench.db, bench.actor, activity.id)
        rest = partial(call, reason=said[0], public_note=said[1], version=activity.version)
        run(_("The activity is cancelled."), partial(rest, now=bench.now), slots)


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
            run(done, partial(call, version=activity.version, now=bench.now), stay=False)


def _cancellation(form: str, slots: Slots, *, whole: bool) -> tuple[str, str] | None:
    """The reason (staff only) and the public note, when sent."""
    with st.form(f"kalender_cancel_{form}"):
        st.markdown(f"**{_('Cancel the whole activity') if whole else _('Cancel this date')}**")
        st.caption(
            _("It stays in the plan, struck through, so that everybody can see it is cancelled.")
        )
        slots["form"] = st.container()
        example = _("For example: the facilitator is ill")
        reason = _line(_("Why? (staff only)"), "reason", slots, "", example)
        example = _("For example: next time on Thursday")
        note = _line(_("What shall citizens read?"), "public_note", slots, "", example)
        label = _("Cancel all coming dates") if whole else _("Cancel the date")
        sent = st.form_submit_button(label, type="primary")
    return (reason, note) if sent else None


def _reason(slots: Slots) -> str:
    return _line(_("Reason, if something collides (staff only)"), "reason", slots, "", "")


def _line(label: str, name: str, slots: Slots, value: str, placeholder: str) -> str:
    text = st.text_input(label, value=value, placeholder=placeholder)
    slots[name] = st.container()
    return str(text or "")
