"""Searching in the plan by SQLite's FTS5. For staff: what is hidden is found too.

The index is kept by triggers (db.migrations.search) and read here alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.activities import activities_by_id
from db.connection import Connection, in_clause, maybe_instant, to_text
from domain.model import Activity
from domain.searching import words_of

_WEIGHTS = "10.0, 1.0, 4.0"
"""Of title, description and people in the ranking (bm25)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An activity that was found, all parts of a split series as one."""

    activity: Activity
    """The part that `occurrence_id` belongs to."""
    occurrence_id: int | None
    """The next planned date, else the last one there is; None without any."""
    starts_at: datetime | None
    """Of that date, UTC."""
    coming: bool
    """Whether that date is still to come."""


def search(con: Connection, wanted: str, *, now: datetime, limit: int = 30) -> list[Hit]:
    """Activities whose title, description or people hold words that begin as the wanted ones do.

    All of the words must be there. The best matches are kept, and stand by their dates: what is
    soonest first, what is over last.
    Drafts, cancelled ones and reservations are found, what is in the trash is not. Nothing typed
    is ever read as FTS5's own language.
    """
    words = words_of(wanted)
    if not words:
        return []
    # words are letters and digits only, so the quotes hold
    params: dict[str, object] = {
        "match": " ".join(f'"{word}"*' for word in words),
        "now": to_text(now),
        "most": limit * 20,
    }
    rows = con.execute(
        "SELECT a.id, a.lineage,"
        " (SELECT o.id FROM occurrence o WHERE o.activity_id = a.id AND o.state = 'planned'"
        "  AND o.ends_at > :now ORDER BY o.starts_at LIMIT 1) AS next_id,"
        " (SELECT o.id FROM occurrence o WHERE o.activity_id = a.id"
        "  ORDER BY o.starts_at DESC LIMIT 1) AS last_id"
        " FROM activity_search s JOIN activity a ON a.id = s.rowid"
        " WHERE activity_search MATCH :match AND a.deleted_at IS NULL"
        f" ORDER BY bm25(activity_search, {_WEIGHTS}), a.title, a.id LIMIT :most",
        params,
    ).fetchall()
    starts = _starts(con, [row["next_id"] or row["last_id"] for row in rows])
    best: dict[str, tuple[int, int | None, bool]] = {}
    for row in rows:
        coming, date_id = row["next_id"] is not None, row["next_id"] or row["last_id"]
        known = best.get(row["lineage"])
        if known is None or _sooner(starts.get(date_id), coming, starts.get(known[1]), known[2]):
            best[row["lineage"]] = (row["id"], date_id, coming)
    chosen = sorted(best.values(), key=lambda one: not one[2])[:limit]
    activities = activities_by_id(con, [one[0] for one in chosen])
    hits = [
        Hit(activities[number], date_id, starts.get(date_id), coming)
        for number, date_id, coming in chosen
    ]
    return sorted(hits, key=_by_date)


def _by_date(hit: Hit) -> tuple[bool, bool, float]:
    start = hit.starts_at.timestamp() if hit.starts_at else 0.0
    return not hit.coming, hit.starts_at is None, start if hit.coming else -start


def _sooner(
    start: datetime | None, coming: bool, known: datetime | None, known_coming: bool
) -> bool:
    """Whether another part of a series has the date to show: the next one, else the last."""
    if coming != known_coming:
        return coming
    if start is None or known is None:
        return known is None and start is not None
    return start < known if coming else start > known


def _starts(con: Connection, ids: list[int | None]) -> dict[int | None, datetime | None]:
    params: dict[str, object] = {}
    wanted = in_clause("id", [one for one in ids if one is not None], params)
    rows = con.execute(f"SELECT id, starts_at FROM occurrence WHERE id IN ({wanted})", params)
    return {row["id"]: maybe_instant(row["starts_at"]) for row in rows}
