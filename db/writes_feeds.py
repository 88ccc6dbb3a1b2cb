"""Writing the materialised feeds. Only `actions.feeds` calls this, in a writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from db.connection import Connection, to_text
from db.feeds import FeedRow, StoredEntry


def save_feed(con: Connection, feed: FeedRow) -> None:
    """Insert a feed's state or replace it."""
    con.execute(
        "INSERT INTO feed (slug, name, version, changed_at)"
        " VALUES (:slug, :name, :version, :changed_at)"
        " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, version = excluded.version,"
        " changed_at = excluded.changed_at",
        {
            "slug": feed.slug,
            "name": feed.name,
            "version": feed.version,
            "changed_at": to_text(feed.changed_at),
        },
    )


def save_entries(con: Connection, entries: Iterable[StoredEntry]) -> None:
    """Insert entries or replace them; `created_at` of an entry that is there stays."""
    con.executemany(
        "INSERT INTO feed_entry (feed, uid, activity_id, content, content_hash, sequence,"
        " created_at, last_modified, left_at) VALUES (:feed, :uid, :activity_id, :content,"
        " :content_hash, :sequence, :created_at, :last_modified, :left_at)"
        " ON CONFLICT (feed, uid) DO UPDATE SET activity_id = excluded.activity_id,"
        " content = excluded.content, content_hash = excluded.content_hash,"
        " sequence = excluded.sequence, last_modified = excluded.last_modified,"
        " left_at = excluded.left_at",
        [
            {
                "feed": entry.feed,
                "uid": entry.uid,
                "activity_id": entry.activity_id,
                "content": entry.content,
                "content_hash": entry.content_hash,
                "sequence": entry.sequence,
                "created_at": to_text(entry.created_at),
                "last_modified": to_text(entry.last_modified),
                "left_at": to_text(entry.left_at) if entry.left_at else None,
            }
            for entry in entries
        ],
    )
