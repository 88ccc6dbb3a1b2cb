"""The calendar's keys in the list, where no board is: they press the page's own buttons."""

from __future__ import annotations

import streamlit as st

from pages import _kalender_state as state

_JS = """
export default function ({ data }) {
  const press = (event) => {
    const inField = "input, textarea, select, [contenteditable], [role=combobox], [role=dialog]";
    if (event.target.closest?.(inField) || event.altKey) return;
    const key = (event.ctrlKey || event.metaKey ? "ctrl+" : "") + event.key.toLowerCase();
    const button = data[key] && document.querySelector(`[class*="st-key-${data[key]}"] button`);
    if (!button) return;
    event.preventDefault();
    button.click();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}
"""
_component = st.components.v2.component("house_list_keys", js=_JS)
_BUTTONS = {
    "t": "kalender_today",
    "j": "kalender_chevron_right",
    "k": "kalender_chevron_left",
    "c": "kalender_new",
    "ctrl+z": "undo_flash_",
    **{
        str(number): f"kalender_view_{view}"
        for number, view in enumerate(state.VIEWS, 1)
        if view != state.LIST
    },
}


def listen() -> None:
    """T, J, K, C, 1 to 5 and Ctrl + Z, as on the board (public/static/calendar/board.js)."""
    _component(data=_BUTTONS, key="kalender_list_keys")
