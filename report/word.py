"""The report as a DOCX that can be written in: real headings, tables and lists, A4, Danish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from locales import _
from report import word_style as style
from report.blocks import (
    Block,
    Bullets,
    Comments,
    Definitions,
    Document,
    Heading,
    KeyFigures,
    Notice,
    Pair,
    Picture,
    Table,
    Words,
)
from report.pictures import Drawn


def docx(document: Document, pictures: Mapping[Picture, Drawn], *, made: datetime) -> bytes:
    """The bytes of the DOCX. `made` is naive local wall time, for the file's properties."""
    file = style.blank()
    properties = file.core_properties
    properties.title = style.clean(f"{document.title}, {document.period}")
    properties.author = properties.last_modified_by = style.clean(document.house)
    properties.created = properties.modified = made
    properties.comments = ""
    _front(file, document)
    _edges(file, document)
    for block in document.blocks:
        _write(file, block, pictures)
    kept = BytesIO()
    file.save(kept)
    return kept.getvalue()


def _front(file: WordFile, document: Document) -> None:
    _say(file, document.house, size=13, color=style.GREY, bold=True, before=90)
    _say(file, document.title, "Title")
    _say(file, document.period, "Subtitle")
    _say(file, document.days, color=style.GREY, after=18)
    _say(file, document.promise)
    _say(file, document.made, color=style.GREY)
    if document.demo:
        _notice(file, _("This is a demonstration. Everything is made up."))
    _say(file, _("Contents"), size=12, bold=True, before=36)
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    paragraph = None
    for at, each in enumerate(headings):
        paragraph = file.add_paragraph()
        if at == 0:
            style.open_contents(paragraph)
        paragraph.paragraph_format.left_indent = Pt(12 * (each.level - 1))
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(style.clean(each.text)).bold = each.level == 1
    if paragraph is not None:
        style.close_field(paragraph)


def _edges(file: WordFile, document: Document) -> None:
    section = file.sections[0]
    demo = " · " + _("This is a demonstration. Everything is made up.") if document.demo else ""
    section.header.paragraphs[0].text = style.clean(
        f"{document.house}\t{document.title}, {document.period}{demo}"
    )
    foot = section.footer.paragraphs[0]
    foot.add_run(style.clean(f"{document.made}\t{_('Page')} "))
    style.field(foot, "PAGE")
    foot.add_run(f" {_('of')} ")
    style.field(foot, "NUMPAGES")


def _write(file: WordFile, block: Block, pictures: Mapping[Picture, Drawn]) -> None:
    match block:
        case Heading(text, level):
            file.add_heading(style.clean(text), level)
        case Words(text, kind):
            size = {"lead": 12, "small": 9}.get(kind, 10.5)
            color = style.INK if kind in ("plain", "says") else style.GREY
            _say(file, text, size=size, color=color)
        case Bullets(lines):
            for line in lines:
                file.add_paragraph(style.clean(line), style="List Bullet")
        case Notice(text):
            _notice(file, text)
        case Pair(offered, visited):
            _pair(file, offered, visited)
        case Definitions(entries):
            for word, meaning in entries:
                paragraph = file.add_paragraph()
                paragraph.add_run(f"{style.clean(word)}: ").bold = True
                paragraph.add_run(style.clean(meaning))
        case KeyFigures(entries):
            rows = [[one.value for one in entries], [one.before for one in entries]]
            _key_figures(file, [one.label for one in entries], rows)
        case Comments():
            _comments(file, block)
        case Picture():
            _picture(file, pictures[block])
        case Table():
            _table(file, block)


def _say(
    file: WordFile,
    text: str,
    name: str = "Normal",
    *,
    size: float | None = None,
    color: str | None = None,
    bold: bool | None = None,
    before: float | None = None,
    after: float | None = None,
) -> Any:
    paragraph = file.add_paragraph(style=name)
    run = paragraph.add_run(style.clean(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if color is not None:
        run.font.color.rgb = RGBColor.from_string(color)
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _notice(file: WordFile, text: str) -> None:
    paragraph = _say(file, text)
    paragraph.paragraph_format.left_indent = Pt(8)
    style.bordered(paragraph, "left", "8A6D00", 18)


def _comments(file: WordFile, block: Comments) -> None:
    title = _say(file, block.title, color=style.GREY, bold=True, before=14)
    title.paragraph_format.keep_with_next = True
    if block.text:
        for line in filter(str.strip, block.text.split("\n")):
            paragraph = _say(file, line)
            paragraph.paragraph_format.left_indent = Pt(8)
            style.bordered(paragraph, "left", style.BLUE, 18)
        return
    for at in range(block.lines):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(20)
        paragraph.paragraph_format.keep_with_next = at < block.lines - 1
        style.bordered(paragraph, "bottom", style.LINE, 4, between=True)


def _picture(file: WordFile, drawn: Drawn) -> None:
    file.add_paragraph(style.clean(drawn.caption), style="Caption")
    paragraph = file.add_paragraph()
    shape = paragraph.add_run().add_picture(BytesIO(drawn.png), width=style.TEXT_WIDTH)
    style.describe(shape, drawn.alt)


def _table(file: WordFile, block: Table) -> None:
    file.add_paragraph(style.clean(block.caption), style="Caption")
    made = _grid(file, [block.head, *block.rows], first=1.8 if len(block.head) > 5 else 2.0)
    size = 8.5 if len(block.head) > 7 else 9
    sums_from = len(block.rows) + 1 - block.totals
    for at, row in enumerate(made.rows):
        style.whole_row(row)
        for x, cell in enumerate(row.cells):
            paragraph = cell.paragraphs[0]
            if x:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = at < len(made.rows) - 1 and at < 12
            for run in paragraph.runs:
                run.font.size = Pt(size if at else size - 0.5)
                run.bold = at == 0 or at >= sums_from
            edges = {"bottom": 8 if at == 0 else 4}
            style.rules(cell, **(edges | ({"top": 8} if at == sums_from else {})))
            if at >= sums_from:
                style.shade(cell)
    style.header_row(made.rows[0])
    _say(file, block.note, size=9 if block.note else 2, color=style.GREY, before=3)


def _key_figures(file: WordFile, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    made = _grid(file, [head, *rows], first=1.0)
    style.header_row(made.rows[0])
    for at, row in enumerate(made.rows):
        for run in (run for cell in row.cells for run in cell.paragraphs[0].runs):
            run.font.size = Pt(24 if at == 1 else 9.5)
            run.bold = at == 1
            run.font.color.rgb = RGBColor.from_string(style.BLUE if at == 1 else style.GREY)
    _say(file, "", size=2)


def _pair(file: WordFile, offered: str, visited: str) -> None:
    head = (_("Offered to target groups"), _("Visited by service"))
    made = _grid(file, [head, (offered, visited)], first=1.0)
    style.header_row(made.rows[0])
    for at, row in enumerate(made.rows):
        style.whole_row(row)
        for cell in row.cells:
            style.shade(cell)
            for run in cell.paragraphs[0].runs:
                run.bold = at == 0
                run.font.size = Pt(10)
    _say(file, "", size=2, after=0)


def _grid(file: WordFile, rows: Sequence[Sequence[str]], *, first: float) -> Any:
    """A table without rules whose first column is `first` times as wide as the others."""
    columns = len(rows[0])
    made = file.add_table(rows=len(rows), cols=columns)
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    part = int(style.TEXT_WIDTH / (first + columns - 1))
    for x, column in enumerate(made.columns):
        column.width = int(part * first) if x == 0 else part
    for row, texts in zip(made.rows, rows, strict=True):
        for x, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = made.columns[x].width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(2)
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(style.clean(text))
    return made
