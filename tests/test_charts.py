"""Charts: Danish, described, readable in both themes, and nothing said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import pytest

import charts
from charts import DARK, LIGHT, Look

LEAST_CONTRAST = 4.3
FOURTEEN_TYPES = [f"Oplæg: emne {number}" for number in range(14)]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def bars(data: pd.DataFrame | None = None, look: Look = LIGHT, title: str = "Besøg") -> Any:
    data = (
        charts.frame(
            [
                {"label": "Café", "value": 1234, "shown": "1.234"},
                {"label": "NADA", "value": 7, "shown": "7"},
            ]
        )
        if data is None
        else data
    )
    return charts.bars(data, title=title, description="Besøg efter type", look=look)


def columns(look: Look = LIGHT, rows: int = 3) -> Any:
    data = [{"label": f"uge {n}", "value": float(n), "shown": str(n)} for n in range(1, rows + 1)]
    data[1] |= {"value": float("nan"), "shown": "–"}
    return charts.columns(charts.frame(data), title="Dag", description="Besøg pr. uge", look=look)


def grid(look: Look = LIGHT) -> Any:
    data = [
        {"row": row, "column": column, "value": 5, "shown": "0–4"}
        for row in ("Sport", "Café")
        for column in ("Ung På Vej", "ved ikke")
    ]
    return charts.grid(charts.frame(data), title="Type", description="Type og tilbud", look=look)


ALL = [pytest.param(draw, id=draw.__name__) for draw in (bars, columns, grid)]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("part", ["text", "mark", "quiet"])
def test_what_is_drawn_stands_out_from_the_ground(look: Look, part: str) -> None:
    assert contrast(getattr(look, part), look.ground) >= LEAST_CONTRAST


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_figures_in_a_grid_stand_out_from_every_shade(look: Look) -> None:
    assert contrast(look.text, look.pale) >= LEAST_CONTRAST
    assert contrast(look.text, look.strong) >= LEAST_CONTRAST


def test_the_grounds_are_those_of_the_staff_app() -> None:
    from tests.sources import ROOT

    theme = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert re.findall(r'backgroundColor = "(#\w+)"', theme)[:1] == [LIGHT.ground]
    assert f'backgroundColor = "{DARK.ground}"' in theme


@pytest.mark.parametrize("draw", ALL)
def test_every_mark_has_its_figure_written_on_it(draw: Callable[[], alt.LayerChart]) -> None:
    layers = draw().to_dict()["layer"]
    [words] = [layer for layer in layers if layer["mark"]["type"] == "text"]
    assert words["encoding"]["text"]["field"] == "shown"


@pytest.mark.parametrize("draw", ALL)
def test_it_is_described_for_those_who_do_not_see_it(
    draw: Callable[[], alt.LayerChart],
) -> None:
    assert draw().to_dict()["description"]


@pytest.mark.parametrize("draw", ALL)
def test_vega_is_told_danish_numbers_and_dates(draw: Callable[[], alt.LayerChart]) -> None:
    locale = draw().to_dict()["config"]["locale"]
    assert (locale["number"]["decimal"], locale["number"]["thousands"]) == (",", ".")
    assert locale["time"]["days"][1] == "mandag" and locale["time"]["months"][4] == "maj"
    assert len(locale["time"]["shortMonths"]) == 12 and len(locale["time"]["shortDays"]) == 7


@pytest.mark.parametrize("draw", ALL)
def test_both_themes_draw_in_their_own_colours(
    draw: Callable[..., alt.LayerChart],
) -> None:
    light, dark = draw(look=LIGHT).to_json(), draw(look=DARK).to_json()
    assert LIGHT.text in light and LIGHT.text not in dark and DARK.text in dark


def test_rows_keep_their_order() -> None:
    data = charts.frame([{"label": x, "value": 1, "shown": "1"} for x in reversed(FOURTEEN_TYPES)])
    [bar, _words] = bars(data).to_dict()["layer"]
    assert bar["encoding"]["y"]["sort"] == FOURTEEN_TYPES[::-1]


def test_a_gap_is_no_zero() -> None:
    """A missing value has no bar, but its words stand at the foot."""
    spec = columns().to_dict()
    values = {name: [row["value"] for row in rows] for name, rows in spec["datasets"].items()}
    bar, words = spec["layer"]
    assert values[bar["data"]["name"]] == [1, None, 3]
    assert values[words["data"]["name"]] == [1, 0, 3]


def test_a_year_of_weeks_has_room_for_its_figures() -> None:
    spec = columns(rows=52).to_dict()
    words = spec["layer"][1]["data"]["name"]
    assert len(spec["datasets"][words]) <= 20


def test_charts_side_by_side_are_comparable() -> None:
    data = charts.frame([{"label": "maj", "value": 5, "shown": "5"}])
    drawn = charts.columns(data, title="A", description="A", look=LIGHT, highest=100).to_dict()
    assert drawn["layer"][0]["encoding"]["y"]["scale"]["domain"][1] > 100


def test_a_long_title_takes_two_lines() -> None:
    title = "3. kvartal 2026: registreringsgrad 92 %, tilbud kendt for ca. 80 % af besøgene"
    lines = bars(title=title).to_dict()["title"]["text"]
    assert " ".join(lines) == title and max(map(len, lines)) <= 52


def test_nothing_to_draw_is_drawn() -> None:
    empty = charts.frame([{"label": "NADA", "value": None, "shown": "–"}])
    assert bars(empty).to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 0
