"""What planning is judged by: weekly hours, absences, staff a type needs, groups kept apart."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m013_planning_rules(db: Database) -> None:
    """`weekly_hours`: local minutes after the weekday's midnight; `until_minute` may reach into the
    next day. `absence` holds days, both included, and has no column for a reason: nobody asks."""
    script(
        db,
        """
CREATE TABLE weekly_hours (
  owner TEXT NOT NULL CHECK (owner IN ('site', 'room', 'facilitator')), owner_id INTEGER NOT NULL,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  until_minute INTEGER NOT NULL, PRIMARY KEY (owner, owner_id, weekday, from_minute),
  CHECK (until_minute > from_minute AND until_minute <= from_minute + 1440)) WITHOUT ROWID;
CREATE TABLE absence (
  id INTEGER PRIMARY KEY, facilitator_id INTEGER NOT NULL REFERENCES facilitator(id),
  first_day TEXT NOT NULL CHECK (length(first_day) = 10),
  last_day TEXT NOT NULL CHECK (length(last_day) = 10 AND last_day >= first_day));
CREATE INDEX absence_person ON absence (facilitator_id, last_day);
ALTER TABLE category ADD COLUMN min_staff INTEGER NOT NULL DEFAULT 0
  CHECK (min_staff BETWEEN 0 AND 20);
CREATE TABLE apart (
  first_group INTEGER NOT NULL REFERENCES target_group(id),
  second_group INTEGER NOT NULL REFERENCES target_group(id),
  margin_minutes INTEGER NOT NULL CHECK (margin_minutes BETWEEN 0 AND 240),
  PRIMARY KEY (first_group, second_group), CHECK (first_group < second_group)) WITHOUT ROWID
""",
    )
