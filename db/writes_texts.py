"""Writing what the house says of itself in other languages."""

from __future__ import annotations

from db.connection import Connection
from domain.texts import TextKey


def set_text(con: Connection, key: TextKey, text: str) -> None:
    """Save one text, or take it away where it is empty: Danish stands there then."""
    values = dict(zip(("kind", "row_id", "language", "field"), key, strict=True))
    if not text:
        con.execute(
            "DELETE FROM house_text WHERE kind = :kind AND row_id = :row_id"
            " AND language = :language AND field = :field",
            values,
        )
        return
    con.execute(
        "INSERT INTO house_text (kind, row_id, language, field, text)"
        " VALUES (:kind, :row_id, :language, :field, :text)"
        " ON CONFLICT (kind, row_id, language, field) DO UPDATE SET text = excluded.text",
        values | {"text": text},
    )
