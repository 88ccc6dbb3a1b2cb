"""A house with a closed quarter whose names try to be typst code, markup and XML; its report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from docx import Document as open_docx
from docx.oxml.ns import qn
from pypdf import PdfReader

import report
from actions import closing
from actions.report_comments import save_comments
from db.connection import HouseDb
from domain.model import Actor, RoleGrant
from domain.reporting import Span, parse_span
from report import Made
from report.blocks import Document
from report.compose import compose
from report.figures import Figures, collect
from tests.closing_case import fill
from tests.house_case import BIRK, GRUPPE, PIT, SP, ZONE, Case, a_house, nada

NOW = datetime(2026, 10, 14, 8, 30, tzinfo=UTC)
"""After the third quarter of 2026 has closed, in the open month of October."""
MANAGER = Actor(1, "Leder", (RoleGrant("manager", None),))
HOSTILE = {
    "typst": '#eval("1+1") #let x = 3',
    "markup": "= Top *fed* _k_ `r` $a^2$ @x",
    "xml": "<b>&amp; ]]> </w:t>",
    "quotes": "\"a\" 'b' \\n \\u{41} \\ // ?",
}
COMMENT = "Et godt #kvartal <med> \\ \"mange\" 'tegn'.\n\n= ikke en overskrift"
NUMBER = re.compile(r"\d+(?:\.\d{3})*")


@dataclass(frozen=True)
class Report:
    case: Case
    figures: Figures
    document: Document
    made: Made

    @property
    def pdf(self) -> PdfReader:
        return PdfReader(BytesIO(self.made.pdf))

    @property
    def docx(self) -> Any:
        return open_docx(BytesIO(self.made.docx))

    @property
    def pdf_text(self) -> str:
        return "\n".join(page.extract_text() for page in self.pdf.pages)

    @property
    def docx_text(self) -> str:
        """Everything that is said: body, tables, headers, footers, and what describes pictures."""
        file = self.docx
        parts = [file.element, *(one._element for one in (file.sections[0].header,
                                                         file.sections[0].footer))]  # fmt: skip
        found = []
        for part in parts:
            for paragraph in part.iter(qn("w:p")):
                found.append("".join(text.text or "" for text in paragraph.iter(qn("w:t"))))
            found += [one.get("descr") for one in part.iter(qn("wp:docPr")) if one.get("descr")]
        return "\n".join(found)


def closed_house(path: Path, *, size: float = 3.0) -> Case:
    """A year and a quarter of counts, closed, with hostile names since the beginning."""
    case = a_house(path)
    with case.db.write() as con:
        places = [("typst", "service", SP), ("quotes", "service", PIT)]
        places += [("markup", "category", GRUPPE), ("xml", "target_group", BIRK)]
        for kind, table, row in places:
            change = f"UPDATE {table} SET name = :name WHERE id = :id"
            con.execute(change, {"name": HOSTILE[kind], "id": row})
        con.execute("INSERT INTO setting (key, value) VALUES ('house.name', :name)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    {"name": "Hus #1 <æøå>"})  # fmt: skip
    fill(case, size=size)
    october = nada(local_start=datetime(2026, 10, 5, 10), rrule="FREQ=WEEKLY;COUNT=3")
    case.create(october, now=datetime(2026, 10, 1, tzinfo=UTC))
    closing.close_due(case.db, now=NOW, random=Random(4))
    return case


def told(case: Case, period: str, *, now: datetime = NOW) -> Report:
    span = parse_span(period)
    figures = collect(case.db, MANAGER, span, now=now, zone=ZONE)
    made = report.make(case.db, MANAGER, span, now=now, zone=ZONE)
    return Report(case, figures, compose(figures), made)


def comment(db: HouseDb, span: Span | str, **texts: str) -> None:
    save_comments(db, MANAGER, str(span), texts, {}, now=NOW)


def squeezed(text: str) -> str:
    """Without blanks, line ends and soft hyphens, which files put where they like."""
    return re.sub(r"[\s\u00ad\u200b]", "", text)


def numbers(text: str) -> set[int]:
    return {int(found.replace(".", "")) for found in NUMBER.findall(text)}
