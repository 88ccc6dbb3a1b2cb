"""Writing what managers write into the report."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, to_text


def save_comment(
    con: Connection, period: str, section: str, text: str, *, staff_id: int, now: datetime
) -> None:
    """Keep the text of a section; `now` is an aware instant."""
    con.execute(
        "INSERT INTO report_comment (period, section, text, updated_by, updated_at)"
        " VALUES (:period, :section, :text, :staff, :now)"
        " ON CONFLICT (period, section) DO UPDATE SET text = excluded.text,"
        " version = report_comment.version + 1, updated_by = excluded.updated_by,"
        " updated_at = excluded.updated_at",
        {
            "period": period,
            "section": section,
            "text": text,
            "staff": staff_id,
            "now": to_text(now),
        },
    )
