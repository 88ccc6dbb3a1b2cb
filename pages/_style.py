"""Our own few lines of CSS, as constants: calmer lists, and Streamlit's English hints hidden."""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
[data-testid="InputInstructions"] { display: none; }
a.house-link {
  display: inline-block; padding: .45rem .9rem; border: 1px solid currentColor;
  border-radius: .5rem; text-decoration: none; color: inherit;
}
a.house-link:hover, a.house-link:focus-visible { text-decoration: underline; }
[class*="st-key-rows_"] { gap: .1rem; }
[class*="st-key-rows_"] button { justify-content: flex-start; text-align: left; width: 100%; }
[class*="st-key-rows_"] button p { text-align: left; white-space: normal; }
[class*="st-key-bar_"] {
  position: sticky; bottom: 0; z-index: 5; padding: .6rem 0;
  background: var(--st-background-color, Canvas); border-top: 1px solid var(--st-border-color, #8a9893);
}
@media (min-width: 900px) {
  [class*="st-key-aside_"] { position: sticky; top: 4rem; }
}
</style>
"""


def apply() -> None:
    st.html(_CSS)
