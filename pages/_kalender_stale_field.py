"""One field of two versions: what it is called, both values, and which is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from actions.config import config
from domain.model import House
from domain.stale import Divergence
from locales import _
from pages._historik_diff import field_words, value_words
from pages._kalender_draft import Draft
from pages._show import plain

_COLUMNS = {
    "service_ids": "service_id",
    "group_ids": "group_id",
    "facilitator_ids": "facilitator_id",
    "duration": "duration_minutes",
}


def keeps_mine(one: Divergence, draft: Draft, house: House) -> bool:
    """One field: what it is called, both values side by side, and which is kept."""
    label = field_words(_COLUMNS.get(one.field, one.field)) or one.field
    st.markdown(f"**{plain(label)}**" + (f" :red-badge[{_('both changed it')}]" * one.both))
    left, right = st.columns(2)
    left.markdown(f"{_('Mine')}: {_value(one.field, one.mine, house)}")
    right.markdown(f"{_('Stands now')}: {_value(one.field, one.theirs, house)}")
    words = {True: _("Keep mine"), False: _("Take what stands now")}
    chosen = st.radio(
        label,
        [True, False],
        index=0 if one.i_changed and not one.both else 1,
        format_func=lambda keep: words[keep],
        horizontal=True,
        label_visibility="collapsed",
        key=draft.key(f"keep_{one.field}"),
    )
    return bool(chosen)


def _value(field: str, value: object, house: House) -> str:
    if isinstance(value, tuple):
        value = list(value)
    elif isinstance(value, datetime):
        value = value.isoformat(timespec="minutes")
    elif isinstance(value, timedelta):
        value = int(value / timedelta(minutes=1))
    return value_words(_COLUMNS.get(field, field), value, house, config().zone)
