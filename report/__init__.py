"""The figures of a month, quarter or year as a PDF and a DOCX, for those who decide.

`make` fetches, writes and draws; nothing is kept on the server. Order: Menneske,
Faglighed/kvalitet, Økonomi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.connection import HouseDb
from domain.model import Actor
from domain.reporting import Span

Tell = Callable[[float], None]
"""Told the share that is done, from 0 to 1. May be called from another thread."""


@dataclass(frozen=True, slots=True)
class Made:
    """Both files, in memory."""

    pdf: bytes
    docx: bytes
    name: str
    """What the files are called, without an ending: "rapport-2026-Q3"."""


def make(
    db: HouseDb,
    actor: Actor,
    span: Span,
    *,
    now: datetime,
    zone: ZoneInfo,
    tell: Tell = lambda _share: None,
) -> Made:
    """Make the report of a span. `now` is an aware instant.

    Raises Refused unless the actor may see figures across services.
    """
    # what draws and writes costs a second to import, so only who makes a report pays it
    from report.blocks import Picture
    from report.compose import compose
    from report.figures import collect
    from report.pdf import pdf
    from report.pictures import drawn
    from report.word import docx

    figures = collect(db, actor, span, now=now, zone=zone)
    document = compose(figures)
    tell(0.1)
    wanted = [block for block in document.blocks if isinstance(block, Picture)]
    pictures = {}
    for number, each in enumerate(wanted, start=1):
        pictures[each] = drawn(each)
        tell(0.1 + 0.6 * number / len(wanted))
    as_pdf = pdf(document, pictures)
    tell(0.85)
    as_docx = docx(document, pictures, made=figures.made)
    tell(1.0)
    return Made(as_pdf, as_docx, f"rapport-{span}")
