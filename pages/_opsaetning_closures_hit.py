"""What is planned on days that are closed, told at once, and where it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from actions import closed_days
from domain.localtime import to_local
from domain.model import Closure
from locales import _, ngettext
from locales.formats import clock, short_day
from pages._opsaetning_editor import Office
from pages._show import plain

_MOST = 12
"""Lines of one closure; the calendar lists all."""


def draw(office: Office, coming: Sequence[Closure], zone: ZoneInfo) -> None:
    """What is planned on days that are closed and undecided, each with the way to decide."""
    for one in coming:
        _closure, found = closed_days.on_closure(office.db, office.actor, one.id, now=office.now)
        open_ones = [each.one for each in found if not each.kept]
        if not open_ones:
            continue
        words = ngettext(
            "%(n)s planned date falls on %(name)s",
            "%(n)s planned dates fall on %(name)s",
            len(open_ones),
        )
        head = words % {"n": len(open_ones), "name": plain(one.name)}
        starts = [(each.title, to_local(each.occurrence.starts_at, zone)) for each in open_ones]
        lines = [f"- {plain(f'{short_day(at)} {clock(at)} {what}')}" for what, at in starts[:_MOST]]
        with st.container(border=True, key=f"closed_hit_{one.id}"):
            st.warning("\n".join([f"**{head}**", "", *lines]), icon=":material/event_busy:")
            st.page_link(
                "kalender.py",
                label=_("Cancel, move or keep them in the calendar"),
                icon=":material/arrow_forward:",
                query_params={"lukkedag": str(one.id)},
            )
