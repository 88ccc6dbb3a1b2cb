"""The report as a tagged PDF by typst. Every text is handed over as data, never as typst code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from locales import _
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
from report.pictures import FONT_FOLDER, Drawn

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARD: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, titled, with a language, and every picture described."""


def pdf(document: Document, pictures: Mapping[Picture, Drawn]) -> bytes:
    """The bytes of the PDF: A4, PDF/UA-1, in Danish."""
    data = {
        "house": document.house,
        "title": document.title,
        "period": document.period,
        "days": document.days,
        "made": document.made,
        "promise": document.promise,
        "demo": _("This is a demonstration. Everything is made up.") if document.demo else "",
        "contents": _("Contents"),
        "page": _("Page"),
        "of": _("of"),
        "offered": _("Offered to target groups"),
        "visited": _("Visited by service"),
        "blocks": [_block(one, pictures) for one in document.blocks],
    }
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[STANDARD],
    )
    return made


def _block(block: Block, pictures: Mapping[Picture, Drawn]) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Words(text, kind):
            return {"kind": kind, "text": text}
        case Notice(text):
            return {"kind": "notice", "text": text}
        case Bullets(lines):
            return {"kind": "bullets", "lines": lines}
        case Pair(offered, visited):
            return {"kind": "pair", "offered": offered, "visited": visited}
        case Definitions(entries):
            return {"kind": "definitions", "entries": entries}
        case Comments(title, text, lines):
            return {"kind": "comments", "title": title, "text": text, "lines": lines}
        case KeyFigures(entries):
            figures = [[one.label, one.value, one.before] for one in entries]
            return {"kind": "figures", "entries": figures}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "head": block.head,
                "rows": block.rows,
                "totals": block.totals,
                "note": block.note,
            }
        case Picture():
            found = pictures[block]
            return {
                "kind": "picture",
                "svg": found.svg,
                "alt": found.alt,
                "caption": found.caption,
            }
