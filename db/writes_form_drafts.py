"""Writing half-filled forms."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, to_text


def keep_draft(con: Connection, staff_id: int, form: str, content: str, now: datetime) -> None:
    """What was typed replaces what was typed before."""
    con.execute(
        "INSERT INTO form_draft (staff_id, form, content, saved_at)"
        " VALUES (:staff_id, :form, :content, :now) ON CONFLICT (staff_id, form)"
        " DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        {"staff_id": staff_id, "form": form, "content": content, "now": to_text(now)},
    )


def drop_draft(con: Connection, staff_id: int, form: str) -> None:
    con.execute(
        "DELETE FROM form_draft WHERE staff_id = :staff_id AND form = :form",
        {"staff_id": staff_id, "form": form},
    )


def forget_drafts(con: Connection, before: datetime) -> None:
    """Drop forms that nobody went on with since `before` (UTC)."""
    con.execute("DELETE FROM form_draft WHERE saved_at < :before", {"before": to_text(before)})
