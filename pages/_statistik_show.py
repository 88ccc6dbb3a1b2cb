"""How a figure stands on the page: its chart, what it says and does not say, its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import streamlit as st

from charts import DARK, LIGHT, Chart, Look, frame
from locales import _
from locales.formats import number, percent
from pages._show import plain

Table = Sequence[Mapping[str, str]]


_CSS = """
<style>
[class*="st-key-figures_"] :is(td, th):not(:first-child) { text-align: right !important; }
[class*="st-key-figures_"] :is(td, th) { font-variant-numeric: tabular-nums; }
</style>
"""


def style() -> None:
    """Figures to the right, so that ones stand under ones."""
    st.html(_CSS)


def look() -> Look:
    """The colours of the theme that this browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def chart(drawn: Chart, key: str) -> None:
    """The chart alone, with its description for those who do not see it."""
    spec = drawn.to_dict()
    # told once: Streamlit warns in the log when a chart has a description and an alt
    words = spec.pop("description", "")
    st.vega_lite_chart(spec, width="stretch", key=key, alt=words)


def says(text: str) -> None:
    """One sentence: what the chart shows and what it does not."""
    st.markdown(text)


def table(rows: Table, *, alt: str) -> None:
    """The figures of a chart as a real table, which a screen reader reads by cell."""
    shown = [{head: plain(cell) for head, cell in row.items()} for row in rows]
    with st.container(key=f"figures_{sha256(alt.encode()).hexdigest()[:8]}"):
        st.table(frame(shown), hide_index=True, border="horizontal", alt=alt)


def coverage(held: int, unrecorded: int) -> str:
    """ "93 % (121 of 130 dates held have a count)"; says so where no date was held."""
    begun = held + unrecorded
    if not begun:
        return _("Coverage: no dates held")
    return _("Coverage: %(share)s (%(held)s of %(all)s dates held have a count)") % {
        "share": percent(held / begun),
        "held": number(held),
        "all": number(begun),
    }
