"""Templates of activities, plans for a period, and what was kept on a closed day."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m015_templates(db: Database) -> None:
    """Rows that an undo writes back by id: each has a version and a stamp of being taken away.

    `template.fields` is a form as JSON, checked anew when it is used. `plan_set.own` holds the
    lineages of the activities that were made for the period, `paused` the ids of the dates that
    pause for it. `first` and `last` are local days, both included.
    """
    script(
        db,
        """
CREATE TABLE template (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  fields TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1,
  updated_at TEXT NOT NULL, deleted_at TEXT);
CREATE TABLE plan_set (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  first TEXT NOT NULL, last TEXT NOT NULL,
  own TEXT NOT NULL DEFAULT '[]', paused TEXT NOT NULL DEFAULT '[]',
  version INTEGER NOT NULL DEFAULT 1, updated_at TEXT NOT NULL, deleted_at TEXT,
  CHECK (last >= first));
CREATE TABLE closure_keep (
  id INTEGER PRIMARY KEY,
  closure_id INTEGER NOT NULL REFERENCES closure(id) ON DELETE CASCADE,
  occurrence_id INTEGER NOT NULL REFERENCES occurrence(id) ON DELETE CASCADE,
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  version INTEGER NOT NULL DEFAULT 1, updated_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX closure_keep_date ON closure_keep (occurrence_id)
""",
    )
