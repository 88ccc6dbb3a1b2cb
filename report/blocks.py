"""What a report is made of, before it is a PDF or a DOCX: headings, tables, charts and words.

All texts are plain: whoever writes the file escapes them, or hands them over as data.
"""

from __future__ import annotations

from dataclasses import dataclass

from charts import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    """1: a section, begins a page; 2: one figure with its chart and table."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. "lead" opens a section, "says" explains a chart, "small" is a note."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    value: str
    before: str
    """A line below: the same period last year, or why there is none."""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    entries: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What was offered, and what was visited, side by side and never one for the other."""

    offered: str
    visited: str


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One or more charts side by side, that are one picture. Each is only equal to itself."""

    charts: tuple[Chart, ...]
    alt: str
    """All its figures in words, for those who do not see it."""
    caption: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names the row. The last `totals` rows are sums."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something missing, and why."""

    text: str


@dataclass(frozen=True, slots=True)
class Comments:
    """What the manager wrote, or ruled room to write by hand."""

    title: str
    text: str = ""
    lines: int = 4


@dataclass(frozen=True, slots=True)
class Definitions:
    entries: tuple[tuple[str, str], ...]


Block = (
    Heading | Words | Bullets | KeyFigures | Pair | Picture | Table | Notice | Comments
    | Definitions
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    house: str
    title: str
    period: str
    days: str
    made: str
    demo: bool
    promise: str
    """The sentence on the front page: what these figures are."""
    blocks: tuple[Block, ...]
