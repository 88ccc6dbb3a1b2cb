"""Ctrl + Enter saves the form on screen, Esc leaves it.

Streamlit's own shortcut would add an English word to the button's name.
"""

from __future__ import annotations

import streamlit as st

_JS = """
export default function ({ data }) {
  const open = "[data-baseweb=popover], [role=dialog], [role=listbox], dialog[open]";
  const press = (event) => {
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    // Esc belongs to a list, a date picker or a dialog that is open
    const leaves = event.key === "Escape" && data.leave && !document.querySelector(open);
    if (!saves && !leaves) return;
    event.preventDefault();
    document.activeElement?.blur();  // what is being typed is sent before the button
    const key = saves ? data.save : data.leave;
    setTimeout(() => document.querySelector(`.st-key-${key} button`)?.click(), 300);
  };
  document.addEventListener("keydown", press, true);
  return () => document.removeEventListener("keydown", press, true);
}
"""
_component = st.components.v2.component("house_save_key", js=_JS)


def saves(key: str, leave: str = "") -> None:
    """`key`: of the button that Ctrl + Enter presses; a constant of ours with a form's token.

    `leave`: of the one that Esc presses, which must lose nothing.
    """
    _component(data={"save": key, "leave": leave}, key=f"{key}_by_key")
