"""Dates that somebody cannot run, in red above everything else, with the way to a substitute."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from actions.morning import may_plan
from domain.localtime import to_local
from domain.model import Actor, DatedActivity, House
from domain.rights import allows
from locales import _, ngettext
from locales.formats import clock, short_day
from pages._guard import link
from pages._show import names, plain

_MOST = 8


def draw(missing: Sequence[DatedActivity], house: House, actor: Actor, zone: ZoneInfo) -> None:
    """Nothing where nobody is missing but the way there, for who answers the telephone."""
    if missing:
        with st.container(key="missing_people", gap="small"):
            st.markdown(
                f":red[**:material/person_alert: {_('Needs somebody to run it')}**]"
                f" :red-badge[{len(missing)}]"
            )
            for one in missing[:_MOST]:
                _row(one, house, actor, zone)
            rest = len(missing) - _MOST
            if rest > 0:
                st.markdown(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})
    if allows(actor, "plan.write"):
        link("/vagt", _("Somebody rings and cannot come?"))


def _row(one: DatedActivity, house: House, actor: Actor, zone: ZoneInfo) -> None:
    start = to_local(one.occurrence.starts_at, zone)
    who = _("%(names)s cannot") % {"names": names(one.occurrence.missing_ids, house.facilitators)}
    st.markdown(f"**{plain(short_day(start))} {plain(clock(start))} {plain(one.title)}** · {who}")
    if may_plan(actor, one, house):
        address = f"/vagt/{one.occurrence.id}"
        link(address, _("Find a substitute, move or cancel"), button=True)
