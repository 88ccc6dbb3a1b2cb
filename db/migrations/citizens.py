"""Citizens' pages: the first time, volunteers, other languages, how to get in."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m017_citizens(db: Database) -> None:
    """Texts in other languages stand in one table, by what they belong to and which field.

    `row_id` has no foreign key, because it points into the table that `kind` names; rows of the
    house are retired, never deleted.
    """
    script(
        db,
        """
ALTER TABLE site ADD COLUMN way_in TEXT NOT NULL DEFAULT '' CHECK (length(way_in) <= 1000);
ALTER TABLE activity ADD COLUMN first_time TEXT NOT NULL DEFAULT ''
  CHECK (length(first_time) <= 500);
ALTER TABLE activity ADD COLUMN nameless INTEGER NOT NULL DEFAULT 0 CHECK (nameless IN (0, 1));
ALTER TABLE activity ADD COLUMN volunteer_task TEXT NOT NULL DEFAULT ''
  CHECK (length(volunteer_task) <= 300);
ALTER TABLE activity ADD COLUMN other_language TEXT NOT NULL DEFAULT ''
  CHECK (other_language IN ('', 'en', 'tr', 'ar', 'ur'));
ALTER TABLE activity ADD COLUMN other_title TEXT NOT NULL DEFAULT ''
  CHECK (length(other_title) <= 120);
ALTER TABLE activity ADD COLUMN other_text TEXT NOT NULL DEFAULT ''
  CHECK (length(other_text) <= 2000);
CREATE TABLE house_text (
  kind TEXT NOT NULL CHECK (kind IN ('category', 'target_group', 'service', 'site')),
  row_id INTEGER NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('en', 'tr', 'ar', 'ur')),
  field TEXT NOT NULL CHECK (length(field) BETWEEN 1 AND 40),
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
  PRIMARY KEY (kind, row_id, language, field)) WITHOUT ROWID
""",
    )
