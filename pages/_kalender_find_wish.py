"""What is looked for when a time is to be found: the questions, each with a sensible answer."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from domain.errors import InvalidField
from domain.free_times import MOST_WEEKS, PARTS, Part, Wish
from domain.localtime import to_local
from domain.model import House
from domain.validation import whole_number
from locales import _, ngettext
from pages._kalender_tool import Toolbox, day_field, people_and_groups
from pages._show import Slots

_LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240, 360)
PART_WORDS: dict[Part, str] = {"day": _("By day"), "evening": _("In the evening")}


def ask(box: Toolbox, house: House, slots: Slots) -> tuple[Wish | None, list[InvalidField]]:
    """The wish, or None with what is wrong."""
    problems: list[InvalidField] = []
    length, start, weeks, people = st.columns(4)
    with length:
        minutes = st.selectbox(
            _("How long?"), _LENGTHS, index=2, format_func=_length, key="find_length"
        )
    with start:
        first = day_field(_("From which day?"), "first", box.today, slots, "find_first")
    with weeks:
        ahead = st.number_input(_("Weeks ahead"), 1, MOST_WEEKS, 4, key="find_weeks")
        slots["weeks"] = st.container()
    with people:
        many = st.text_input(_("Places"), placeholder=_("any number"), key="find_places")
        slots["capacity"] = st.container()
    kind, site, when = st.columns([2, 2, 3])
    with kind:
        kinds = sorted({one.kind for one in house.rooms.values() if one.kind and not one.retired})
        wanted = st.selectbox(
            _("Kind of room"), kinds, index=None, placeholder=_("Any"), key="find_kind"
        )
        slots["room"] = st.container()
    with site:
        sites = {one.name: one.id for one in house.sites.values()}
        place = st.selectbox(
            _("Where?"), list(sites), index=None, placeholder=_("Any"), key="find_site"
        )
    with when:
        parts = st.pills(
            _("When?"),
            PARTS,
            format_func=lambda one: PART_WORDS[one],
            selection_mode="multi",
            default=PARTS,
            key="find_parts",
        )
        slots["parts"] = st.container()
        weekend = st.checkbox(_("Saturdays and Sundays too"), key="find_weekend")
    facilitators, groups = people_and_groups(house, "find")
    capacity = None
    try:
        capacity = whole_number("capacity", many, 1, 10_000)
    except InvalidField as problem:
        problems.append(problem)
    if first is None:
        problems.append(InvalidField("first", "required"))
    if problems or first is None:
        return None, problems
    return Wish(
        duration=timedelta(minutes=minutes or 60),
        first=max(first, to_local(box.now, box.zone).date()),
        weeks=int(ahead),
        parts=tuple(one for one in PARTS if one in parts),
        weekend=weekend,
        capacity=capacity,
        kind=wanted or "",
        site_id=sites.get(place) if place else None,
        facilitator_ids=facilitators,
        group_ids=groups,
    ), []


def _length(minutes: int) -> str:
    if minutes < 60:
        return _("%(n)s minutes") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    words = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return f"{words} {rest} min." if rest else words
