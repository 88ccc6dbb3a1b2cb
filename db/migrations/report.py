"""What managers write into the report: a draft per period and section."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m010_report(db: Database) -> None:
    """`period` is written as domain.reporting does: "2026-10", "2026-Q3" or "2026"."""
    script(
        db,
        """
CREATE TABLE report_comment (
  period TEXT NOT NULL CHECK (length(period) BETWEEN 4 AND 7),
  section TEXT NOT NULL CHECK (section IN ('whole', 'people', 'quality', 'economy')),
  text TEXT NOT NULL CHECK (length(text) <= 4000),
  version INTEGER NOT NULL DEFAULT 1,
  updated_by INTEGER REFERENCES staff(id), updated_at TEXT NOT NULL,
  PRIMARY KEY (period, section)) WITHOUT ROWID
""",
    )
