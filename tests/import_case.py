"""Tables and calendars for the import to read, and short ways to run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from actions import importing
from actions.import_judging import Wish
from actions.reading_events import read_events
from actions.reading_tables import read_pasted
from db.changes import newest_of
from db.house import load_house
from domain.import_columns import columns_of
from domain.import_rows import Reading, found_in
from domain.importing import Found, proposed
from domain.model import House
from tests.house_case import ALLE, NADA, NOW, ZONE, Case

HOW = Reading(date(2026, 11, 18), date(2026, 11, 23))
HEADS = "Dag\tTid\tAktivitet\tType\tLokale\tFor hvem"
WORD = f"""{HEADS}
Mandag\t10-11\tNADA\tNADA\tStillerum\talle
\t13.00–14.30\tÅben café\tGruppeforløb\tSal\talle, unge
Tirsdag\tkl. 9 - 10\tNADA igen\tNADA\tStillerum, Huset\talle
"""


def rows(text: str, how: Reading = HOW) -> list[Found]:
    table = read_pasted(text)
    return found_in(table, columns_of(table.heads), how)


def events(*blocks: str) -> list[Found]:
    return list(read_events(ics(*blocks), zone=ZONE, now=NOW).found)


def ics(*blocks: str) -> bytes:
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *blocks, "END:VCALENDAR", ""))
    return text.replace("\n", "\r\n").encode()


def event(uid: str = "a@x", start: str = "20261130T100000", **more: str) -> str:
    lines = {"SUMMARY": "Yoga", "DTEND": "20261130T110000", **more}
    extra = "\n".join(f"{name.replace('_', '-')}:{value}" for name, value in lines.items())
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTART:{start}\n{extra}\nEND:VEVENT"


def house(case: Case) -> House:
    with case.db.read() as con:
        return load_house(con)


def wish(case: Case, found: Sequence[Found], **more: object) -> Wish:
    guess = proposed(found, house(case), case.boss)
    choices = replace(guess, category_id=NADA, group_ids=(ALLE,))
    return replace(Wish(choices), **more)  # type: ignore[arg-type]


def run(case: Case, found: Sequence[Found], **more: object) -> importing.Done:
    return importing.run(case.db, case.boss, found, wish(case, found, **more), now=NOW)


def look(case: Case, found: Sequence[Found], **more: object) -> importing.Preview:
    return importing.preview(case.db, case.boss, found, wish(case, found, **more), now=NOW)


def plan(case: Case) -> list[tuple[object, ...]]:
    return case.rows(
        "SELECT a.title, a.state, o.starts_at, o.state, o.room_id FROM occurrence o"
        " JOIN activity a ON a.id = o.activity_id WHERE a.deleted_at IS NULL"
        " ORDER BY o.starts_at, a.title"
    )


def newest(case: Case) -> int:
    with case.db.read() as con:
        found = newest_of(con, case.boss.staff_id)
    assert found is not None
    return found
