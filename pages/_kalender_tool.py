"""What every tool of the calendar is drawn with, and what several of them draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.house import load_house
from domain.conflicts import Conflict
from domain.model import House
from locales import _
from pages._conflicts import lines
from pages._kalender_act_run import Doer
from pages._pick import Entry, offered
from pages._show import Slots


@dataclass(frozen=True, slots=True)
class Toolbox(Doer):
    """Who plans, in which house, and when."""

    now: datetime
    today: date
    zone: ZoneInfo

    def house(self) -> House:
        with self.db.read() as con:
            return load_house(con)


def told(conflicts: Sequence[Conflict], zone: ZoneInfo) -> bool:
    """Say what collides; whether anything of it stops the save."""
    hard = [one for one in conflicts if one.hard]
    soft = [one for one in conflicts if not one.hard]
    if hard:
        st.error(lines(_("This cannot be saved yet:"), hard, zone), icon=":material/error:")
    if soft:
        st.warning(lines(_("This needs a reason:"), soft, zone), icon=":material/warning:")
    return bool(hard)


def people_and_groups(house: House, key: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Who runs it and for whom, both optional."""
    left, right = st.columns(2)
    with left:
        people = several(_("Who runs it?"), house.facilitators, f"{key}_people")
    with right:
        groups = several(_("For whom?"), house.groups, f"{key}_groups")
    return people, groups


def several(label: str, table: Mapping[int, Entry], key: str) -> tuple[int, ...]:
    words = offered(table)
    chosen = st.multiselect(
        label,
        list(words),
        format_func=lambda number: words[number],
        placeholder=_("Anybody"),
        key=key,
    )
    return tuple(chosen)


def day_field(
    label: str, name: str, value: date | None, slots: Slots, key: str | None = None
) -> date | None:
    chosen = st.date_input(label, value=value, format="DD/MM/YYYY", key=key)
    slots[name] = st.container()
    return chosen if isinstance(chosen, date) else None
