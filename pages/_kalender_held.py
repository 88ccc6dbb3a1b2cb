"""A small form holds the date as it was opened, so that a newer save is seen, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from domain.localtime import to_local
from domain.model import DatedActivity
from locales import _
from locales.formats import day, time_range
from pages._kalender_act_run import Bench
from pages._kalender_row import marks
from pages._show import names, plain, room_name

_HELD = "kalender_held_"


def held(bench: Bench, act: str) -> tuple[Bench, bool]:
    """The bench with the date as the form was opened on, and whether it was saved since.

    Then both are told, and what was typed stays in the form below.
    """
    key = f"{_HELD}{act}_{bench.one.occurrence.id}"
    opened: DatedActivity = st.session_state.setdefault(key, bench.one)
    stale = opened.occurrence.version != bench.one.occurrence.version
    if stale:
        _tell(bench, opened, key)
    return replace(bench, one=opened), stale


def release() -> None:
    """Forget every held date: no form is open any more."""
    for key in [key for key in st.session_state if str(key).startswith(_HELD)]:
        del st.session_state[key]


def _tell(bench: Bench, opened: DatedActivity, key: str) -> None:
    with st.container(border=True, key="stale_date"):
        st.error(_("Somebody changed this date while you worked on it. Yours is not saved yet."))
        rows = [row for row in _rows(bench, opened) if row[1] != row[2]]
        if rows:
            st.table(
                {
                    _("What"): [row[0] for row in rows],
                    _("When you began"): [row[1] for row in rows],
                    _("Stands now"): [row[2] for row in rows],
                },
                border="horizontal",
                hide_index=True,
            )
        st.button(
            _("Keep mine: save over it below"), on_click=_accept, args=(key, opened, bench.one)
        )
        st.button(_("Take what stands now"), on_click=release, type="tertiary")


def _rows(bench: Bench, opened: DatedActivity) -> Iterable[tuple[str, str, str]]:
    def sides(one: DatedActivity) -> tuple[str, ...]:
        date = one.occurrence
        start, end = to_local(date.starts_at, bench.zone), to_local(date.ends_at, bench.zone)
        return (
            plain(f"{day(start)} {time_range(start, end)}"),
            room_name(one, bench.house) or "–",
            names(date.facilitator_ids, bench.house.facilitators) or "–",
            plain(one.title),
            plain(date.note) or "–",
            " ".join(marks(one)) or "–",
        )

    labels = (
        _("When"),
        _("Where"),
        _("Run by"),
        _("Title"),
        _("Note for citizens"),
        _("State"),
    )
    return zip(labels, sides(opened), sides(bench.one), strict=True)


def _accept(key: str, opened: DatedActivity, now: DatedActivity) -> None:
    """A callback: what stands now was seen, and may be saved over; what was typed stays."""
    date = replace(opened.occurrence, version=now.occurrence.version)
    st.session_state[key] = replace(opened, occurrence=date)
