"""The planning calendar as a component: EventCalendar, vendored, with our script around it.

The script and its styles are files under /assets; nothing that anybody typed reaches it but as
JSON, which it sets as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).resolve().parent.parent / "public" / "static" / "calendar"


def _version() -> str:
    together = hashlib.sha256()
    for name in ("board.js", "board.css", "event-calendar.min.js", "event-calendar.min.css"):
        together.update((_FOLDER / name).read_bytes())
    return together.hexdigest()[:10]


# a blob module resolves no bare path, so the address begins with the origin
_JS = """
export default async function (component) {
  const board = await import(location.origin + "/assets/calendar/board.js?v=%s");
  return board.mount(component);
}
"""
_component = st.components.v2.component("house_calendar", js=_JS % _version(), isolate_styles=False)


def calendar(data: dict[str, Any], held: str, *, key: str, on_act: Callable[[], None]) -> None:
    """Draw the calendar. What is done in it stands in session state under `key` as `act`.

    `held`: what the board holds, as JSON text. Streamlit writes what it is given out twice in
    every rerun, a text far cheaper than hundreds of events; the script reads it there.
    """
    _component(data={**data, "held": held}, key=key, on_act_change=on_act)
