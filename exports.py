"""What is downloaded of a figure: its table as CSV and XLSX, its chart as PNG.

A `Sheet` is the one table of a figure: the page shows it, the chart is drawn from it, and the
files are written from it, so they cannot differ. Nothing here asks a database or another machine.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from typing import Any, Literal

import font_source_sans_pro
import vl_convert
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from charts import DANISH, Chart
from domain.text import FORMULA
from locales import _
from locales.formats import number, percent

Value = str | int | float | None
"""None: not known, or nothing to count; shown as a dash, written as an empty cell."""
Kind = Literal["text", "number", "percent"]

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG_TYPE = "image/png"
PICTURE_WIDTH = 760
PICTURE_SCALE = 2.0
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Column:
    head: str
    kind: Kind = "number"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table behind a chart, with what has to be known to read it."""

    title: str
    period: str
    says: str
    """What the figure shows, and what it does not."""
    covered: str
    """Coverage, and the share divided over services where services stand in it."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> list[dict[str, str]]:
        """The rows as they stand on the page, in words."""
        return [
            {
                column.head: shown(value, column.kind)
                for column, value in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]


def shown(value: Value, kind: Kind) -> str:
    """A cell in words: "1.234", "45 %"; a dash where nothing is known."""
    if value is None:
        return _DASH
    if isinstance(value, str):
        return value
    return percent(value) if kind == "percent" else number(value)


def as_csv(sheet: Sheet) -> bytes:
    """For a Danish Excel: UTF-8 with a mark, semicolons, decimal commas, lines ended by CRLF."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(column.head) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_field(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook: the table with real numbers under a header row, and a sheet of definitions."""
    book = Workbook()
    table = book.active
    assert isinstance(table, Worksheet)
    table.title = _("Figures")
    _heads(table, [column.head for column in sheet.columns])
    for line, row in enumerate(sheet.rows, start=2):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True), start=1):
            _write(table.cell(line, place), value, column.kind)
    table.freeze_panes = "B2"
    table.auto_filter.ref = table.dimensions
    for place, column in enumerate(sheet.columns, start=1):
        texts = [column.head, *(shown(row[place - 1], column.kind) for row in sheet.rows)]
        width = min(48, max(map(len, texts)) + 4)
        table.column_dimensions[get_column_letter(place)].width = width
    about = book.create_sheet(_("What the figures mean"))
    lines = [
        (_("Table"), sheet.title),
        (_("Period"), sheet.period),
        (_("Coverage"), sheet.covered),
        (_("Shows"), sheet.says),
        *((_("Note"), note) for note in sheet.notes),
    ]
    for line, (head, text) in enumerate(lines, start=1):
        _write(about.cell(line, 1), head, "text")
        about.cell(line, 1).font = Font(bold=True)
        _write(about.cell(line, 2), text, "text")
        about.cell(line, 2).alignment = Alignment(wrap_text=True, vertical="top")
        about.cell(line, 1).alignment = Alignment(vertical="top")
    about.column_dimensions["A"].width = 22
    about.column_dimensions["B"].width = 90
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_png(charts: Sequence[Chart], sheet: Sheet) -> bytes:
    """The chart, or several under one another, on white, with title and period above.

    Drawn here by vl-convert with fonts of our own; no address is asked for anything.
    """
    _fonts()
    parts = [chart.to_dict() for chart in charts]
    schema = parts[0]["$schema"]
    config = parts[0].get("config", {}) | {"background": "white", "font": "Source Sans Pro"}
    datasets: dict[str, Any] = {}
    for place, part in enumerate(parts):
        datasets |= part.pop("datasets", {})
        for key in ("config", "$schema", "autosize", "padding"):
            part.pop(key, None)
        part["width"] = PICTURE_WIDTH
        for layer in part.get("layer", []):
            if "name" in layer:
                layer["name"] = f"{layer['name']}_{place}"
    spec = {
        "$schema": schema,
        "vconcat": parts,
        "datasets": datasets,
        "config": config,
        "padding": 24,
        "title": {
            "text": sheet.title,
            "subtitle": [line for line in (sheet.period, sheet.covered) if line],
            "anchor": "start",
            "fontSize": 20,
            "subtitleFontSize": 14,
            "subtitlePadding": 6,
            "offset": 18,
        },
    }
    return vl_convert.vegalite_to_png(
        spec,
        scale=PICTURE_SCALE,
        allowed_base_urls=[],
        format_locale=DANISH["number"],
        time_format_locale=DANISH["time"],
    )


def _field(value: Value) -> str:
    """A number with a decimal comma and no thousands; a text that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, int):
        return str(value)
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _heads(table: Worksheet, heads: Sequence[str]) -> None:
    for place, head in enumerate(heads, start=1):
        cell = table.cell(1, place)
        _write(cell, head, "text")
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1C5F8A")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write(cell: Cell | MergedCell, value: Value, kind: Kind) -> None:
    if isinstance(value, str):
        # a text stays a text, even if it begins like a formula
        cell.value = value
        cell.data_type = "s"
        return
    cell.value = value
    formats = {"percent": "0 %", "number": "#,##0.0" if isinstance(value, float) else "#,##0"}
    cell.number_format = formats.get(kind, "General")


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(font_source_sans_pro.font_directory))
