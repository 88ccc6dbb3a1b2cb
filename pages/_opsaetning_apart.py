"""Pairs of target groups that do not meet, with the minutes between them. For admins only."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from actions import planning_rules
from db.planning_rules import load_rules
from domain.errors import HouseError, InvalidField, InvalidInput
from domain.house_rules import MARGIN_MINUTES, MAX_MARGIN
from domain.model import House
from domain.validation import whole_number
from locales import _
from locales.messages import field_messages
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, nothing, plain, tell


def draw(office: Office, house: House) -> None:
    """The pairs, and a new one."""
    st.divider()
    st.markdown(f"**{_('Groups kept apart')}**")
    st.caption(
        _(
            "For example a youth group and treatment for adults. Whoever plans them at the same "
            "place within so many minutes is asked for a reason. Citizens see nothing of it."
        )
    )
    with office.db.read() as con:
        pairs = load_rules(con).apart
    if not pairs:
        nothing(_("No groups are kept apart."))
    for pair in pairs:
        ids = (pair.first_group, pair.second_group)
        first, second = (plain(house.groups[one].name) for one in ids)
        minutes = int(pair.margin / timedelta(minutes=1))
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"apart_{ids[0]}_{ids[1]}"
        ):
            words = _("**%(first)s** and **%(second)s**, %(minutes)s minutes between them")
            st.markdown(words % {"first": first, "second": second, "minutes": minutes})
            label = _("They may meet")
            if st.button(label, key=f"opsaetning_apart_{ids[0]}_{ids[1]}", type="tertiary"):
                _remove(office, *ids)
    _new(office, house)


def _new(office: Office, house: House) -> None:
    slots: Slots = {}
    groups = {
        one.id: one.name for one in house.groups.values() if not one.retired and not one.is_everyone
    }
    with st.form("opsaetning_apart"):
        left, middle, right = st.columns([2, 2, 1])
        with left:
            first = _group(_("Keep this group"), groups)
            slots["apart"] = st.container()
        with middle:
            second = _group(_("apart from"), groups)
        with right:
            typed = line(_("Minutes between"), "margin", str(MARGIN_MINUTES), slots)
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Keep apart"), type="primary")
    if not sent:
        return
    try:
        if first is None or second is None:
            raise InvalidInput((InvalidField("apart", "same-group"),))
        try:
            margin = whole_number("margin", typed, 0, MAX_MARGIN) or 0
        except InvalidField as problem:
            raise InvalidInput((problem,)) from problem
        planning_rules.set_apart(office.db, office.actor, first, second, margin, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("Saved."))
        st.rerun()


def _group(label: str, groups: dict[int, str]) -> int | None:
    return st.selectbox(
        label,
        list(groups),
        index=None,
        format_func=lambda number: groups[number],
        placeholder=_("Choose"),
    )


def _remove(office: Office, first: int, second: int) -> None:
    try:
        planning_rules.remove_apart(office.db, office.actor, first, second, now=office.now)
    except HouseError as error:
        tell(error)
    else:
        flash(_("Saved."))
        st.rerun()
