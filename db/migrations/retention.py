"""What is left of old counts by service, when it was announced, and one reading per opening."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m009_retention(db: Database) -> None:
    """Counts by service become quarter sums; a reading knows the opening it belongs to."""
    script(
        db,
        """
CREATE TABLE service_quarter (
  quarter TEXT NOT NULL CHECK (quarter LIKE '____-Q_'),
  service_id INTEGER NOT NULL REFERENCES service(id),
  visits INTEGER NOT NULL CHECK (visits > 0), PRIMARY KEY (quarter, service_id)) WITHOUT ROWID;
CREATE TABLE retention (
  quarter TEXT PRIMARY KEY CHECK (quarter LIKE '____-Q_'), announced_at TEXT NOT NULL,
  reduced_at TEXT, scrubbed_at TEXT,
  CHECK (scrubbed_at IS NULL OR reduced_at IS NOT NULL));
ALTER TABLE reading ADD COLUMN opening TEXT NOT NULL DEFAULT '';
CREATE INDEX reading_opening ON reading (staff_id, occurrence_id, at)
""",
    )
