"""Reading who runs what: one facilitator's own dates, and who has run a type before."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, to_instant, to_text
from db.occurrences import dated, missing
from domain.model import MAX_DURATION, DatedActivity


def own_dates(
    con: Connection, facilitator_id: int, now: datetime, until: datetime
) -> list[DatedActivity]:
    """Dates in [now, until) that a facilitator runs, or said that they cannot, by start.

    Cancelled ones too, so that nobody comes in vain; no drafts, nothing deleted or paused.
    """
    rows = con.execute(
        "SELECT o.id FROM occurrence_facilitator p JOIN occurrence o ON o.id = p.occurrence_id"
        " WHERE p.facilitator_id = :person AND p.starts_at >= :earliest AND p.starts_at < :until"
        " AND o.ends_at > :now",
        {
            "person": facilitator_id,
            "now": to_text(now),
            "until": to_text(until),
            "earliest": to_text(now - MAX_DURATION),
        },
    ).fetchall()
    found = [one for row in rows if (one := dated(con, row["id"])) is not None]
    found += [one for one in missing(con, now) if facilitator_id in one.occurrence.missing_ids]
    return sorted(
        (
            one
            for one in found
            if one.occurrence.state != "paused"
            and one.occurrence.starts_at < until
            and one.activity.state != "draft"
            and one.activity.deleted_at is None
        ),
        key=lambda one: (one.occurrence.starts_at, one.occurrence.id),
    )


def last_ran(
    con: Connection, facilitator_id: int, category_id: int, since: datetime, now: datetime
) -> datetime | None:
    """When a facilitator last ran a planned date of a type in [since, now) (UTC)."""
    row = con.execute(
        "SELECT p.starts_at FROM occurrence_facilitator p"
        " JOIN occurrence o ON o.id = p.occurrence_id JOIN activity a ON a.id = o.activity_id"
        " WHERE p.facilitator_id = :person AND p.starts_at >= :since AND p.starts_at < :now"
        " AND o.state = 'planned' AND a.category_id = :category AND a.deleted_at IS NULL"
        " ORDER BY p.starts_at DESC LIMIT 1",
        {
            "person": facilitator_id,
            "category": category_id,
            "since": to_text(since),
            "now": to_text(now),
        },
    ).fetchone()
    return to_instant(row["starts_at"]) if row else None
