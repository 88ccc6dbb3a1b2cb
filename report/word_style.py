"""What python-docx has no word for: language, fields, borders, header rows, alt texts."""

from __future__ import annotations

import re
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "Calibri"
"""On every office computer; the PDF carries a font of its own."""
INK, BLUE, GREY, LINE, PALE = "1F2A27", "17506F", "55605C", "B9C3BF", "EEF3F1"
TEXT_WIDTH = Mm(166)
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIZES = {
    "Heading 1": (20, BLUE, 0, 8),
    "Heading 2": (13, INK, 16, 6),
    "Caption": (9.5, GREY, 8, 4),
}


def blank() -> WordFile:
    """An empty A4 document in Danish with the report's styles."""
    made: WordFile = new_document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(24)
    section.different_first_page_header_footer = True
    _language(made)
    _style(made, "Normal", 10.5, INK, 0, 6)
    for name, (size, color, before, after) in _SIZES.items():
        _style(made, name, size, color, before, after, bold=True)
        made.styles[name].paragraph_format.keep_with_next = True
    made.styles["Caption"].font.italic = False
    made.styles["Heading 1"].paragraph_format.page_break_before = True
    _style(made, "Title", 34, BLUE, 0, 4, bold=True)
    _style(made, "Subtitle", 20, INK, 0, 4, bold=True)
    made.styles["Subtitle"].font.italic = False
    _style(made, "List Bullet", 10.5, INK, 0, 4)
    for name in ("Header", "Footer"):
        _style(made, name, 8.5, GREY, 0, 0)
        stops = made.styles[name].paragraph_format.tab_stops
        while len(stops):
            del stops[0]
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    borders = made.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)
    return made


def clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def field(paragraph: Any, code: str, shown: str = "1") -> None:
    """A field such as PAGE, with what stands there until Word has counted."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "instruction":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._r.append(text)
        elif kind == "shown":
            run.text = shown
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def open_contents(paragraph: Any) -> None:
    """The beginning of a table of contents that Word renews when the file is opened."""
    for kind in ("begin", "instruction", "separate"):
        run = paragraph.add_run()
        if kind == "instruction":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = ' TOC \\o "1-2" \\h \\z \\u '
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            if kind == "begin":
                mark.set(qn("w:dirty"), "true")
            run._r.append(mark)


def close_field(paragraph: Any) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    paragraph.add_run()._r.append(mark)


def describe(picture: Any, alt: str) -> None:
    """The alternative text of an inline picture."""
    picture._inline.docPr.set("descr", clean(alt))


def header_row(row: Any) -> None:
    """Repeat this row on every page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def whole_row(row: Any) -> None:
    """Never divide this row over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def rules(cell: Any, **sides: int) -> None:
    """Borders of a cell by side, in eighths of a point."""
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "bottom"):
        if side in sides:
            edge = OxmlElement(f"w:{side}")
            for key, value in (
                ("val", "single"),
                ("sz", str(sides[side])),
                ("space", "0"),
                ("color", INK if sides[side] > 4 else LINE),
            ):
                edge.set(qn(f"w:{key}"), value)
            borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


def shade(cell: Any, color: str = PALE) -> None:
    ground = OxmlElement("w:shd")
    ground.set(qn("w:val"), "clear")
    ground.set(qn("w:color"), "auto")
    ground.set(qn("w:fill"), color)
    cell._tc.get_or_add_tcPr().append(ground)


def bordered(paragraph: Any, side: str, color: str, size: int, *, between: bool = False) -> None:
    """A line at one side of a paragraph; `between` keeps neighbours' lines apart."""
    borders = OxmlElement("w:pBdr")
    for name in (side, *(("between",) if between else ())):
        edge = OxmlElement(f"w:{name}")
        for key, value in (("val", "single"), ("sz", str(size)), ("space", "6"), ("color", color)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


def _language(made: WordFile) -> None:
    made.settings.element.append(OxmlElement("w:autoHyphenation"))
    made.core_properties.language = "da-DK"
    defaults = made.styles.element.find(qn("w:docDefaults"))
    found = defaults.find(f".//{qn('w:lang')}")
    for key in ("val", "eastAsia"):
        found.set(qn(f"w:{key}"), "da-DK")


def _style(
    made: WordFile, name: str, size: float, color: str, before: float, after: float, *,
    bold: bool = False,
) -> None:  # fmt: skip
    style: Any = made.styles[name]
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
