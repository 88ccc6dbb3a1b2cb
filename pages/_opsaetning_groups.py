"""Target groups and what their calendars tell; a change of a calendar asks twice."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domain.errors import InvalidField, InvalidInput
from domain.model import TargetGroup
from locales import _
from pages import _opsaetning_apart
from pages._opsaetning_editor import Office, edit, line
from pages._show import Slots, plain
from pages._words import MODE_HELP, MODES

_BLANK = TargetGroup(0, "", "", "", "", "discreet")


def draw(office: Office) -> None:
    groups = office.house().groups
    used = [one for one in groups.values() if not one.retired]
    st.table(
        {
            _("For staff"): [plain(one.name) for one in used],
            _("For citizens"): [plain(one.public_name) for one in used],
            _("Calendar"): [MODES[one.calendar] for one in used],
            _("Neutral name"): [plain(one.neutral_name) for one in used],
        },
        border="horizontal",
        hide_index=True,
    )
    edit(office, "groups", _("New target group"), groups, _BLANK, _form)
    _opsaetning_apart.draw(office, office.house())


def _form(one: TargetGroup, slots: Slots) -> TargetGroup:
    left, right = st.columns(2)
    with left:
        name = line(_("Name for staff"), "name", one.name, slots)
        public = line(_("Name for citizens, not a label"), "public_name", one.public_name, slots)
    with right:
        slug = line(
            _("Last part of the calendar's address"), "slug", one.slug, slots, _("says nothing")
        )
        neutral = line(
            _("Neutral name"),
            "neutral_name",
            one.neutral_name,
            slots,
            _("For example: Group Birch"),
        )
    modes = list(MODES)
    mode = st.radio(
        _("Calendar"),
        modes,
        index=modes.index(one.calendar),
        format_func=lambda each: MODES[each],
        captions=[MODE_HELP[each] for each in modes],
    )
    slots["calendar"] = st.container()
    st.warning(
        _(
            "A change of the calendar reaches every phone that subscribes. An open calendar shows "
            "its activities by their own names: a family can then read what somebody comes to."
        ),
        icon=":material/warning:",
    )
    sure = st.checkbox(_("I have thought of that, and change the calendar"))
    if one.id and mode != one.calendar and not sure:
        raise InvalidInput((InvalidField("calendar", "confirm"),))
    return replace(
        one, name=name, public_name=public, slug=slug, neutral_name=neutral, calendar=mode
    )
