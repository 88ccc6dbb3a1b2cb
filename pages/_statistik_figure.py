"""One figure of the page: a sentence, its chart, the table behind it, and three files to take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

import exports
from charts import LIGHT, Chart, Look
from exports import Sheet
from locales import _
from pages import _statistik_show as show
from pages._show import plain

Draw = Callable[[Look], Sequence[Chart]]
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "–": "-"})


def figure(
    key: str,
    sheet: Sheet,
    draw: Draw | None,
    *,
    across: int = 1,
    part: str = "driftstal",
    above: Callable[[], object] | None = None,
) -> None:
    """Draw it. `draw` gives the charts in a theme's colours, `across` how many stand in a row;
    None: there is nothing to draw, and the sentence says why. `above`: what is chosen for it."""
    st.subheader(plain(sheet.title), anchor=False)
    show.says(plain(sheet.says))
    if draw is None:
        return
    if above is not None:
        above()
    drawn = draw(show.look())
    if across == 1:
        for number, one in enumerate(drawn):
            show.chart(one, f"{part}_{key}_{number}")
    else:
        for first in range(0, len(drawn), across):
            places = st.columns(across)
            for number, one in enumerate(drawn[first : first + across]):
                with places[number]:
                    show.chart(one, f"{part}_{key}_{first + number}")
    if sheet.covered:
        st.caption(plain(sheet.covered))
    with st.expander(_("The table, and to take it with you"), icon=":material/table:"):
        show.table(sheet.lines, alt=sheet.title)
        for note in sheet.notes:
            st.caption(plain(note))
        _files(key, sheet, draw, part)


def _files(key: str, sheet: Sheet, draw: Draw, part: str) -> None:
    name = file_name(part, sheet)
    with st.container(horizontal=True, gap="small"):
        for label, kind, mime, make in (
            (_("Picture (PNG)"), "png", exports.PNG_TYPE, partial(_png, draw, sheet)),
            (_("Excel (XLSX)"), "xlsx", exports.XLSX_TYPE, partial(exports.as_xlsx, sheet)),
            (_("Text (CSV)"), "csv", exports.CSV_TYPE, partial(exports.as_csv, sheet)),
        ):
            # made when it is asked for, not when the page is drawn
            st.download_button(
                label,
                make,
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"take_{part}_{key}_{kind}",
                on_click="ignore",
                icon=":material/download:",
            )


def _png(draw: Draw, sheet: Sheet) -> bytes:
    return exports.as_png(draw(LIGHT), sheet)


def file_name(part: str, sheet: Sheet) -> str:
    """ "driftstal-besoeg-efter-type-uge-46-2026": letters that every system takes."""
    words = f"{part} {sheet.title} {sheet.period}".lower().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:90]
