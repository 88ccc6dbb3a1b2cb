"""Our own few lines of CSS, as constants: calmer lists, and Streamlit's English hints hidden.

Nothing that anybody typed may come in here.
"""

from __future__ import annotations

import streamlit as st

_CSS = """
<style>
[data-testid="stMainBlockContainer"] {
  padding-top: 3.2rem; padding-bottom: 4rem; max-width: 76rem;
}
[data-testid="stMain"] h1 { font-size: 2rem; padding: .2rem 0 .4rem; }
[data-testid="stMain"] h2 { font-size: 1.3rem; padding: .8rem 0 .2rem; }
[data-testid="stMain"] h3 { font-size: 1rem; padding: .7rem 0 0; }
[data-testid="InputInstructions"] { display: none; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[data-testid="stFileUploaderDropzone"] button p { display: none; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after {
  content: "Vælg fil";
}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: light-dark(#55605c, #b4bfbb); opacity: 1;
}
[data-testid="stMain"] table { font-variant-numeric: tabular-nums; }
.st-key-demo_banner { font-size: .9rem; }
.st-key-demo_banner [data-testid="stAlertContainer"] { padding: .4rem .8rem; min-height: 0; }
a.house-link { color: inherit; text-decoration: underline; text-underline-offset: .2em; }
.st-key-sidebar_links { gap: .35rem; }
.st-key-wall td { padding-top: .25rem; padding-bottom: .25rem; vertical-align: top; }
.st-key-wall td:first-child { width: 1%; }
.st-key-wall td:first-child p { white-space: nowrap; }
[class*="st-key-rows_"] button {
  justify-content: flex-start; text-align: left; width: 100%; min-height: 2.1rem; padding: .15rem 0;
}
[class*="st-key-rows_"] button > div, [class*="st-key-rows_"] button p {
  text-align: left; white-space: normal; justify-content: flex-start;
  font-variant-numeric: tabular-nums;
}
[class*="st-key-rows_"] [data-testid="stElementContainer"] { width: 100%; }
[class*="st-key-rows_"] [data-testid="stPageLink-NavLink"] { padding: .1rem 0; }
[class*="st-key-rows_"] [data-testid="stPageLink-NavLink"] p {
  white-space: normal; text-decoration: underline; text-decoration-color: #8a989388;
  text-underline-offset: .2em;
}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-bar_"]) {
  position: sticky; bottom: 0; z-index: 5; padding: .6rem 0; border-top: 1px solid #8a989388;
  background: light-dark(#ffffff, #14191a);
}
[class*="st-key-line_"] button { min-height: 1.6rem; padding: 0 .5rem; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-line_"]) { margin-bottom: -.6rem; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-line_"] [data-testid="stTextInput"]) {
  margin-bottom: .8rem;
}
[data-variant][aria-pressed="true"] p, [data-variant][aria-checked="true"] p {
  color: light-dark(#14513f, #9be0cd); font-weight: 600;
}
.st-key-missing_people { border: 2px solid light-dark(#b3261e, #ff8f85); border-radius: .6rem;
  padding: .8rem 1rem; }
a.house-act { display: inline-block; padding: .45rem .9rem; border-radius: .5rem;
  background: light-dark(#b3261e, #ff8f85); color: light-dark(#ffffff, #2a0805);
  font-weight: 600; text-decoration: none; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-top: 4.2rem; }
  [data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; row-gap: .3rem; }
  .st-key-kalender_tools, .st-key-kalender_search { row-gap: .1rem; }
}
@media (min-width: 900px) {
  [data-testid="stMainBlockContainer"] { padding-left: 2.5rem; padding-right: 2.5rem; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-aside_kalender) { position: sticky; top: 4rem; }
}
</style>
"""


def apply() -> None:
    st.html(_CSS)
