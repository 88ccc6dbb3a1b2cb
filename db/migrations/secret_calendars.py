"""Secret calendars, and what became of public addresses."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m006_secret_calendars(db: Database) -> None:
    """Addresses of secret calendars, the UIDs of what is busy, and every slug that ever was.

    `secret_address.calendar` is the inner name of a domain.discretion.Feed. A revoked address
    stays, as its sha256, so that it answers 410. `public_address` keeps whose a slug was for good.
    """
    # a trigger, so that whoever writes a row need not know of it
    script(
        db,
        """
ALTER TABLE activity ADD COLUMN busy_uid TEXT NOT NULL DEFAULT '';
UPDATE activity SET busy_uid = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX activity_busy_uid ON activity (busy_uid) WHERE busy_uid <> ''
""",
    )
    db.conn.execute(
        "CREATE TRIGGER activity_busy_uid_made AFTER INSERT ON activity WHEN NEW.busy_uid = ''"
        " BEGIN UPDATE activity SET busy_uid = lower(hex(randomblob(16))) WHERE id = NEW.id; END"
    )
    script(
        db,
        """
CREATE TABLE secret_address (
  id INTEGER PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  calendar TEXT NOT NULL, label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 60),
  staff_id INTEGER NOT NULL REFERENCES staff(id), made_at TEXT NOT NULL,
  revoked_at TEXT, revoked_by INTEGER REFERENCES staff(id));
CREATE INDEX secret_address_calendar ON secret_address (calendar);
CREATE TABLE public_address (
  slug TEXT PRIMARY KEY, group_id INTEGER NOT NULL REFERENCES target_group(id),
  note_uid TEXT NOT NULL UNIQUE, discreet INTEGER NOT NULL DEFAULT 0 CHECK (discreet IN (0, 1)),
  opened_at TEXT, closed_at TEXT, gone_at TEXT,
  CHECK (closed_at IS NULL OR opened_at IS NOT NULL),
  CHECK (gone_at IS NULL OR closed_at IS NOT NULL));
INSERT INTO public_address (slug, group_id, note_uid, discreet, opened_at)
  SELECT g.slug, g.id, lower(hex(randomblob(16))), g.calendar = 'discreet', f.changed_at
  FROM target_group g LEFT JOIN feed f ON f.slug = g.slug WHERE g.is_everyone = 0
""",
    )
