"""Reading what managers have written into the report of a period."""

from __future__ import annotations

from dataclasses import dataclass

from db.connection import Connection


@dataclass(frozen=True, slots=True)
class Comment:
    text: str
    version: int
    """0: nothing has been written yet."""


def comments(con: Connection, period: str) -> dict[str, Comment]:
    """By section; a section nobody has written in is not there."""
    rows = con.execute(
        "SELECT section, text, version FROM report_comment WHERE period = :period",
        {"period": period},
    )
    return {row["section"]: Comment(row["text"], row["version"]) for row in rows}
