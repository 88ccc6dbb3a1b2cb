"""The door: tablets of the house, visits outside activities, the three faces."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m008_door(db: Database) -> None:
    """Nothing here joins `attendance`: visits outside activities are a measure of their own.

    The tables of the faces keep no time and no order of insertion: they are sorted by their keys.
    """
    script(
        db,
        """
CREATE TABLE tablet (
  staff_id INTEGER PRIMARY KEY REFERENCES staff(id) ON DELETE CASCADE, made_at TEXT NOT NULL);
CREATE TABLE counting_place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
  divides_at TEXT NOT NULL CHECK (divides_at BETWEEN '08:00' AND '20:00'),
  weekdays TEXT NOT NULL DEFAULT '01234', since TEXT NOT NULL,
  sort INTEGER NOT NULL DEFAULT 0, retired_at TEXT);
CREATE TABLE half_day (
  place_id INTEGER NOT NULL REFERENCES counting_place(id), day TEXT NOT NULL,
  half TEXT NOT NULL CHECK (half IN ('morning', 'afternoon')),
  total INTEGER NOT NULL CHECK (total BETWEEN 0 AND 1000),
  recorded_by INTEGER REFERENCES staff(id), recorded_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (place_id, day, half)) WITHOUT ROWID;
CREATE INDEX half_day_day ON half_day (day);
CREATE TABLE face_tally (
  lineage TEXT NOT NULL, month TEXT NOT NULL CHECK (month LIKE '____-__'),
  face TEXT NOT NULL CHECK (face IN ('good', 'middling', 'bad')),
  answers INTEGER NOT NULL CHECK (answers > 0),
  PRIMARY KEY (lineage, month, face)) WITHOUT ROWID;
CREATE TABLE face_token (token TEXT PRIMARY KEY, month TEXT NOT NULL) WITHOUT ROWID
""",
    )
