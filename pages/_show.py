"""What several pages draw: staff's text made safe for Markdown, chips, flashes, field errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domain.errors import HouseError
from domain.model import DatedActivity, House, Service
from locales import _
from locales.messages import sentence

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_FLASH = "house_flash"

Slots = dict[str, DeltaGenerator]


def plain(text: str) -> str:
    """A text that staff typed, as Markdown that shows exactly these characters on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def aligned(when: str) -> str:
    """A time in bold, with blanks as wide as digits before a short one, so that lists line up."""
    start, dash, end = when.partition("–")
    before, after = (5 - len(part.rpartition(" ")[2]) for part in (start, end))
    return "\u2007" * before + f"**{plain(when)}**" + "\u2007" * (after if dash else 0)


def chip(service: Service) -> str:
    """The service's short name on its colour, as Markdown; the letters say what the colour says."""
    color = service.color if _COLOR.fullmatch(service.color) else "#555555"
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    ink = "#111111" if 0.299 * red + 0.587 * green + 0.114 * blue > 150 else "#ffffff"
    letters = f"\u00a0{plain(service.short)}\u00a0"
    return f':color[{letters}]{{foreground="{ink}" background="{color}"}}'


def chips(service_ids: Iterable[int], house: House) -> str:
    return " ".join(chip(house.services[sid]) for sid in service_ids if sid in house.services)


def names(ids: Iterable[int], table: Mapping[int, object]) -> str:
    """The names of what the ids point at, safe, with commas between."""
    return ", ".join(plain(str(getattr(table[key], "name", ""))) for key in ids if key in table)


def room_name(dated: DatedActivity, house: House) -> str:
    room = house.rooms.get(dated.occurrence.room_id or 0)
    return plain(room.name) if room else ""


def flash(text: str) -> None:
    """Say `text` once, at the top of the next page drawn."""
    st.session_state[_FLASH] = text


def show_flash() -> None:
    text = st.session_state.pop(_FLASH, None)
    if text:
        st.success(plain(text), icon=":material/check_circle:")


def tell(error: HouseError) -> None:
    """An error that belongs to no single field."""
    st.error(plain(sentence(error)), icon=":material/error:")


def fill(slots: Slots, problems: Mapping[str, str]) -> None:
    """Write each problem under its field; what has no field stands at the slot "form"."""
    for field, text in problems.items():
        slot = slots.get(field) or slots["form"]
        slot.markdown(f":red[:material/error: {plain(text)}]")


def nothing(text: str) -> None:
    """An empty list says so, quietly."""
    st.caption(text)


def cancelled_mark() -> str:
    return f":red[**{_('cancelled')}**]"
