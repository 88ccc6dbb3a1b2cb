"""What the demo house says to citizens beyond its plan: the first time, volunteers, languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from db.connection import Connection
from db.house import load_house
from db.writes_texts import set_text

_FILE = Path(__file__).resolve().parent.parent / "demo" / "citizens.json"


def words_of(row_id: str) -> dict[str, Any]:
    """More fields of the activity that a row of the week plan makes."""
    return dict(_spec()["activities"].get(row_id, {}))


def message_elsewhere() -> dict[str, str]:
    """*Ugens besked* in other languages; not in all of them, so that both can be seen."""
    return dict(_spec()["message"])


def fill_texts(con: Connection) -> None:
    """The house's own texts in other languages; rows are named, groups by their slug."""
    house = load_house(con)
    ids = {
        "category": {one.name: one.id for one in house.categories.values()},
        "target_group": {one.slug: one.id for one in house.groups.values()},
        "service": {one.name: one.id for one in house.services.values()},
        "site": {one.name: one.id for one in house.sites.values()},
    }
    for kind, name, language, field, text in _spec()["texts"]:
        set_text(con, (kind, ids[kind][name], language, field), text)


@cache
def _spec() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
