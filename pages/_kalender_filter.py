"""The filters of the week list, kept in the address as plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from domain.model import DatedActivity, House
from locales import _
from pages._pick import Entry, offered
from pages._show import plain

_KEYS = ("tilbud", "gruppe", "lokale")


@dataclass(frozen=True, slots=True)
class Filter:
    """Ids to keep; None keeps everything."""

    service_id: int | None
    group_id: int | None
    room_id: int | None

    def lets(self, one: DatedActivity) -> bool:
        fields = one.activity.fields
        return (
            (self.service_id is None or self.service_id in fields.service_ids)
            and (self.group_id is None or self.group_id in fields.group_ids)
            and (self.room_id is None or self.room_id == one.occurrence.room_id)
        )


def choose(house: House) -> Filter:
    """Three selects, folded away; the label says what is chosen."""
    active = [text for key in _KEYS if (text := str(st.query_params.get(key, "")))]
    label = _("Filter") + (f": {plain(', '.join(active))}" if active else "")
    with st.expander(label, icon=":material/filter_alt:", key="kalender_filter"):
        service, group, room = st.columns(3)
        with service:
            service_id = _one(_("Service"), _KEYS[0], house.services)
        with group:
            group_id = _one(_("Target group"), _KEYS[1], house.groups)
        with room:
            room_id = _one(_("Room"), _KEYS[2], house.rooms)
    return Filter(service_id, group_id, room_id)


def _one(label: str, key: str, table: Mapping[int, Entry]) -> int | None:
    words = {name: number for number, name in offered(table).items()}
    chosen = st.selectbox(
        label, list(words), index=None, placeholder=_("All"), key=key, bind="query-params"
    )
    return words.get(chosen) if chosen else None
