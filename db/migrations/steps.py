"""The numbered steps, and how one is written."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("house")


def script(db: Database, statements: str) -> None:
    """Run statements that are separated by ";" at the end of a line.

    `executescript` would commit the transaction that the migration runs in.
    """
    for statement in statements.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
