"""Charts of the house: a DataFrame in, an Altair chart out, in Danish.

What a chart says is written in it (a direct label on every mark), so that nothing depends on
colour. Texts and figures arrive worded: `locales.formats` has written them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import altair as alt
import pandas as pd

Chart = alt.LayerChart
"""What every function here returns, for pages that may not import altair."""

BAR_HEIGHT = 30
CELL_HEIGHT = 34
COLUMN_HEIGHT = 130
_TITLE_WIDTH = 52
"""Letters in a line of a title: as many as a phone shows."""

DANISH: dict[str, Any] = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."]},
    "time": {
        "dateTime": "%A den %e. %B %Y %H.%M",
        "date": "%d.%m.%Y",
        "time": "%H.%M",
        "periods": ["", ""],
        "days": ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
        "shortDays": ["søn.", "man.", "tirs.", "ons.", "tors.", "fre.", "lør."],
        "months": [
            "januar", "februar", "marts", "april", "maj", "juni",
            "juli", "august", "september", "oktober", "november", "december",
        ],
        "shortMonths": [
            "jan.", "feb.", "mar.", "apr.", "maj", "jun.",
            "jul.", "aug.", "sep.", "okt.", "nov.", "dec.",
        ],
    },
}  # fmt: skip
"""Vega's locale: 1.234,5 and mandag den 23. november, should a chart ever format by itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme. Marks and text hold 4.3:1 on `ground` (tests/test_charts.py)."""

    ground: str
    text: str
    mark: str
    quiet: str
    """Marks of what is missing or still to come."""
    line: str
    """Grid lines and axes; they carry nothing."""
    pale: str
    strong: str
    """The two ends of a ramp that `text` is written on."""


LIGHT = Look("#ffffff", "#1f2a27", "#1c5f8a", "#6a5d2e", "#d5dcd9", "#eef4f8", "#7fb2d6")
DARK = Look("#14191a", "#e9efed", "#8cc4ee", "#d9c27a", "#39474a", "#1f2a30", "#2a678a")


def look(dark: bool) -> Look:
    return DARK if dark else LIGHT


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A DataFrame of rows that are mappings with the same keys, in their order."""
    return pd.DataFrame(list(rows))


def bars(data: pd.DataFrame, *, title: str, description: str, look: Look) -> Chart:
    """Horizontal bars in the order of the rows, each with its figure at the end.

    Columns: `label`, `value` (its length), `shown` (the figure in words), `quiet` (bool, optional).
    """
    data = _with_quiet(data)
    y = alt.Y("label:N", sort=list(data["label"]), title=None, axis=_names(labelLimit=170))
    x = alt.X("value:Q", title=None, axis=None, scale=_room(data["value"], 1.18))
    base = alt.Chart(data).encode(y=y, x=x, tooltip=_tooltip())
    drawn = base.mark_bar(cornerRadiusEnd=2).encode(color=_mark_colour(look))
    words = (
        alt.Chart(data.assign(value=data["value"].fillna(0)))
        .mark_text(align="left", dx=5, fontSize=13, color=look.text)
        .encode(y=y, x=x, text="shown:N")
    )
    return _dressed(drawn + words, title, description, look, height=alt.Step(BAR_HEIGHT))


def columns(
    data: pd.DataFrame, *, title: str, description: str, look: Look, highest: float | None = None
) -> Chart:
    """Upright bars over time in the order of the rows, each with its figure on top.

    Columns: `label` (the day, week or month), `value` (NaN: not known, drawn as a gap), `shown`,
    `quiet` (optional). `highest` makes several charts comparable. From 20 bars on only every
    second or so has its figure: the table beside the chart has them all.
    """
    data = _with_quiet(data)
    step = 1 + len(data) // 20
    labels = data.iloc[::step]
    scale = _room(pd.Series([highest]) if highest is not None else data["value"], 1.18)
    x = alt.X(
        "label:N",
        sort=list(data["label"]),
        title=None,
        axis=_names(labelAngle=-45 if len(data) > 6 else 0, values=list(labels["label"])),
    )
    y = alt.Y("value:Q", title=None, axis=None, scale=scale)
    base = alt.Chart(data).encode(x=x, y=y, tooltip=_tooltip())
    drawn = base.mark_bar(cornerRadiusEnd=2).encode(color=_mark_colour(look))
    words = (
        alt.Chart(labels.assign(value=labels["value"].fillna(0)))
        .mark_text(baseline="bottom", dy=-3, fontSize=12, color=look.text)
        .encode(x=x, y=y, text="shown:N")
    )
    return _dressed(drawn + words, title, description, look, height=COLUMN_HEIGHT)


def grid(data: pd.DataFrame, *, title: str, description: str, look: Look) -> Chart:
    """Rows and columns with the figure in every cell; the larger, the stronger the ground.

    Columns: `row`, `column`, `value`, `shown`. Both axes keep the order of the data.
    """
    base = alt.Chart(data.assign(label=data["row"] + " – " + data["column"])).encode(
        y=alt.Y("row:N", sort=_order(data["row"]), title=None, axis=_names(labelLimit=150)),
        x=alt.X(
            "column:N",
            sort=_order(data["column"]),
            title=None,
            axis=_names(orient="top", labelAngle=-35, labelLimit=130),
        ),
        tooltip=_tooltip(),
    )
    ramp = alt.Scale(range=[look.pale, look.strong], domainMin=0)
    drawn = base.mark_rect(stroke=look.ground, strokeWidth=2).encode(
        color=alt.Color("value:Q", legend=None, scale=ramp)
    ) + base.mark_text(fontSize=13, color=look.text).encode(text="shown:N")
    return _dressed(drawn, title, description, look, height=alt.Step(CELL_HEIGHT))


def _order(labels: pd.Series) -> list[str]:
    return list(dict.fromkeys(labels))


def _with_quiet(data: pd.DataFrame) -> pd.DataFrame:
    return data if "quiet" in data else data.assign(quiet=False)


def _mark_colour(look: Look) -> Any:
    return alt.when(alt.datum.quiet).then(alt.value(look.quiet)).otherwise(alt.value(look.mark))


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("label:N", title=" "), alt.Tooltip("shown:N", title="  ")]


def _room(values: pd.Series, headroom: float) -> alt.Scale:
    """From zero, with room for the figure beyond the longest mark."""
    largest = values.max()
    return alt.Scale(domain=[0, max(1.0, 0 if pd.isna(largest) else float(largest)) * headroom])


def _names(**more: Any) -> alt.Axis:
    return alt.Axis(
        ticks=False,
        domain=False,
        grid=False,
        labelFontSize=13,
        labelOverlap=False,
        labelFlush=False,
        labelBound=False,
        **more,
    )


def _dressed(
    chart: Chart, title: str, description: str, look: Look, *, height: int | alt.Step
) -> Chart:
    """Danish, with a title, a description for those who do not see it, and the theme's colours."""
    dressed: Any = chart.properties(
        title=alt.Title(
            wrap(title, _TITLE_WIDTH),
            anchor="start",
            fontSize=13,
            fontWeight=500,
            color=look.text,
            offset=12,
        ),
        description=description,
        height=height,
        width="container",
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        padding={"top": 8, "bottom": 4, "left": 0, "right": 4},
    )
    finished: Chart = dressed.configure(
        background="transparent",
        locale=DANISH,
        axis=alt.AxisConfig(labelColor=look.text, domainColor=look.line, gridColor=look.line),
        view=alt.ViewConfig(stroke=None),
    )
    return finished
