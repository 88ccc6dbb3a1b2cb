"""Ctrl + Enter saves the form on screen, Esc leaves it.

Streamlit's own shortcut would add an English word to the button's name.
"""

from __future__ import annotations

import streamlit as st

_JS = """
const OPEN = "[data-baseweb=popover], [role=dialog], [role=listbox], dialog[open]";
// A page that is being drawn anew, after what was sent, may be without this part or the button for
// a moment; a key pressed in that moment counts.
const STAYS = 2000;
let shown = null;

function press(event) {
  const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  // Esc belongs to a list, a date picker or a dialog that is open
  const leaves = event.key === "Escape" && shown.leave && !document.querySelector(OPEN);
  if (!saves && !leaves) return;
  event.preventDefault();
  document.activeElement?.blur();  // what is being typed is sent before the button
  setTimeout(click, 300, saves ? shown.save : shown.leave, 50);
}

function click(key, tries) {
  const button = document.querySelector(`.st-key-${key} button`);
  if (button) button.click();
  else if (tries) setTimeout(click, 100, key, tries - 1);
}

export default function ({ data }) {
  document.addEventListener("keydown", press, true);  // the same one again is one
  shown = data;
  return () => setTimeout(() => {
    if (shown !== data) return;
    document.removeEventListener("keydown", press, true);
    shown = null;
  }, STAYS);
}
"""
_component = st.components.v2.component("house_save_key", js=_JS)


def saves(key: str, leave: str = "") -> None:
    """`key`: of the button that Ctrl + Enter presses; a constant of ours with a form's token.

    `leave`: of the one that Esc presses, which must lose nothing.
    """
    _component(data={"save": key, "leave": leave}, key=f"{key}_by_key")
