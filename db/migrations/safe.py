"""Signing in with a second factor or elsewhere, what a session says of itself, who signed in."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script


@migrations()
def m018_sign_in(db: Database) -> None:
    """`second_factor` counts once it is confirmed; `last_step` is the last half minute used.

    `sign_in_step` stands between the password and the code. `identity` is who an account is at the
    municipality's own sign-in. `sign_in` names only
    accounts that there are: what was typed as a name may be a password.
    """
    script(
        db,
        """
CREATE TABLE second_factor (
  staff_id INTEGER PRIMARY KEY REFERENCES staff(id) ON DELETE CASCADE, secret TEXT NOT NULL,
  made_at TEXT NOT NULL, confirmed_at TEXT, last_step INTEGER NOT NULL DEFAULT 0);
CREATE TABLE recovery_code (
  staff_id INTEGER NOT NULL REFERENCES second_factor(staff_id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL, used_at TEXT, PRIMARY KEY (staff_id, code_hash)) WITHOUT ROWID;
CREATE TABLE sign_in_step (
  token_hash TEXT PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  way TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, made_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE identity (
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  staff_id INTEGER NOT NULL UNIQUE REFERENCES staff(id) ON DELETE CASCADE, made_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject)) WITHOUT ROWID;
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
CREATE TABLE sign_in (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL,
  staff_id INTEGER REFERENCES staff(id) ON DELETE SET NULL,
  way TEXT NOT NULL, outcome TEXT NOT NULL, ip TEXT NOT NULL, device TEXT NOT NULL);
CREATE INDEX sign_in_at ON sign_in (at);
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);
CREATE INDEX reading_at ON reading (at)
""",
    )
