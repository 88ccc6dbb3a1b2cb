"""Calendars from outside: partners' programmes and busy times, with how their fetching goes."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m007_partners(db: Database) -> None:
    """Calendars that are fetched, and the last good copy of what they said.

    `busy_time` has no column that could hold a title: what a person does is never stored.
    """
    script(
        db,
        """
CREATE TABLE outside_calendar (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('partner', 'busy')),
  address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 1000),
  service_id INTEGER REFERENCES service(id),
  facilitator_id INTEGER REFERENCES facilitator(id),
  room_id INTEGER REFERENCES room(id),
  listing TEXT NOT NULL DEFAULT 'hidden' CHECK (listing IN ('hidden', 'open')),
  good_at TEXT, read_at TEXT, next_at TEXT, failing_since TEXT, empty_since TEXT,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  trouble TEXT NOT NULL DEFAULT '', status INTEGER,
  left_out INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '' CHECK (length(etag) <= 200),
  last_modified TEXT NOT NULL DEFAULT '' CHECK (length(last_modified) <= 100),
  CHECK (CASE kind
    WHEN 'partner'
      THEN service_id IS NOT NULL AND facilitator_id IS NULL AND room_id IS NULL
    ELSE service_id IS NULL AND listing = 'hidden'
      AND (facilitator_id IS NULL) <> (room_id IS NULL) END));
CREATE TABLE outside_group (
  calendar_id INTEGER NOT NULL REFERENCES outside_calendar(id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES target_group(id),
  PRIMARY KEY (calendar_id, group_id)) WITHOUT ROWID;
CREATE TABLE partner_date (
  id INTEGER PRIMARY KEY,
  calendar_id INTEGER NOT NULL REFERENCES outside_calendar(id) ON DELETE CASCADE,
  source_uid TEXT NOT NULL DEFAULT '' CHECK (length(source_uid) <= 255),
  starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  all_day INTEGER NOT NULL DEFAULT 0 CHECK (all_day IN (0, 1)),
  title TEXT NOT NULL CHECK (length(title) <= 120),
  place TEXT NOT NULL DEFAULT '' CHECK (length(place) <= 120),
  link TEXT NOT NULL DEFAULT '' CHECK (link = '' OR link LIKE 'https://%'),
  cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  CHECK (ends_at >= starts_at));
CREATE INDEX partner_date_time ON partner_date (starts_at, ends_at);
CREATE INDEX partner_date_calendar ON partner_date (calendar_id);
CREATE TABLE busy_time (
  calendar_id INTEGER NOT NULL REFERENCES outside_calendar(id) ON DELETE CASCADE,
  starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  PRIMARY KEY (calendar_id, starts_at),
  CHECK (ends_at > starts_at)) WITHOUT ROWID;
CREATE INDEX busy_time_end ON busy_time (ends_at)
""",
    )
