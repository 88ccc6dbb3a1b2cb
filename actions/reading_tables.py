"""Bytes of somebody's table, or a text that was pasted, as rows with their line numbers.

CSV in any of the usual separators and encodings, XLSX, and what Word and Excel put on the
clipboard. Everything is bounded before it is unpacked; benchmarks/README.md has the measure.
Reads only; keeps nothing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.reading_xlsx import xlsx_rows
from domain.errors import UnreadableTable
from domain.import_columns import head_row
from domain.import_grids import grid_head, rows_of_grid
from domain.import_rows import Table
from domain.importing import Problem

MAX_OCTETS = 5_000_000
MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_CELL = 4_000
"""Characters of one cell; a longer one is cut and told."""
_SEPARATORS = "\t;,|"
_ZIP, _OLD_EXCEL, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf"
_GUARDED = ("'=", "'+", "'-", "'@", "'|", "'%", "'\t", "'\r", "'\n")
"""What our own exports write for a text that a spreadsheet could take for a formula."""

Rows = list[tuple[int, tuple[str, ...]]]


def read_table(data: bytes) -> Table:
    """The table of a CSV or XLSX file, by what it is and not by its name.

    Raises UnreadableTable: "empty", "too-large", "old-excel", "not-a-table", "too-many-rows",
    "too-many-columns", "no-columns", and those of `actions.reading_xlsx`.
    """
    if len(data) > MAX_OCTETS:
        raise UnreadableTable("too-large", highest=MAX_OCTETS // 1_000_000)
    if not data.strip():
        raise UnreadableTable("empty")
    if data.startswith(_OLD_EXCEL):
        raise UnreadableTable("old-excel")
    if data.startswith(_ZIP):
        rows, problems = xlsx_rows(data, MAX_ROWS, MAX_COLUMNS)
        return _table(rows, problems)
    if data.startswith((_PDF, _RTF)):
        raise UnreadableTable("not-a-table")
    text, problems = _decoded(data)
    return _table(*_separated(text, _SEPARATORS, problems), from_text=True)


def read_pasted(text: str) -> Table:
    """A table from the clipboard of Word or Excel, cells by tabs, else as CSV. Raises the same."""
    if len(text) > MAX_OCTETS // 4:
        raise UnreadableTable("too-large", highest=MAX_OCTETS // 1_000_000)
    if not text.strip():
        raise UnreadableTable("empty")
    separators = "\t" if "\t" in text else _SEPARATORS
    return _table(*_separated(text, separators, []), from_text=True)


def _decoded(data: bytes) -> tuple[str, list[Problem]]:
    """UTF-8, UTF-16 with a mark, else Windows-1252, which is told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("cp1252", "replace"), [Problem(line, "import-encoding", stops=False)]


def _separated(text: str, separators: str, problems: list[Problem]) -> tuple[Rows, list[Problem]]:
    if "\x00" in text:
        raise UnreadableTable("not-a-table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text, separators)
    rows: Rows = []
    for line, row in _parsed(text, separator):
        if len(row) > MAX_COLUMNS:
            raise UnreadableTable("too-many-columns", highest=MAX_COLUMNS, line=line)
        if any(cell.strip() for cell in row):
            rows.append((line, tuple(row)))
        if len(rows) > MAX_ROWS:
            raise UnreadableTable("too-many-rows", highest=MAX_ROWS)
    return rows, problems


def _parsed(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they begin on. A quote that is never closed raises."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    begun = 1
    try:
        for row in reader:
            yield begun, row
            begun = reader.line_num + 1
    except csv.Error as error:
        long = "field limit" in str(error)  # the csv module's own, 131,072 characters
        raise UnreadableTable("long-cell" if long else "quotes", line=begun) from error


def _separator(text: str, separators: str) -> str:
    """The one that most of the first lines hold alike, and at least once."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:25]
    best, most = separators[0], 0
    for one in separators:
        counts = Counter(line.count(one) for line in lines if line.count(one))
        number, times = max(counts.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        if times * (1 + (number > 1)) > most:
            best, most = one, times * (1 + (number > 1))
    return best


def _table(rows: Rows, problems: Sequence[Problem], *, from_text: bool = False) -> Table:
    """Heads and rows; cells cleaned of our own guards, rows padded or told as too long."""
    if not rows:
        raise UnreadableTable("empty")
    if grid_head([row for _line, row in rows]) is not None:
        return _grid(rows, problems, from_text=from_text)
    told = list(problems)
    at = head_row([row for _line, row in rows])
    width = max(len(row) for _line, row in rows)
    if width < 2:
        raise UnreadableTable("no-columns")
    heads = rows[at][1] if at is not None else ()
    for line, _row in rows[: at or 0]:
        told.append(Problem(line, "import-above", stops=False))
    below = rows[at + 1 :] if at is not None else rows
    kept = []
    for line, row in below:
        if heads and any(cell.strip() for cell in row[len(heads) :]):
            told.append(Problem(line, "import-ragged", {"cells": len(row), "heads": len(heads)}))
        if any(len(cell) > MAX_CELL for cell in row):
            told.append(Problem(line, "import-cell", {"highest": MAX_CELL}))
        wide = (*row, *("",) * (width - len(row)))[: len(heads) or width]
        kept.append((line, tuple(_bare(cell[:MAX_CELL]) for cell in wide)))
    if not kept:
        raise UnreadableTable("only-heads")
    return Table(tuple(_bare(head) for head in heads), tuple(kept), tuple(told))


def _grid(rows: Rows, problems: Sequence[Problem], *, from_text: bool) -> Table:
    """A week plan with weekdays as heads, bounded as what it becomes."""
    for line, row in rows:
        if any(len(cell) > MAX_CELL for cell in row):
            raise UnreadableTable("long-cell", line=line)
    bare = [(line, tuple(_bare(cell) for cell in row)) for line, row in rows]
    table = rows_of_grid(bare, from_text=from_text)
    if len(table.rows) > MAX_ROWS:
        raise UnreadableTable("too-many-rows", highest=MAX_ROWS)
    return replace(table, problems=(*problems, *table.problems))


def _bare(cell: str) -> str:
    cell = cell.strip(" \u00a0")
    return cell[1:] if cell.startswith(_GUARDED) else cell


def looks_like_calendar(data: bytes) -> bool:
    """Whether bytes are an .ics file rather than a table, by how they begin."""
    start = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").replace(b"\x00", b"")
    return start[:15].upper() == b"BEGIN:VCALENDAR"
