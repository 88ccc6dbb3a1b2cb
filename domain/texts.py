"""What of the house can be said in other languages, and by which rows and fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import InvalidField, InvalidInput
from domain.model import OTHER_LANGUAGES, House
from domain.text import clean_block, has_cpr

TextKey = tuple[str, int, str, str]
"""Kind of row, its id, the language's code, the field: as in House.texts."""
APPROVED = "languages.approved"
"""The setting: codes of the languages that somebody at the house has approved, by blanks."""
MOST = 1000
FIELDS: dict[str, tuple[str, ...]] = {
    "category": ("name", "sentence"),
    "target_group": ("public_name",),
    "service": ("about", "for_whom", "what_happens", "hours", "anonymous"),
    "site": ("way_in",),
}
"""The fields of each kind that citizens read."""


@dataclass(frozen=True, slots=True)
class Sayable:
    """One Danish text that can be said in another language."""

    kind: str
    row_id: int
    field: str
    row_name: str
    danish: str


def sayable(house: House) -> list[Sayable]:
    """Every Danish text that citizens may read, in the order of FIELDS; none that is empty.

    Types of treatment and groups without an open or discreet calendar are read by nobody.
    """
    rows = {
        "category": [
            one for one in house.categories.values() if not one.retired and not one.treatment
        ],
        "target_group": [
            one
            for one in house.groups.values()
            if not one.retired and not one.is_everyone and one.calendar in ("open", "discreet")
        ],
        "service": [one for one in house.services.values() if not one.retired],
        "site": list(house.sites.values()),
    }
    return [
        Sayable(kind, one.id, field, one.name, danish)
        for kind, fields in FIELDS.items()
        for one in rows[kind]  # type: ignore[attr-defined]
        for field in fields
        if (danish := str(getattr(one, field)))
    ]


def approved(settings: Mapping[str, str]) -> frozenset[str]:
    """The languages that somebody at the house has approved."""
    return frozenset(settings.get(APPROVED, "").split()) & frozenset(OTHER_LANGUAGES)


def checked_texts(language: str, typed: Mapping[tuple[str, int, str], str]) -> dict[TextKey, str]:
    """The texts clean, by their keys. Raises InvalidInput (field "kind-id-field")."""
    if language not in OTHER_LANGUAGES:
        raise InvalidInput((InvalidField("language", "unknown"),))
    problems: list[InvalidField] = []
    found: dict[TextKey, str] = {}
    for (kind, row_id, field), text in typed.items():
        slot = f"{kind}-{row_id}-{field}"
        text = clean_block(text)
        if field not in FIELDS.get(kind, ()):
            problems.append(InvalidField(slot, "unknown"))
        if len(text) > MOST:
            problems.append(InvalidField(slot, "too-long", highest=MOST, length=len(text)))
        if has_cpr(text):
            problems.append(InvalidField(slot, "cpr"))
        found[kind, row_id, language, field] = text
    if problems:
        raise InvalidInput(tuple(problems))
    return found
