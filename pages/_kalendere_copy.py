"""A button that copies an address: Streamlit's own speaks English, and hides on a phone."""

from __future__ import annotations

import streamlit as st

from locales import _

_HTML = '<button type="button"></button><span role="status"></span>'
_CSS = """
button { font: inherit; font-size: .875rem; color: inherit; background: transparent;
  cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius, .5rem);
  min-height: 2.5rem; padding: .25rem .75rem; }
button:hover, button:focus-visible { border-color: var(--st-primary-color);
  outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
span { margin-inline-start: .75rem; font: inherit; font-size: .875rem; color: inherit; }
"""
_JS = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("span");
  button.textContent = data.words;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.text);
    } catch {  // without https, or forbidden: the way of older browsers
      const field = document.createElement("textarea");
      field.value = data.text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    said.textContent = data.done;
  };
}
"""
_copy = st.components.v2.component("house_copy", html=_HTML, css=_CSS, js=_JS)


def draw(text: str, *, key: str) -> None:
    """The button for `text`, with a word beside it when it is done."""
    data = {"text": text, "words": _("Copy the address"), "done": _("Copied.")}
    _copy(data=data, key=key, height="content")
