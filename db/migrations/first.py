"""The first schema: the house, its activities, people, attendance and feeds."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script

# a CHECK that gives NULL passes, so what may be NULL is named by coalesce
NOWHERE = "coalesce(listing, '') = 'hidden' AND coalesce(feed, '') = 'none'"
BOOL = "INTEGER NOT NULL DEFAULT 0 CHECK ({0} IN (0, 1))"


@migrations()
def m001_house(db: Database) -> None:
    """Services, target groups, categories, sites, rooms, facilitators, closures, settings."""
    script(
        db,
        """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE site (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
  address TEXT NOT NULL, sort INTEGER NOT NULL DEFAULT 0);
CREATE TABLE room (
  id INTEGER PRIMARY KEY, site_id INTEGER NOT NULL REFERENCES site(id),
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 10000), kind TEXT NOT NULL DEFAULT '',
  exclusive INTEGER NOT NULL DEFAULT 1 CHECK (exclusive IN (0, 1)),
  setup_minutes INTEGER NOT NULL DEFAULT 0 CHECK (setup_minutes BETWEEN 0 AND 240),
  clearing_minutes INTEGER NOT NULL DEFAULT 0 CHECK (clearing_minutes BETWEEN 0 AND 240),
  sort INTEGER NOT NULL DEFAULT 0, retired_at TEXT);
CREATE TABLE service (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 120),
  short TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('house', 'service', 'partner')),
  color TEXT NOT NULL CHECK (color LIKE '#______'),
  is_origin INTEGER NOT NULL CHECK (is_origin IN (0, 1)),
  about TEXT NOT NULL DEFAULT '', for_whom TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  hours TEXT NOT NULL DEFAULT '', anonymous TEXT NOT NULL DEFAULT '',
  what_happens TEXT NOT NULL DEFAULT '', sort INTEGER NOT NULL DEFAULT 0, retired_at TEXT);
CREATE TABLE target_group (
  id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE CHECK (slug <> 'alle' OR is_everyone = 1),
  name TEXT NOT NULL UNIQUE, public_name TEXT NOT NULL, neutral_name TEXT NOT NULL DEFAULT '',
  calendar TEXT NOT NULL CHECK (calendar IN ('open', 'discreet', 'secret', 'none')),
  is_everyone INTEGER NOT NULL DEFAULT 0 CHECK (is_everyone IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0, retired_at TEXT,
  CHECK (calendar <> 'discreet' OR neutral_name <> ''));
CREATE TABLE category (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, icon TEXT NOT NULL DEFAULT '',
  sentence TEXT NOT NULL DEFAULT '',
    treatment INTEGER NOT NULL DEFAULT 0 CHECK (treatment IN (0, 1)),
  sort INTEGER NOT NULL DEFAULT 0, retired_at TEXT);
CREATE TABLE facilitator (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('staff', 'volunteer', 'guest')),
  exclusive INTEGER NOT NULL DEFAULT 1 CHECK (exclusive IN (0, 1)), retired_at TEXT);
CREATE TABLE closure (
  id INTEGER PRIMARY KEY, site_id INTEGER REFERENCES site(id),
  starts_at TEXT NOT NULL, ends_at TEXT NOT NULL, name TEXT NOT NULL,
  CHECK (ends_at > starts_at));
CREATE INDEX closure_time ON closure (starts_at, ends_at)
""",
    )


@migrations()
def m002_activities(db: Database) -> None:
    """Activities with what belongs to them, and their dates written out."""
    script(
        db,
        f"""
CREATE TABLE activity (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, neutral_uid TEXT NOT NULL UNIQUE,
  lineage TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('activity', 'reservation')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
  neutral_title TEXT NOT NULL DEFAULT '' CHECK (length(neutral_title) <= 120),
  description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
  public_note TEXT NOT NULL DEFAULT '',
  category_id INTEGER NOT NULL REFERENCES category(id), room_id INTEGER REFERENCES room(id),
  local_start TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
  rrule TEXT, capacity INTEGER CHECK (capacity BETWEEN 1 AND 10000),
  access TEXT NOT NULL CHECK (access IN ('drop-in', 'sign-up', 'referral', 'internal')),
  signup_phone TEXT NOT NULL DEFAULT '', sign_up_until TEXT NOT NULL DEFAULT '',
  price_dkk INTEGER NOT NULL DEFAULT 0 CHECK (price_dkk BETWEEN 0 AND 100000),
  step_free {BOOL.format("step_free")}, interpreter {BOOL.format("interpreter")},
  rusfri {BOOL.format("rusfri")}, childcare {BOOL.format("childcare")},
  relatives {BOOL.format("relatives")}, course {BOOL.format("course")},
  listing TEXT CHECK (listing IN ('open', 'mentioned', 'hidden')),
  feed TEXT CHECK (feed IN ('open', 'discreet', 'none')),
  legal_basis TEXT NOT NULL DEFAULT '', treatment {BOOL.format("treatment")},
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'cancelled')),
  version INTEGER NOT NULL DEFAULT 1, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  cancelled_at TEXT, cancel_reason TEXT NOT NULL DEFAULT '', deleted_at TEXT, source_uid TEXT,
  CHECK (treatment = 0 OR ({NOWHERE})),
  CHECK (legal_basis NOT IN ('SEL § 101', 'SEL § 101 a', 'SUL § 141', 'SUL § 142')
    OR treatment = 1),
  CHECK (access <> 'internal' OR coalesce(listing, 'hidden') = 'hidden'),
  CHECK (kind <> 'reservation' OR (access = 'internal' AND {NOWHERE})),
  CHECK (substr(local_start, 12, 5) < '02:00' OR substr(local_start, 12, 5) >= '03:00'));
CREATE INDEX activity_lineage ON activity (lineage);
CREATE TABLE activity_service (
  activity_id INTEGER NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
  service_id INTEGER NOT NULL REFERENCES service(id),
    PRIMARY KEY (activity_id, service_id)) WITHOUT ROWID;
CREATE TABLE activity_group (
  activity_id INTEGER NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES target_group(id),
    PRIMARY KEY (activity_id, group_id)) WITHOUT ROWID;
CREATE TABLE activity_facilitator (
  activity_id INTEGER NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
  facilitator_id INTEGER NOT NULL REFERENCES facilitator(id),
  PRIMARY KEY (activity_id, facilitator_id)) WITHOUT ROWID;
CREATE TABLE occurrence (
  id INTEGER PRIMARY KEY, activity_id INTEGER NOT NULL REFERENCES activity(id) ON DELETE CASCADE,
  original_start TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
  room_id INTEGER REFERENCES room(id),
  state TEXT NOT NULL CHECK (state IN ('planned', 'cancelled', 'paused')),
  title TEXT CHECK (length(title) BETWEEN 1 AND 120), note TEXT NOT NULL DEFAULT '',
  cancel_reason TEXT NOT NULL DEFAULT '', is_exception {BOOL.format("is_exception")},
  moved_uid TEXT UNIQUE, moved_neutral_uid TEXT UNIQUE,
  close_out TEXT CHECK (close_out IN ('held', 'nobody', 'cancelled')), cancelled_at TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (activity_id, original_start),
  CHECK (ends_at > starts_at), CHECK (julianday(ends_at) - julianday(starts_at) < 1.0001));
CREATE INDEX occurrence_time ON occurrence (starts_at, ends_at);
CREATE INDEX occurrence_room ON occurrence (room_id, starts_at, ends_at);
CREATE TABLE occurrence_facilitator (
  occurrence_id INTEGER NOT NULL REFERENCES occurrence(id) ON DELETE CASCADE,
  facilitator_id INTEGER NOT NULL REFERENCES facilitator(id), starts_at TEXT NOT NULL,
  PRIMARY KEY (occurrence_id, facilitator_id)) WITHOUT ROWID;
CREATE INDEX occurrence_facilitator_time ON occurrence_facilitator (facilitator_id, starts_at)
""",
    )


@migrations()
def m003_people(db: Database) -> None:
    """Staff, roles, sessions, one-time links
    , the change log and the log of confidential readings."""
    script(
        db,
        """
CREATE TABLE staff (
  id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password_hash TEXT,
  facilitator_id INTEGER REFERENCES facilitator(id), created_at TEXT NOT NULL, disabled_at TEXT);
CREATE TABLE staff_role (
  id INTEGER PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'coordinator', 'host', 'manager')),
  service_id INTEGER REFERENCES service(id));
CREATE UNIQUE INDEX staff_role_once ON staff_role (staff_id, role, coalesce(service_id, 0));
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  csrf TEXT NOT NULL, created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, revoked_at TEXT);
CREATE INDEX session_staff ON session (staff_id);
CREATE TABLE one_time_link (
  token_hash TEXT PRIMARY KEY, purpose TEXT NOT NULL
    CHECK (purpose IN ('first-admin', 'sign-in', 'password')),
  staff_id INTEGER REFERENCES staff(id) ON DELETE CASCADE,
  created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT);
CREATE TABLE sign_in_failure (
  id INTEGER PRIMARY KEY, username TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX sign_in_failure_name ON sign_in_failure (username, at);
CREATE TABLE form_token (
  token TEXT PRIMARY KEY, staff_id INTEGER NOT NULL, result TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE change (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, staff_id INTEGER REFERENCES staff(id),
    action TEXT NOT NULL,
  summary TEXT NOT NULL, touched TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE INDEX change_at ON change (at);
CREATE TABLE reading (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, staff_id INTEGER NOT NULL REFERENCES staff(id),
  what TEXT NOT NULL, occurrence_id INTEGER)
""",
    )


@migrations()
def m004_attendance(db: Database) -> None:
    """Counts per date, and the protected tables that were released."""
    script(
        db,
        """
CREATE TABLE attendance (
  occurrence_id INTEGER PRIMARY KEY REFERENCES occurrence(id),
  total INTEGER NOT NULL CHECK (total BETWEEN 0 AND 1000),
  turned_away INTEGER NOT NULL DEFAULT 0 CHECK (turned_away BETWEEN 0 AND 1000),
  volunteers INTEGER NOT NULL DEFAULT 0 CHECK (volunteers BETWEEN 0 AND 100),
  volunteer_minutes INTEGER NOT NULL DEFAULT 0 CHECK (volunteer_minutes BETWEEN 0 AND 60000),
  recorded_by INTEGER REFERENCES staff(id),
    recorded_at TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 1);
CREATE TABLE attendance_service (
  occurrence_id INTEGER NOT NULL REFERENCES attendance(occurrence_id) ON DELETE CASCADE,
  service_id INTEGER NOT NULL REFERENCES service(id),
  visits INTEGER NOT NULL CHECK (visits BETWEEN 0 AND 1000),
  PRIMARY KEY (occurrence_id, service_id)) WITHOUT ROWID;
CREATE TABLE release (
  period TEXT NOT NULL, name TEXT NOT NULL, released_at TEXT NOT NULL, status TEXT NOT NULL
    CHECK (status IN ('released', 'withheld')),
  content TEXT NOT NULL, PRIMARY KEY (period, name))
""",
    )


@migrations()
def m005_feeds(db: Database) -> None:
    """What each feed holds now, with its stamps and tombstones; jobs."""
    script(
        db,
        """
CREATE TABLE feed (
  slug TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL DEFAULT 0,
  changed_at TEXT NOT NULL);
CREATE TABLE feed_entry (
  feed TEXT NOT NULL, uid TEXT NOT NULL, activity_id INTEGER,
  content TEXT NOT NULL, content_hash TEXT NOT NULL, sequence INTEGER NOT NULL,
  created_at TEXT NOT NULL, last_modified TEXT NOT NULL, left_at TEXT,
    PRIMARY KEY (feed, uid)) WITHOUT ROWID;
CREATE INDEX feed_entry_activity ON feed_entry (activity_id);
CREATE TABLE job (
  name TEXT PRIMARY KEY, last_started_at TEXT, last_finished_at TEXT,
    last_error TEXT NOT NULL DEFAULT '')
""",
    )
