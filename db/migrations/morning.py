"""The bad morning, courses, and half-filled forms."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m014_morning(db: Database) -> None:
    """`missing`: who cannot run a date they were to run, as a JSON list of facilitators' ids; no
    column holds why, because nobody asks. `taken`: places of a course that are taken, no names.

    `form_draft` holds what one person had typed into one form; jobs thin it.
    """
    script(
        db,
        """
ALTER TABLE occurrence ADD COLUMN missing TEXT NOT NULL DEFAULT '[]'
  CHECK (missing LIKE '[%]');
CREATE INDEX occurrence_missing ON occurrence (starts_at) WHERE missing <> '[]';
ALTER TABLE activity ADD COLUMN taken INTEGER NOT NULL DEFAULT 0
  CHECK (taken BETWEEN 0 AND 10000);
CREATE TABLE form_draft (
  staff_id INTEGER NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  form TEXT NOT NULL CHECK (length(form) BETWEEN 1 AND 200),
  content TEXT NOT NULL CHECK (length(content) <= 40000), saved_at TEXT NOT NULL,
  PRIMARY KEY (staff_id, form)) WITHOUT ROWID
""",
    )
