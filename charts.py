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

_LABEL_WIDTH = 24
"""Letters in a line of a bar's name."""

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


def bars(
    data: pd.DataFrame, *, title: str, description: str, look: Look, room: float = 1.25
) -> Chart:
    """Horizontal bars in the order of the rows, each with its figure at the end.

    Columns: `label`, `value` (its length), `shown` (the figure in words), `quiet` (bool, optional),
    `before` (optional: what it was a year before, drawn as an upright stroke across the bar; NaN:
    not known) and `shown_before`, its words. `room` is the width over the longest bar, for its
    words.
    """
    data = _with_quiet(data.assign(label=data["label"].map(_wrapped)))
    y = alt.Y("label:N", sort=list(data["label"]), title=None, axis=_names(labelLimit=190))
    reach = _reach(data)
    x = alt.X("value:Q", title=None, axis=None, scale=_room(reach, room))
    base = alt.Chart(data).encode(y=y, x=x, tooltip=_tooltip())
    drawn = base.mark_bar(cornerRadiusEnd=2).encode(color=_mark_colour(look))
    words = (
        alt.Chart(data.assign(value=data["value"].fillna(0)))
        .mark_text(align="left", dx=5, fontSize=13, color=look.text)
        .encode(y=y, x=alt.X("value:Q", title=None, axis=None, scale=_room(reach, room)),
                text="shown:N")
    )  # fmt: skip
    layers = drawn + words
    if _has_before(data):
        # the figure stands beyond the longer of bar and stroke
        beyond = data.assign(value=reach.fillna(0))
        words = words.properties(data=beyond)
        layers = drawn + _before(data, x="before:Q", y=y, scale=_room(reach, room), look=look)
        layers += words
    return _dressed(layers, title, description, look, height=alt.Step(BAR_HEIGHT))


def columns(
    data: pd.DataFrame,
    *,
    title: str,
    description: str,
    look: Look,
    highest: float | None = None,
    lines: Sequence[tuple[float, str]] = (),
) -> Chart:
    """Upright bars over time in the order of the rows, each with its figure on top.

    Columns: `label` (the day, week or month; a line break in it begins a second line), `value`
    (NaN: not known, drawn as a gap), `shown`, `quiet` (optional), `before` and `shown_before`
    (optional, as in `bars`; a stroke across the column). `highest` makes several charts
    comparable. `lines` are levels and their words, drawn across. From 20 bars on only every second
    or so has its figure: the table beside the chart has them all.
    """
    data = _with_quiet(data)
    step = 1 + len(data) // 20
    labels = data.iloc[::step]
    reach = _reach(data)
    top = max((level for level, _words in lines), default=0.0)
    reach_all = pd.concat([reach, pd.Series([top])]) if lines else reach
    scale = _room(pd.Series([highest]) if highest is not None else reach_all, 1.18)
    x = alt.X(
        "label:N",
        sort=list(data["label"]),
        title=None,
        axis=_names(labelAngle=0, values=list(labels["label"])),
    )
    y = alt.Y("value:Q", title=None, axis=None, scale=scale)
    base = alt.Chart(data).encode(x=x, y=y, tooltip=_tooltip())
    drawn = base.mark_bar(cornerRadiusEnd=2).encode(color=_mark_colour(look))
    words = (
        alt.Chart(labels.assign(value=labels["value"].fillna(0)))
        .mark_text(baseline="bottom", dy=-3, fontSize=12, color=look.text)
        .encode(x=x, y=y, text="shown:N")
    )
    layers = drawn + words
    if _has_before(data):
        words = words.properties(data=labels.assign(value=_reach(labels).fillna(0)))
        layers = drawn + _before(data, x=x, y="before:Q", scale=scale, look=look) + words
    if lines:
        levels = frame([{"value": level, "line": words} for level, words in lines])
        across = alt.Chart(levels).encode(y=y)
        layers += across.mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=look.text)
        told = across.mark_text(
            align="right",
            baseline="bottom",
            dy=-2,
            fontSize=12,
            fontStyle="italic",
            color=look.text,
        )
        layers += told.encode(text="line:N", x=alt.value("width"))
    return _dressed(layers, title, description, look, height=COLUMN_HEIGHT + (50 if lines else 0))


def grid(
    data: pd.DataFrame, *, title: str, description: str, look: Look, tight: bool = False
) -> Chart:
    """Rows and columns with the figure in every cell; the larger, the stronger the ground.

    Columns: `row`, `column`, `value`, `shown`. Both axes keep the order of the data. `tight`: many
    short columns, with upright heads and smaller figures.
    """
    size = 11 if tight else 13
    base = alt.Chart(data.assign(label=data["row"] + " – " + data["column"])).encode(
        y=alt.Y("row:N", sort=_order(data["row"]), title=None, axis=_names(labelLimit=150)),
        x=alt.X(
            "column:N",
            sort=_order(data["column"]),
            title=None,
            axis=_names(orient="top", labelAngle=0 if tight else -35, labelLimit=130, size=size),
        ),
        tooltip=_tooltip(),
    )
    ramp = alt.Scale(range=[look.pale, look.strong], domainMin=0)
    drawn = base.mark_rect(stroke=look.ground, strokeWidth=2).encode(
        color=alt.Color("value:Q", legend=None, scale=ramp)
    ) + base.mark_text(fontSize=size, color=look.text).encode(text="shown:N")
    return _dressed(drawn, title, description, look, height=alt.Step(CELL_HEIGHT))


def _has_before(data: pd.DataFrame) -> bool:
    return "before" in data and bool(data["before"].notna().any())


def _reach(data: pd.DataFrame) -> pd.Series:
    """How far each row reaches: its value, or its stroke where that is further."""
    if "before" not in data:
        return data["value"]
    longest: pd.Series = data[["value", "before"]].apply(pd.to_numeric, errors="coerce").max(axis=1)
    return longest


def _before(data: pd.DataFrame, *, x: Any, y: Any, scale: alt.Scale, look: Look) -> alt.Chart:
    """A stroke across each bar where it ended a year before: told by its shape, not its colour."""
    known = data[data["before"].notna()]
    upright = isinstance(x, str)
    where: dict[str, Any] = (
        {"x": alt.X(x, title=None, axis=None, scale=scale), "y": y}
        if upright
        else {"x": x, "y": alt.Y(y, title=None, axis=None, scale=scale)}
    )
    drawn: alt.Chart = (
        alt.Chart(known)
        .mark_tick(thickness=2.5, size=28, opacity=1,
                   orient="vertical" if upright else "horizontal",
                   color=look.text, stroke=look.ground, strokeWidth=1)
        .encode(tooltip=[alt.Tooltip("label:N", title=" "),
                         alt.Tooltip("shown_before:N", title="  ")], **where)
    )  # fmt: skip
    return drawn


def _order(labels: pd.Series) -> list[str]:
    return list(dict.fromkeys(labels))


def _wrapped(label: str) -> str:
    """A label on at most two lines, as much as a phone has beside the bars."""
    lines = wrap(str(label), _LABEL_WIDTH) or [""]
    return "\n".join(lines if len(lines) < 3 else [lines[0], f"{lines[1][: _LABEL_WIDTH - 1]}…"])


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


def _names(size: int = 13, **more: Any) -> alt.Axis:
    return alt.Axis(
        ticks=False,
        domain=False,
        grid=False,
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=size + 1,
        labelFontSize=size,
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
