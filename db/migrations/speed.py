"""What keeps a save as quick in a file of a century as in a new one."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m020_feed_uids(db: Database) -> None:
    """Entries are looked up by their UID alone when a date was handed over by a split."""
    db.conn.execute("CREATE INDEX feed_entry_uid ON feed_entry (uid)")


@migrations()
def m021_few_rows(db: Database) -> None:
    """The trash and the drafts are few rows of many, and looked at with every page."""
    script(
        db,
        """
CREATE INDEX activity_trash ON activity (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX activity_draft ON activity (state) WHERE state = 'draft'
""",
    )
