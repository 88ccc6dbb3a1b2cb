"""The filters of the calendar, kept in the address as plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from domain.model import DatedActivity, House
from domain.outside import OutsideCalendar
from locales import _
from pages._pick import Entry, offered
from pages._show import plain

_KEYS = ("tilbud", "gruppe", "type", "lokale", "vejleder")


@dataclass(frozen=True, slots=True)
class Filter:
    """Ids to keep; None keeps everything."""

    service_id: int | None
    group_id: int | None
    category_id: int | None
    room_id: int | None
    facilitator_id: int | None

    def lets(self, one: DatedActivity) -> bool:
        fields = one.activity.fields
        return (
            (self.service_id is None or self.service_id in fields.service_ids)
            and (self.group_id is None or self.group_id in fields.group_ids)
            and (self.category_id is None or self.category_id == fields.category_id)
            and (self.room_id is None or self.room_id == one.occurrence.room_id)
            and (
                self.facilitator_id is None or self.facilitator_id in one.occurrence.facilitator_ids
            )
        )

    def lets_partner(self, calendar: OutsideCalendar) -> bool:
        """Partners' dates have an organiser and groups, but no room, type or people of ours."""
        ours = (self.category_id, self.room_id, self.facilitator_id)
        return (
            all(one is None for one in ours)
            and self.service_id in (None, calendar.service_id)
            and (self.group_id is None or self.group_id in calendar.group_ids)
        )

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != NOTHING


NOTHING = Filter(None, None, None, None, None)
"""Keeps everything."""


def words() -> str:
    """What is chosen, as it stands in the address."""
    return ", ".join(text for key in _KEYS if (text := str(st.query_params.get(key, ""))))


def of_address(house: House, address: Mapping[str, str]) -> Filter:
    """The filter that an address says, without drawing it."""

    def one(key: str, table: Mapping[int, Entry]) -> int | None:
        return next((n for n, name in offered(table).items() if name == address.get(key)), None)

    return Filter(
        one(_KEYS[0], house.services),
        one(_KEYS[1], house.groups),
        one(_KEYS[2], house.categories),
        one(_KEYS[3], house.rooms),
        one(_KEYS[4], house.facilitators),
    )


def choose(house: House) -> Filter:
    """Five selects, folded away; the label says what is chosen."""
    active = [text for key in _KEYS if (text := str(st.query_params.get(key, "")))]
    label = _("Filter") + (f": {plain(', '.join(active))}" if active else "")
    with st.expander(label, icon=":material/filter_alt:", key="kalender_filter"):
        service, group, category, room, facilitator = st.columns(5)
        with service:
            service_id = _one(_("Service"), _KEYS[0], house.services)
        with group:
            group_id = _one(_("Target group"), _KEYS[1], house.groups)
        with category:
            category_id = _one(_("Type"), _KEYS[2], house.categories)
        with room:
            room_id = _one(_("Room"), _KEYS[3], house.rooms)
        with facilitator:
            facilitator_id = _one(_("Run by"), _KEYS[4], house.facilitators)
    return Filter(service_id, group_id, category_id, room_id, facilitator_id)


def _one(label: str, key: str, table: Mapping[int, Entry]) -> int | None:
    words = {name: number for number, name in offered(table).items()}
    chosen = st.selectbox(
        label, list(words), index=None, placeholder=_("All"), key=key, bind="query-params"
    )
    return words.get(chosen) if chosen else None
