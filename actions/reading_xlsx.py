"""An XLSX file as rows of text, looked at before it is unpacked.

openpyxl holds shared strings and styles in memory, so a small file may be made to cost gigabytes.
What each part may hold unpacked is bounded here; zipfile never gives more than a part declares.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook

from domain.errors import UnreadableTable
from domain.importing import Problem

MAX_PARTS = 300
MAX_UNPACKED = 40_000_000
"""Octets of all parts together."""
MAX_CELLS = 150_000


@dataclass(frozen=True, slots=True)
class Most:
    """What one part may hold unpacked: octets, and tags, which are what costs memory and time."""

    octets: int
    tags: int


_SHEET, _STRINGS = Most(8_000_000, 600_000), Most(4_000_000, 250_000)
_STYLES, _OTHER = Most(1_000_000, 60_000), Most(400_000, 10_000)
_STYLES_AT, _STRINGS_AT = "xl/styles.xml", "xl/sharedStrings.xml"
_AT = {"styles+xml": f"/{_STYLES_AT}", "sharedStrings+xml": f"/{_STRINGS_AT}"}
_PASSED_OVER = (
    *("xl/media/", "xl/embeddings/", "xl/printerSettings/", "docProps/thumbnail"),
    *("xl/drawings/", "xl/charts/", "xl/comments", "xl/pivotCache/", "xl/calcChain.xml"),
)
"""Never opened by openpyxl as it is used here; they count in the sum only."""
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_TYPES = "[Content_Types].xml"

Rows = list[tuple[int, tuple[str, ...]]]


def xlsx_rows(data: bytes, most_rows: int, most_columns: int) -> tuple[Rows, list[Problem]]:
    """The rows of the first sheet that has any, cells as text: days ISO, times HH:MM.

    Raises UnreadableTable: "not-a-table", "bomb", "too-many-rows", "too-many-columns".
    """
    _looked_through(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise UnreadableTable("not-a-table") from error
    try:
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for name in names or [sheet.title for sheet in book.worksheets]:
            rows = _rows(book[name], most_rows, most_columns)
            if rows:
                told = Problem(0, "import-one-sheet", {"sheet": name}, stops=False)
                return rows, [told] if len(names) > 1 else []
    except UnreadableTable:
        raise
    except Exception as error:
        raise UnreadableTable("not-a-table") from error
    finally:
        book.close()
    raise UnreadableTable("empty")


def _looked_through(data: bytes) -> None:
    """Raise UnreadableTable unless every part is of a size that may be unpacked, and plain XML."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
                raise UnreadableTable("bomb")
            if any(part.flag_bits & 1 for part in parts):
                raise UnreadableTable("locked")
            for part in parts:
                if not part.filename.startswith(_PASSED_OVER):
                    _measured(packed, part)
            _where_they_are_expected(packed.read(_TYPES))
    except UnreadableTable:
        raise
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError) as error:
        raise UnreadableTable("not-a-table") from error
    except (OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableTable("not-a-table") from error


def _measured(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part larger than its kind may be, and none with a document type, so without entities."""
    most = _most(part.filename)
    if part.file_size > most.octets:
        raise UnreadableTable("bomb")
    content = packed.read(part)
    if content.count(b"<") > most.tags or (most is _SHEET and _too_many_cells(content)):
        raise UnreadableTable("bomb")
    if not part.filename.endswith((".xml", ".rels")):
        return
    # in an encoding of two octets a document type could hide
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\x00" in content:
        raise UnreadableTable("bomb")


def _too_many_cells(content: bytes) -> bool:
    return sum(1 for _cell in islice(_CELL.finditer(content), MAX_CELLS + 1)) > MAX_CELLS


def _most(name: str) -> Most:
    if name.startswith("xl/worksheets/"):
        return _SHEET
    return {_STRINGS_AT: _STRINGS, _STYLES_AT: _STYLES}.get(name, _OTHER)


def _where_they_are_expected(types: bytes) -> None:
    """Styles and strings under their usual names, so that what was measured is what is read."""
    for one in ElementTree.fromstring(types):
        for kind, at in _AT.items():
            if one.get("ContentType", "").endswith(kind) and one.get("PartName", at) != at:
                raise UnreadableTable("not-a-table")


def _rows(sheet: Any, most_rows: int, most_columns: int) -> Rows:
    rows: Rows = []
    for number, cells in enumerate(_filled(sheet, most_columns), 1):
        if any(cells):
            rows.append((number, cells))
        if len(rows) > most_rows or number > 20 * most_rows:
            raise UnreadableTable("too-many-rows", highest=most_rows)
    return rows


def _filled(sheet: Any, most_columns: int) -> Iterator[tuple[str, ...]]:
    # max_col bounds a row that declares sixteen thousand cells
    for row in sheet.iter_rows(max_col=most_columns + 1, values_only=True):
        cells = tuple(_text(value) for value in row)
        if len(cells) > most_columns and cells[most_columns]:
            raise UnreadableTable("too-many-columns", highest=most_columns)
        last = max((at for at, cell in enumerate(cells) if cell), default=-1)
        yield cells[: last + 1]


def _text(value: object) -> str:
    """A cell's value as the text that a cell of a CSV would hold."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        near = _whole_minute(value)
        return f"{near:%Y-%m-%d}" if near.time() == time() else f"{near:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{_whole_minute(datetime.combine(date(2000, 1, 1), value)):%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value / timedelta(minutes=1)) % 1440
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


def _whole_minute(value: datetime) -> datetime:
    """Excel keeps times as parts of a day, so ten o'clock may be 09:59:59.999."""
    return (value + timedelta(seconds=30)).replace(second=0, microsecond=0, tzinfo=None)
