"""What is downloaded of a figure is opened again: CSV, XLSX and PNG."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

import charts
import exports
from charts import LIGHT
from exports import Column, Sheet, Value

COLUMNS = (Column("Type", "text"), Column("Besøg"), Column("Pladser fyldt", "percent"))
ROWS: tuple[tuple[Value, ...], ...] = (
    ("Café", 1234, 0.5),
    ("Små æbler", None, 1.125),
    ("Øreakupunktur", 7, None),
)
BAD = [
    "=1+1",
    "+45",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    '=HYPERLINK("http://x";"y")',
    "|calc",
    "%0A",
    "\uff1d1+1",
]


def sheet(rows: tuple[tuple[Value, ...], ...] = ROWS) -> Sheet:
    return Sheet(
        "Besøg efter type", "Uge 46 2026", "Viser besøg.", "Registreringsgrad: 97 %", COLUMNS, rows,
        ("Det skjulte er ikke med.",),
    )  # fmt: skip


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_danish_excel_opens_the_csv() -> None:
    data = exports.as_csv(sheet())
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    assert read_csv(data) == [
        ["Type", "Besøg", "Pladser fyldt"],
        ["Café", "1234", "0,5"],
        ["Små æbler", "", "1,125"],
        ["Øreakupunktur", "7", ""],
    ]


@pytest.mark.parametrize("text", BAD)
def test_no_cell_of_the_csv_is_a_formula(text: str) -> None:
    [_heads, row] = read_csv(exports.as_csv(sheet(((text, -3, -0.5),))))
    assert row == [f"'{text}", "-3", "-0,5"]


@pytest.mark.parametrize("text", [one for one in BAD if one.isprintable()])
def test_no_cell_of_the_workbook_is_a_formula(text: str) -> None:
    table = load_workbook(BytesIO(exports.as_xlsx(sheet(((text, 1, 0.1),))))).worksheets[0]
    assert (table["A2"].value, table["A2"].data_type) == (text, "s")


def test_the_workbook_has_real_numbers_a_header_and_definitions() -> None:
    book = load_workbook(BytesIO(exports.as_xlsx(sheet())))
    table, about = book.worksheets
    assert [cell.value for cell in table[1]] == ["Type", "Besøg", "Pladser fyldt"]
    assert [cell.value for cell in table[2]] == ["Café", 1234, 0.5]
    assert table["B2"].data_type == table["C2"].data_type == "n"
    assert table["C2"].number_format == "0 %" and table["B3"].value is None
    assert table.freeze_panes == "B2"
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Tabel"] == "Besøg efter type" and told["Viser"] == "Viser besøg."
    assert "Det skjulte er ikke med." in told.values()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.lists(st.tuples(TEXTS, st.none() | st.integers(0, 10**9)), min_size=1, max_size=6))
@settings(deadline=None)  # a slow machine is no failure
def test_every_table_comes_back_as_it_was(rows: list[tuple[str, int | None]]) -> None:
    one = sheet(tuple((text, number, None) for text, number in rows))
    found = read_csv(exports.as_csv(one))[1:]
    assert [row[1] for row in found] == ["" if n is None else str(n) for _text, n in rows]
    table = load_workbook(BytesIO(exports.as_xlsx(one))).worksheets[0]
    assert [(row[0].value or "", row[1].value) for row in table.iter_rows(min_row=2)] == rows


def test_the_page_shows_what_the_files_hold() -> None:
    assert sheet().lines[0] == {"Type": "Café", "Besøg": "1.234", "Pladser fyldt": "50\xa0%"}
    assert sheet().lines[1]["Besøg"] == "–"


def bars() -> charts.Chart:
    rows = [
        {"label": "Café", "value": 12, "shown": "12", "before": 9, "shown_before": "9"},
        {"label": "NADA, en lang titel på to linjer", "value": 7, "shown": "7", "before": None,
         "shown_before": ""},
    ]  # fmt: skip
    return charts.bars(charts.frame(rows), title="Besøg", description="Besøg", look=LIGHT)


@pytest.mark.parametrize("count", [1, 2], ids=["one chart", "two under one another"])
def test_the_picture_is_a_picture(count: int) -> None:
    image = Image.open(BytesIO(exports.as_png([bars()] * count, sheet())))
    assert image.format == "PNG" and image.width > exports.PICTURE_WIDTH * exports.PICTURE_SCALE
    pixels = image.convert("RGB")
    assert pixels.getpixel((2, 2)) == (255, 255, 255)
    mark = tuple(int(LIGHT.mark[at : at + 2], 16) for at in (1, 3, 5))
    colours = {colour for _count, colour in pixels.getcolors(1 << 24) or ()}
    assert mark in colours


def test_the_picture_asks_no_address() -> None:
    """A chart whose data stand elsewhere is not drawn: nothing is fetched."""
    chart = bars()
    spec = chart.to_dict()
    spec["layer"][0]["data"] = {"url": "http://127.0.0.1:9/x.csv"}

    class Elsewhere:
        def to_dict(self) -> dict[str, object]:
            return spec

    with pytest.raises(ValueError):
        exports.as_png([Elsewhere()], sheet())  # type: ignore[list-item]
