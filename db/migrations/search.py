"""Searching in the plan: an index of texts made alike, kept by triggers; and foreign identities.

Triggers, because whoever writes a title, a description or a name would else have to remember the
index: setup, undo, restore and import too. They run in the writer's own transaction.
"""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations

# domain.searching.LETTERS, said in SQL; unicode61 takes capitals and the other accents away
_LETTERS = (
    *(("æ", "ae"), ("Æ", "ae"), ("ø", "oe"), ("Ø", "oe"), ("å", "aa"), ("Å", "aa")),
    *(("ä", "ae"), ("Ä", "ae"), ("ö", "oe"), ("Ö", "oe"), ("ü", "ue"), ("Ü", "ue"), ("ß", "ss")),
)


def alike(column: str) -> str:
    """The SQL of a text whose letters are written as `domain.searching` writes them."""
    for letter, written in _LETTERS:
        column = f"replace({column}, '{letter}', '{written}')"
    return column


_TITLES = (
    "a.title || coalesce((SELECT group_concat(' ' || o.title, '') FROM occurrence o"
    " WHERE o.activity_id = a.id AND o.title IS NOT NULL), '')"
)
_PEOPLE = (
    "coalesce((SELECT group_concat(f.name, ' ') FROM activity_facilitator af"
    " JOIN facilitator f ON f.id = af.facilitator_id WHERE af.activity_id = a.id), '')"
)
FILL = (
    "INSERT INTO activity_search (rowid, title, description, people)"
    f" SELECT a.id, {alike(_TITLES)}, {alike('a.description')}, {alike(_PEOPLE)} FROM activity a"
)


def _again(activity_id: str) -> str:
    """The statements that index one activity anew."""
    return (
        f"DELETE FROM activity_search WHERE rowid = {activity_id};"
        f" {FILL} WHERE a.id = {activity_id};"
    )


TRIGGERS = {
    "activity_search_new": ("AFTER INSERT ON activity", _again("new.id")),
    "activity_search_text": (
        "AFTER UPDATE OF title, description ON activity"
        " WHEN new.title <> old.title OR new.description <> old.description",
        _again("new.id"),
    ),
    "activity_search_gone": (
        "AFTER DELETE ON activity",
        "DELETE FROM activity_search WHERE rowid = old.id;",
    ),
    "activity_search_person": ("AFTER INSERT ON activity_facilitator", _again("new.activity_id")),
    "activity_search_no_person": (
        "AFTER DELETE ON activity_facilitator",
        _again("old.activity_id"),
    ),
    "activity_search_name": (
        "AFTER UPDATE OF name ON facilitator WHEN new.name <> old.name",
        "DELETE FROM activity_search WHERE rowid IN"
        " (SELECT activity_id FROM activity_facilitator WHERE facilitator_id = new.id);"
        f" {FILL} WHERE a.id IN"
        " (SELECT activity_id FROM activity_facilitator WHERE facilitator_id = new.id);",
    ),
    "activity_search_date": (
        "AFTER INSERT ON occurrence WHEN new.title IS NOT NULL",
        _again("new.activity_id"),
    ),
    "activity_search_date_text": (
        "AFTER UPDATE OF title, activity_id ON occurrence"
        " WHEN coalesce(new.title, '') <> coalesce(old.title, '')"
        " OR (new.activity_id <> old.activity_id AND new.title IS NOT NULL)",
        f"{_again('old.activity_id')} {_again('new.activity_id')}",
    ),
    "activity_search_no_date": (
        "AFTER DELETE ON occurrence WHEN old.title IS NOT NULL",
        _again("old.activity_id"),
    ),
}


@migrations()
def m016_search(db: Database) -> None:
    """The index with its triggers, filled; and what was imported is found by its foreign UID."""
    db.conn.execute(
        "CREATE VIRTUAL TABLE activity_search USING fts5"
        "(title, description, people, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    db.conn.execute(FILL)
    for name, (when, statements) in TRIGGERS.items():
        db.conn.execute(f"CREATE TRIGGER {name} {when} BEGIN {statements} END")
    db.conn.execute(
        "CREATE INDEX activity_source ON activity (source_uid) WHERE source_uid IS NOT NULL"
    )
