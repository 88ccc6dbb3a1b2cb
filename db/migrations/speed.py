"""What keeps a save as quick in a file of a century as in a new one."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations


@migrations()
def m020_feed_uids(db: Database) -> None:
    """Entries are looked up by their UID alone when a date was handed over by a split."""
    db.conn.execute("CREATE INDEX feed_entry_uid ON feed_entry (uid)")
