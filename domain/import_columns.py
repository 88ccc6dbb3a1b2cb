"""Which column of somebody's table is what: by its head, or by how its cells look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain import import_cells as cells
from domain.errors import InvalidField
from domain.searching import normalised

Column = str
"""A key of HEADS."""

# What a head may be called, normalised. The first of each is what our own exports write.
HEADS: dict[Column, tuple[str, ...]] = {
    "date": ("dato", "dag og dato", "date", "start date", "startdato", "dag dato"),
    "weekday": ("ugedag", "dag", "day", "weekday"),
    "time": ("tid", "tidspunkt", "klokken", "kl", "tidsrum", "time", "hvornaar"),
    "start": ("fra", "start", "starttid", "start time", "begynder", "starttidspunkt"),
    "end": ("til", "slut", "sluttid", "end", "end time", "slutter", "sluttidspunkt"),
    "title": ("aktivitet", "titel", "navn", "hvad", "title", "subject", "emne", "summary"),
    "category": ("type", "kategori", "category", "categories", "kategorier"),
    "services": ("organiseret af", "tilbud", "enhed", "service", "organised by", "arrangoer"),
    "groups": ("for hvem", "maalgruppe", "maalgrupper", "target groups", "gruppe"),
    "room": ("lokale", "sted", "hvor", "room", "location", "rum"),
    "facilitators": ("vejleder", "vejledere", "ansvarlig", "facilitator", "hvem", "underviser"),
    "description": ("beskrivelse", "description", "tekst", "indhold", "om"),
    "neutral_title": ("neutral titel", "neutral title"),
    "capacity": ("pladser", "antal pladser", "capacity", "plads"),
    "price": ("pris", "price", "price dkk", "pris kr"),
    "access": ("deltagelse", "saadan deltager du", "access", "adgang"),
    "signup_phone": ("telefon", "tlf", "phone"),
    "sign_up_until": ("tilmelding senest", "frist", "tilmeldingsfrist"),
    "public_note": ("besked", "note", "bemaerkning", "bemaerkninger"),
    "listing": ("opslag", "listing"),
    "feed": ("kalender", "feed"),
    "legal_basis": ("retsgrundlag", "paragraf", "legal basis"),
    "notes": ("vilkaar", "forhold"),
    "state": ("tilstand", "status"),
    "uid": ("id", "uid"),
}
COLUMNS = tuple(HEADS)
_BY_HEAD = {head: column for column, heads in HEADS.items() for head in heads}


def columns_of(heads: Sequence[str]) -> list[Column | None]:
    """What each column is by its head; the second of two alike is left out."""
    found: list[Column | None] = []
    for head in heads:
        column = _BY_HEAD.get(normalised(head))
        found.append(column if column not in found else None)
    return found


def head_row(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row that holds the heads, among the first ten; None where none does."""
    best = max(
        range(min(len(rows), 10)),
        key=lambda at: sum(one is not None for one in columns_of(rows[at])),
        default=None,
    )
    if best is None or sum(one is not None for one in columns_of(rows[best])) < 2:
        return None
    return best


def guessed_columns(rows: Sequence[Sequence[str]], today: date) -> list[Column | None]:
    """What columns without heads look like: days, times, and the first text as the title."""
    width = max((len(row) for row in rows), default=0)
    found: list[Column | None] = []
    for at in range(width):
        seen = Counter(
            looks for row in rows[:50] if at < len(row) and (looks := _looks(row[at], today))
        )
        likely = seen.most_common(1)[0][0] if seen else None
        if likely == "start" and "start" in found:
            likely = "end"
        found.append(likely if likely not in found else None)
    return found


def _looks(cell: str, today: date) -> Column | None:
    text = cell.strip()
    if not text:
        return None
    if cells.weekday_of(text) is not None:
        return "weekday"
    try:
        _start, end = cells.span_of(text)
        return "time" if end else "start"
    except InvalidField:
        pass
    try:
        cells.day_of(text, today)
        return "date"
    except InvalidField:
        return "title"
