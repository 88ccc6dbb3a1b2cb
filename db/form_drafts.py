"""Reading half-filled forms: what one person had typed into one form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.connection import Connection, to_instant


@dataclass(frozen=True, slots=True)
class FormDraft:
    """`content` is the page's own JSON; `form` names the form among this person's."""

    form: str
    content: str
    saved_at: datetime
    """UTC."""


def form_draft(con: Connection, staff_id: int, form: str) -> FormDraft | None:
    row = con.execute(
        "SELECT * FROM form_draft WHERE staff_id = :staff_id AND form = :form",
        {"staff_id": staff_id, "form": form},
    ).fetchone()
    return FormDraft(row["form"], row["content"], to_instant(row["saved_at"])) if row else None


def form_drafts(con: Connection, staff_id: int) -> list[FormDraft]:
    """A person's half-filled forms, the newest first."""
    rows = con.execute(
        "SELECT * FROM form_draft WHERE staff_id = :staff_id ORDER BY saved_at DESC, form",
        {"staff_id": staff_id},
    )
    return [FormDraft(row["form"], row["content"], to_instant(row["saved_at"])) for row in rows]
