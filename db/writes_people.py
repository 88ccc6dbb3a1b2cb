"""Erasing a person: the rows about them go or lose their name; what they did stays readable.

The history points at a row by its number. The row stays and is renamed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from db.connection import Connection, to_text

_GONE = (
    "session",
    "one_time_link",
    "staff_role",
    "sign_in",
    "second_factor",
    "sign_in_step",
    "identity",
    "form_draft",
    "form_token",
    "tablet",
)
"""Tables of which every row about a member of staff goes. Recovery codes go first."""


def erase_staff(con: Connection, staff_id: int, username: str, name: str, now: datetime) -> None:
    """The account becomes `name`, closed for good, with nothing to sign in with."""
    con.execute("DELETE FROM recovery_code WHERE staff_id = :id", {"id": staff_id})
    for table in _GONE:
        con.execute(f"DELETE FROM {table} WHERE staff_id = :id", {"id": staff_id})
    con.execute(
        "DELETE FROM sign_in_failure WHERE username = (SELECT username FROM staff WHERE id = :id)",
        {"id": staff_id},
    )
    con.execute(
        "UPDATE secret_address SET revoked_at = coalesce(revoked_at, :now), label = 'slettet'"
        " WHERE staff_id = :id",
        {"id": staff_id, "now": to_text(now)},
    )
    con.execute(
        "UPDATE staff SET username = :username, name = :name, password_hash = NULL,"
        " facilitator_id = NULL, disabled_at = coalesce(disabled_at, :now) WHERE id = :id",
        {"id": staff_id, "username": username, "name": name, "now": to_text(now)},
    )


def erase_facilitator(con: Connection, facilitator_id: int, name: str, now: datetime) -> None:
    """The facilitator becomes `name`, retired; hours, absences and a calendar from outside go."""
    con.execute("DELETE FROM absence WHERE facilitator_id = :id", {"id": facilitator_id})
    con.execute(
        "DELETE FROM weekly_hours WHERE owner = 'facilitator' AND owner_id = :id",
        {"id": facilitator_id},
    )
    for table, column in (("feed_entry", "feed"), ("feed", "slug")):
        con.execute(
            f"DELETE FROM {table} WHERE {column} = :slug", {"slug": f"h/person/{facilitator_id}"}
        )
    con.execute(
        "UPDATE staff SET facilitator_id = NULL WHERE facilitator_id = :id", {"id": facilitator_id}
    )
    con.execute(
        "UPDATE facilitator SET name = :name, retired_at = coalesce(retired_at, :now)"
        " WHERE id = :id",
        {"id": facilitator_id, "name": name, "now": to_text(now)},
    )


def labels_of(con: Connection, staff_id: int) -> list[tuple[str, str]]:
    """(row, label) of every secret address somebody ever made: "Annas telefon"."""
    rows = con.execute(
        "SELECT id, label FROM secret_address WHERE staff_id = :id", {"id": staff_id}
    )
    return [(f"secret_address:{row['id']}", row["label"]) for row in rows]


def forget_names(
    con: Connection, row: str, names: Sequence[str], instead: str, *, action: str = ""
) -> None:
    """In the history of one row ("staff:7") the person's names give way to `instead`.

    `action`: also in changes of this kind ("calendar."), whatever they touched.
    """
    texts = [name for name in names if name]
    rows = con.execute(
        "SELECT id, summary, before, after FROM change WHERE touched LIKE :row"
        " OR (:action <> '' AND action LIKE :action || '%')",
        {"row": f'%"{row}"%', "action": action},
    ).fetchall()
    for change in rows:
        summary = _without(change["summary"], texts, instead)
        before, after = (
            json.dumps(_deep(json.loads(change[key]), texts, instead), ensure_ascii=False)
            for key in ("before", "after")
        )
        con.execute(
            "UPDATE change SET summary = :summary, before = :before, after = :after WHERE id = :id",
            {"id": change["id"], "summary": summary, "before": before, "after": after},
        )


def _without(text: str, names: Sequence[str], instead: str) -> str:
    for name in names:
        text = text.replace(name, instead)
    return text


def _deep(value: object, names: Sequence[str], instead: str) -> object:
    if isinstance(value, str):
        return _without(value, names, instead)
    if isinstance(value, list):
        return [_deep(one, names, instead) for one in value]
    if isinstance(value, dict):
        return {key: _deep(one, names, instead) for key, one in value.items()}
    return value
