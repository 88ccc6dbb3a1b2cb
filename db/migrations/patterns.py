"""Finer kept sums of Driftstal: by what weekly dates have in common, so that filters add up."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m012_patterns(db: Database) -> None:
    """Sums by activity, room, weekday, beginning and length; and offers to groups with their gaps.

    A weekly activity is one row a year, so every cut under every filter adds up few rows. They
    hold where `figure_span` says so, as the others do; all spans are summed anew.
    """
    statements = [
        """CREATE TABLE figure_pattern (
  level TEXT NOT NULL, start TEXT NOT NULL, activity_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL, weekday INTEGER NOT NULL, at INTEGER NOT NULL,
  minutes INTEGER NOT NULL, category_id INTEGER NOT NULL,
  visits INTEGER NOT NULL, turned_away INTEGER NOT NULL, held INTEGER NOT NULL,
  unrecorded INTEGER NOT NULL, coming INTEGER NOT NULL, late INTEGER NOT NULL,
  soon INTEGER NOT NULL, early INTEGER NOT NULL, afterwards INTEGER NOT NULL,
  volunteer_minutes INTEGER NOT NULL, seats INTEGER NOT NULL, seated INTEGER NOT NULL,
  booked_minutes INTEGER NOT NULL, held_minutes INTEGER NOT NULL,
  PRIMARY KEY (level, start, activity_id, room_id, weekday, at, minutes)) WITHOUT ROWID""",
        """CREATE TABLE figure_gap (
  level TEXT NOT NULL, start TEXT NOT NULL, group_id INTEGER NOT NULL, first TEXT NOT NULL,
  after TEXT NOT NULL, gap_first TEXT NOT NULL, gap_after TEXT NOT NULL,
  PRIMARY KEY (level, start, group_id)) WITHOUT ROWID""",
        "DELETE FROM figure_span",
        "DELETE FROM figure",
    ]
    script(db, ";\n".join(statements))
