"""Kept sums of Driftstal as packs: the rows of a day, month or year in one value."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m019_packs(db: Database) -> None:
    """Packs instead of a table row per pattern: read at once, added up by column.

    `content` is what `db.driftstal_packs` says. They hold where `figure_span` says so, as the
    other kept sums do; all spans are summed anew.
    """
    statements = [
        """CREATE TABLE figure_pack (
  id INTEGER PRIMARY KEY, level TEXT NOT NULL CHECK (level IN ('day', 'month', 'year')),
  start TEXT NOT NULL, content BLOB NOT NULL, UNIQUE (level, start))""",
        "DROP TABLE figure_pattern",
        "DELETE FROM figure_span",
        "DELETE FROM figure",
        "DELETE FROM figure_gap",
    ]
    script(db, ";\n".join(statements))
