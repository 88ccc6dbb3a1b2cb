"""Ctrl + Enter saves the form on screen.

Streamlit's own shortcut would add an English word to the button's name.
"""

from __future__ import annotations

import streamlit as st

_JS = """
export default function ({ data }) {
  const press = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.activeElement?.blur();  // what is being typed is sent before the button
    setTimeout(() => document.querySelector(`.st-key-${data} button`)?.click(), 300);
  };
  document.addEventListener("keydown", press, true);
  return () => document.removeEventListener("keydown", press, true);
}
"""
_component = st.components.v2.component("house_save_key", js=_JS)


def saves(key: str) -> None:
    """`key`: of the button that Ctrl + Enter presses; a constant of ours with a form's token."""
    _component(data=key, key=f"{key}_by_key")
