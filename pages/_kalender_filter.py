"""The filters of the week list, kept in the address as plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from domain.model import DatedActivity, House
from locales import _


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
    """Three selects side by side; empty means all."""
    service, group, room = st.columns(3)
    with service:
        service_id = _one(_("Service"), "tilbud", house.services)
    with group:
        group_id = _one(_("Target group"), "gruppe", house.groups)
    with room:
        room_id = _one(_("Room"), "lokale", house.rooms)
    return Filter(service_id, group_id, room_id)


def _one(label: str, key: str, table: Mapping[int, object]) -> int | None:
    words = {
        str(one.name): number  # type: ignore[attr-defined]
        for number, one in table.items()
        if not getattr(one, "retired", False)
    }
    chosen = st.selectbox(
        label, list(words), index=None, placeholder=_("All"), key=key, bind="query-params"
    )
    return words.get(chosen) if chosen else None
