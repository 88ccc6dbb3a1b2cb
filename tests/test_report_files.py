"""The report's two files: tagged, described, in Danish, on A4, for everybody to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from report.blocks import Picture, Table
from tests.report_case import Report

# -- the files ---------------------------------------------------------------------------------


def structure(reader: Any) -> Iterator[DictionaryObject]:
    """Every element of the PDF's tag tree."""
    waiting = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, ArrayObject):
            waiting += list(one)
        elif isinstance(one, DictionaryObject):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one["/K"])


def test_the_pdf_is_tagged_for_everybody(quarter: Report) -> None:
    reader: Any = quarter.pdf
    assert reader.root_object["/Lang"] == "da"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part>1" in reader.root_object["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Huset i tal, 3. kvartal 2026"
    kinds: dict[str, int] = {}
    for one in structure(reader):
        kind = str(one["/S"])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "/Figure":
            assert len(str(one["/Alt"])) > 30
    pictures = sum(isinstance(one, Picture) for one in quarter.document.blocks)
    heads = sum(len(one.head) for one in quarter.document.blocks if isinstance(one, Table))
    assert kinds["/Figure"] == pictures
    assert kinds["/TH"] >= heads
    assert kinds["/H1"] == 5 and kinds["/H2"] > 8
    assert kinds["/TOC"] and kinds["/L"]


def test_the_pdf_is_a4_and_needs_no_font_of_the_reader(quarter: Report) -> None:
    for page in quarter.pdf.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert 6 <= len(quarter.pdf.pages) <= 14


def test_the_docx_is_a_document_of_its_own(quarter: Report) -> None:
    file = quarter.docx
    section = file.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert file.core_properties.title == "Huset i tal, 3. kvartal 2026"
    assert file.core_properties.language == "da-DK"
    languages = {one.get(qn("w:val")) for one in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"da-DK"}
    fields = [one.text for one in file.element.iter(qn("w:instrText"))]
    assert any("TOC" in one for one in fields)
    footer = section.footer._element
    assert {one.text.strip() for one in footer.iter(qn("w:instrText"))} == {"PAGE", "NUMPAGES"}


def test_docx_tables_repeat_their_heads_and_pictures_are_described(quarter: Report) -> None:
    file = quarter.docx
    for table in file.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    described = [one.get("descr") for one in file.element.iter(qn("wp:docPr"))]
    assert len(described) == sum(isinstance(one, Picture) for one in quarter.document.blocks)
    assert all(len(one or "") > 30 for one in described)
