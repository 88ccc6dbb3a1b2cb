"""Tables of every kind of wrongness: typed errors or a line's problem, never anything else."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from actions import reading_tables, reading_xlsx
from actions.reading_events import read_events
from actions.reading_tables import read_pasted, read_table
from domain.errors import InvalidField, UnreadableCalendar, UnreadableTable
from domain.import_cells import day_of, number_of, parts_of, span_of, weekday_of
from domain.import_columns import columns_of, guessed_columns
from domain.import_rows import Reading, Table, found_in
from domain.importing import Found
from locales.import_lines import told
from locales.messages import sentence
from tests.house_case import NOW, ZONE

TODAY = date(2026, 11, 18)
HEADS = ("Dato", "Fra", "Til", "Aktivitet")
HOW = Reading(TODAY, date(2026, 11, 23))
GOOD = "Dato;Fra;Til;Aktivitet\n30-11-2026;10:00;11:00;Rød grød\n"


def found(table: Table) -> list[Found]:
    rows = [row for _line, row in table.rows]
    columns = columns_of(table.heads) if table.heads else guessed_columns(rows, TODAY)
    return found_in(table, columns, HOW)


def book(*rows: tuple[Any, ...], merge: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes, data: bytes | None = None) -> bytes:
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(data or book(("Dato", "Fra"), ("a", "b"))))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in source.namelist():
            if one != name:
                made.writestr(one, source.read(one))
        made.writestr(name, content)
    return out.getvalue()


# -- cells -------------------------------------------------------------------------------------

DAYS = {
    "30-11-2026": date(2026, 11, 30),
    "30.11.26": date(2026, 11, 30),
    "30/11 2026": date(2026, 11, 30),
    "mandag d. 30. november": date(2026, 11, 30),
    "man. 30. nov. 2026": date(2026, 11, 30),
    "2026-11-30": date(2026, 11, 30),
    "2026-11-30 10:00": date(2026, 11, 30),
    "46356": date(2026, 11, 30),
    "1. feb": date(2027, 2, 1),
    "11/12/2026": date(2026, 12, 11),
}


@pytest.mark.parametrize(("typed", "day"), DAYS.items(), ids=DAYS.keys())
def test_a_day_is_read_as_danes_write_it(typed: str, day: date) -> None:
    assert day_of(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12/31/2026", "import-date"),
        ("31-2-2026", "import-date"),
        ("tirsdag 30/11 2026", "import-weekday"),
        ("i morgen", "import-date"),
        ("99999", "import-date"),
        ("30-11-1899", "import-date"),
    ],
)
def test_a_day_that_is_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InvalidField) as refused:
        day_of(typed, TODAY)
    assert refused.value.code == code


SPANS = {
    "10": (time(10), None),
    "kl. 9.30": (time(9, 30), None),
    "0930": (time(9, 30), None),
    "10-11.30": (time(10), time(11, 30)),
    "kl. 10.00 – 12.00": (time(10), time(12)),
    "22 til 24": (time(22), time()),
    "0,4166666667": (time(10), None),
    "2026-11-30 10:00": (time(10), None),
    "10:00:00": (time(10), None),
}


@pytest.mark.parametrize(("typed", "span"), SPANS.items(), ids=SPANS.keys())
def test_a_time_is_read_as_danes_write_it(typed: str, span: tuple[time, time | None]) -> None:
    assert span_of(typed) == span


@pytest.mark.parametrize("typed", ["25", "10.60", "ti", "10-11-12", "", "-", "1e9"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidField):
        span_of(typed)


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_cell_is_a_value_or_a_typed_error(text: str) -> None:
    for read in (lambda t: day_of(t, TODAY), span_of, lambda t: number_of(t, "price")):
        try:
            read(text)
        except InvalidField as error:
            assert sentence(error)
    weekday_of(text)
    parts_of(text)


# -- files that are read -----------------------------------------------------------------------

FILES: dict[str, bytes] = {
    "semicolons": GOOD.encode(),
    "commas": GOOD.replace(";", ",").encode(),
    "tabs": GOOD.replace(";", "\t").encode(),
    "bars": GOOD.replace(";", "|").encode(),
    "bom": b"\xef\xbb\xbf" + GOOD.encode(),
    "windows": GOOD.encode("cp1252"),
    "utf-16": GOOD.encode("utf-16"),
    "crlf": GOOD.replace("\n", "\r\n").encode(),
    "old mac": GOOD.replace("\n", "\r").encode(),
    "no last line end": GOOD.rstrip().encode(),
    "blank lines": GOOD.replace("\n", "\n\n;;;\n").encode(),
    "a title above": b"Ugeplan\n" + GOOD.encode(),
    "quoted": b'Dato;Fra;Til;Aktivitet\n30-11-2026;10:00;11:00;"R\xc3\xb8d gr\xc3\xb8d"\n',
    "excel texts": book(
        ("Dato", "Fra", "Til", "Aktivitet"), ("30-11-2026", "10", "11", "Rød grød")
    ),
    "excel values": book(
        HEADS,
        (datetime(2026, 11, 30), time(10), timedelta(hours=11), "Rød grød"),
    ),
    "excel serials": book(HEADS, (46356, 10 / 24, 11 / 24, "Rød grød")),
    "excel date with time": book(
        ("Dato", "Til", "Aktivitet"), (datetime(2026, 11, 30, 10), time(11), "Rød grød")
    ),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES.keys())
def test_a_table_is_read_whatever_wrote_it(data: bytes) -> None:
    (one,) = found(read_table(data))
    assert (one.title, one.local_start, one.duration) == (
        "Rød grød",
        datetime(2026, 11, 30, 10),
        timedelta(hours=1),
    )
    assert [problem.code for problem in one.problems if problem.stops] == []


def test_lines_are_those_of_the_file() -> None:
    text = 'Dato;Fra;Til;Aktivitet\n\n30-11-2026;10;11;"to\nlinjer"\n1-12-2026;x;11;B\n'
    one, two = found(read_table(text.encode()))
    assert (one.line, two.line) == (3, 5)
    assert [(each.line, each.code) for each in two.problems] == [(5, "import-time")]


def test_merged_days_hold_for_the_rows_below() -> None:
    data = book(
        ("Ugedag", "Tid", "Aktivitet"),
        ("Tirsdag", "9-10", "A"),
        (None, "10-11", "B"),
        ("Onsdag", "9-10", "C"),
        merge="A2:A3",
    )
    starts = [one.local_start for one in found(read_table(data))]
    assert [one.day for one in starts if one] == [24, 24, 25]


def test_without_heads_columns_are_known_by_their_looks() -> None:
    table = read_pasted("mandag\t10-11\tNADA\ntirsdag\t12-13\tYoga\n")
    assert [one.title for one in found(table)] == ["NADA", "Yoga"]


def test_a_line_with_too_many_cells_is_told_there() -> None:
    one, two = found(read_table(f"{GOOD}1-12-2026;10;11;B;for;mange\n".encode()))
    assert [each.code for each in one.problems] == []
    assert [(each.line, each.code) for each in two.problems] == [(3, "import-ragged")]
    assert "6" in told(two.problems[0])


# -- files that are not ------------------------------------------------------------------------

NS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def sheet(inner: bytes) -> bytes:
    return with_part(
        SHEET, b'<worksheet xmlns="%s"><sheetData>' % NS + inner + b"</sheetData></worksheet>"
    )


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b" \n ", "empty"),
    "too large": (lambda: b"a;b\n" * 2_000_000, "too-large"),
    "fifty megabytes": (lambda: b"x" * 50_000_000, "too-large"),
    "too many rows": (lambda: b"a;b\n" * 3_000, "too-many-rows"),
    "too many columns": (lambda: b";".join([b"a"] * 100), "too-many-columns"),
    "one column": (lambda: b"NADA\nYoga\n", "no-columns"),
    "only heads": (lambda: GOOD.encode().splitlines()[0], "only-heads"),
    "one endless cell": (lambda: b"a;b\n" + b"x" * 200_000 + b";1", "long-cell"),
    "open quote": (lambda: GOOD.encode() + b'1-12-2026;"10;11;B\n', "quotes"),
    "zeros": (lambda: b"a;b\x00\nc;d", "not-a-table"),
    "pdf": (lambda: b"%PDF-1.7 ...", "not-a-table"),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 99, "old-excel"),
    "a zip of something": (lambda: with_part("a.txt", b"x")[:200], "not-a-table"),
    "cut xlsx": (lambda: book(("a", "b"))[:-200], "not-a-table"),
    "empty xlsx": (lambda: book(), "empty"),
    "bomb": (lambda: sheet(b"<row/>" * 3_000_000), "bomb"),
    "bomb of cells": (lambda: sheet(b"<row>" + b"<c/>" * 200_000 + b"</row>"), "bomb"),
    "bomb of strings": (lambda: with_part("xl/sharedStrings.xml", b"<a/>" * 900_000), "bomb"),
    "bomb of styles": (lambda: with_part("xl/styles.xml", b"<xf/>" * 90_000), "bomb"),
    "bomb elsewhere": (lambda: with_part("xl/other.xml", b"<a/>" * 90_000), "bomb"),
    "entities": (lambda: with_part("xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "bomb"),
    "many parts": (
        lambda: b"".join([_many_parts(reading_xlsx.MAX_PARTS + 1)]),
        "bomb",
    ),
    "styles in disguise": (
        lambda: with_part(
            "[Content_Types].xml",
            b'<Types><Override PartName="/xl/x.xml" ContentType="a.styles+xml"/></Types>',
        ),
        "not-a-table",
    ),
}


def _many_parts(count: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(count):
            made.writestr(f"{number}.xml", b"")
    return out.getvalue()


@pytest.mark.parametrize(("data", "code"), BAD.values(), ids=BAD.keys())
def test_what_is_no_table_is_refused_with_a_sentence(data: Callable[[], bytes], code: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_table(data())
    assert refused.value.code == code
    assert sentence(refused.value)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_random_bytes_are_a_table_or_a_typed_error(data: bytes) -> None:
    for read in (read_table, lambda some: read_events(some, zone=ZONE, now=NOW)):
        try:
            answer = read(data)
        except (UnreadableTable, UnreadableCalendar):
            continue
        if isinstance(answer, Table):
            found(answer)


XLSX = book(("Dato", "Fra", "Til", "Aktivitet"), ("30-11-2026", "10", "11", "A"))


@given(at=st.integers(0, len(XLSX) - 1), put=st.binary(min_size=1, max_size=8))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_workbook_is_a_table_or_a_typed_error(at: int, put: bytes) -> None:
    with suppress(UnreadableTable):
        found(read_table(XLSX[:at] + put + XLSX[at + len(put) :]))


@given(st.text(alphabet="ab;,\t\n\"' 10-:.æ=", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_pasted_text_is_a_table_or_a_typed_error(text: str) -> None:
    try:
        for one in found(read_pasted(text)):
            for problem in one.problems:
                assert told(problem)
    except UnreadableTable as error:
        assert sentence(error)


def test_the_limits_are_in_line_with_the_server_s(pytestconfig: pytest.Config) -> None:
    settings_ = (pytestconfig.rootpath / ".streamlit" / "config.toml").read_text("utf-8")
    (line,) = [one for one in settings_.splitlines() if one.startswith("maxUploadSize")]
    most = int(line.partition("=")[2].partition("#")[0])
    assert reading_tables.MAX_OCTETS <= most * 1_000_000 <= 2 * reading_tables.MAX_OCTETS
