"""The history tells before and after of every kind of change, and puts the setup back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from actions import entrance, setup_back
from db.changes import change
from db.house import load_house
from domain.errors import NotFound, Refused, UndoRefused
from domain.texts import APPROVED
from pages import _historik_change
from tests import history_case as acts
from tests.history_case import admin
from tests.house_case import NOW, SAL, ZONE, Case
from tests.test_undo import last_change

Act = Callable[[Case], object]


def told(case: Case) -> list[tuple[str, ...]]:
    """The table of the newest change: where, what, before, after, as it reads on screen."""
    with case.db.read() as con:
        one, house = change(con, last_change(case)), load_house(con)
    assert one is not None
    found = _historik_change.told(one, house, ZONE)
    return [tuple(re.sub(r"\\(.)", r"\1", cell) for cell in row) for row in found]


Lines = list[tuple[str, ...]]
CLOSED: Lines = [
    ("Rengøring", "Navn", "–", "Rengøring"),
    ("Rengøring", "Fra", "–", "30. november 2026 0.00"),
    ("Rengøring", "Til", "–", "1. december 2026 0.00"),
]
TEMPLATE: Lines = [
    ("Skabelonen", "Titel", "–", "NADA"),
    ("Skabelonen", "Type", "–", "NADA"),
    ("Skabelonen", "Lokale", "–", "Sal"),
    ("Skabelonen", "Arrangeres af", "–", "Fælles hus"),
    ("Skabelonen", "For hvem", "–", "alle"),
    ("Skabelonen", "Står for det", "–", "Anne-rolle"),
    ("Skabelonen", "Første gang", "–", "23. november 2026 10.00"),
    ("Skabelonen", "Længde", "–", "60 minutter"),
    ("Skabelonen", "Sådan deltager du", "–", "Bare mød op"),
    ("Skabelonen", "Navn", "–", "Vores NADA"),
]


OFF = ("Tilstand", "planlagt", "aflyst")
WHY = ("Aflyst fordi (kun for medarbejdere)", "–", "syg")


def turned(lines: Lines) -> Lines:
    """What came, as what went."""
    return [(where, what, after, before) for where, what, before, after in lines]


TOLD: dict[str, tuple[Act, Lines]] = {
    "opening hours": (acts.hours, [("Sal", "Mandag", "–", "8–9")]),
    "weekly hours": (
        acts.weekly_hours,
        [
            ("Anne-rolle", "Mandag", "8–12", "8–12, 13–16"),
            ("Anne-rolle", "Onsdag", "–", "9–15"),
        ],
    ),
    "an absence": (
        acts.away,
        [
            ("Anne-rolle", "Første dag", "–", "30. november 2026"),
            ("Anne-rolle", "Sidste dag", "–", "2. december 2026"),
        ],
    ),
    "no absence": (
        acts.back,
        [
            ("Anne-rolle", "Første dag", "30. november 2026", "–"),
            ("Anne-rolle", "Sidste dag", "2. december 2026", "–"),
        ],
    ),
    "groups apart": (acts.apart, [("unge / pitstop", "Minutter imellem", "–", "30")]),
    "farther apart": (acts.farther, [("unge / pitstop", "Minutter imellem", "30", "45")]),
    "a closure": (acts.closed, CLOSED),
    "opened again": (acts.opened, turned(CLOSED)),
    "a room": (
        acts.bigger,
        [
            ("Sal", "Hvor mange er der plads til?", "20", "30"),
            ("Sal", "Minutter til opstilling", "0", "10"),
            ("Sal", "Kun én ad gangen", "ja", "nej"),
        ],
    ),
    "retired": (acts.retired, [("Anne-rolle", "Ikke i brug", "nej", "ja")]),
    "a template": (acts.template, TEMPLATE),
    "a template gone": (acts.template_gone, turned(TEMPLATE)),
    "a template changed": (
        acts.template_changed,
        [
            ("Skabelonen", "Titel", "NADA", "NADA på gulvet"),
            ("Skabelonen", "Lokale", "Sal", "Stillerum"),
            ("Skabelonen", "For hvem", "alle", "unge"),
            ("Skabelonen", "Står for det", "Anne-rolle", "–"),
            ("Skabelonen", "Navn", "Vores NADA", "NADA 2"),
        ],
    ),
    "a plan for a period": (
        acts.plan_set,
        [
            ("Planen for en periode", "Navn", "–", "Jul"),
            ("Planen for en periode", "Første dag", "–", "30. november 2026"),
            ("Planen for en periode", "Sidste dag", "–", "13. december 2026"),
            ("Planen for en periode", "Datoer på pause", "–", "2"),
            ("man. 30. nov. 10.00", "Tilstand", "planlagt", "holder pause"),
            ("man. 7. dec. 10.00", "Tilstand", "planlagt", "holder pause"),
        ],
    ),
    "held on a closed day": (
        acts.kept,
        [("En lukkedag", "Begrundelse (kun for medarbejdere)", "–", "Holdes ude")],
    ),
    "the door": (
        acts.door,
        [
            ("Huset", "Åbningstid", "–", "mandag 9.00–16.00"),
            ("Huset", "Sådan kommer man ind", "–", "Ring på ved porten"),
        ],
    ),
    "in another language": (
        acts.in_english,
        [
            ("English", "Godkendt af en, der læser sproget", "–", "en"),
            ("NADA (English)", "En sætning", "–", "Small needles."),
        ],
    ),
    "a calendar from outside, without its secret": (
        acts.partner,
        [
            ("kalender.example", "Slags", "–", "Kun optagne tider"),
            ("kalender.example", "Kalenderens adresse", "–", "kalender.example"),
            ("kalender.example", "Vejleder", "–", "Anne-rolle"),
            ("kalender.example", "Hvem ser den?", "–", "Skjult: står ingen steder"),
        ],
    ),
    "roles": (
        acts.roles,
        [("proeve.fire", "Roller", "koordinator (Socialpsykiatri)", "leder")],
    ),
    "recorded, without a figure": (acts.recorded, [("NADA", "Registreret som", "–", "holdt")]),
    "the week's message": (
        acts.message,
        [
            ("Opsætningen", "Besked", "–", "Vi har fået ny kaffe"),
            ("Opsætningen", "Til og med", "–", "30. november 2026"),
        ],
    ),
    "telling words that went and came": (
        acts.words,
        [("Opsætningen", "Ét ord pr. linje", "AA-møde", "meditation")],
    ),
    "the same of many dates, told once": (
        acts.all_off,
        [
            ("Aktiviteten", "Tilstand", "udgivet", "aflyst"),
            ("Aktiviteten", "Aflyst fordi (kun for medarbejdere)", "–", "syg"),
            ("6 datoer: man. 23. nov. 10.00 – man. 28. dec. 10.00", *OFF),
            ("6 datoer: man. 23. nov. 10.00 – man. 28. dec. 10.00", *WHY),
        ],
    ),
    "a setting": (
        acts.setting,
        [("Opsætningen", "Dage, som kalendere viser det, der har været", "–", "30")],
    ),
}


@pytest.mark.parametrize(("act", "lines"), TOLD.values(), ids=TOLD.keys())
def test_before_and_after_are_told(case: Case, act: Act, lines: Lines) -> None:
    act(case)
    assert told(case) == lines


def kept_of(case: Case) -> list[tuple[Any, ...]]:
    """Everything of the setup as it stands, by what it says."""
    found = []
    for table, columns in (
        ("weekly_hours", "owner, owner_id, weekday, from_minute, until_minute"),
        ("absence", "facilitator_id, first_day, last_day"),
        ("apart", "first_group, second_group, margin_minutes"),
        ("closure", "site_id, starts_at, ends_at, name"),
        ("room", "id, name, capacity, setup_minutes, exclusive, retired_at"),
        ("facilitator", "id, name, kind, exclusive, retired_at"),
        ("site", "id, name, way_in"),
        ("counting_place", "id, name, divides_at, weekdays"),
    ):
        found += sorted(case.rows(f"SELECT '{table}', {columns} FROM {table}"), key=str)
    with case.db.read() as con:
        house = load_house(con)
    found += sorted((key, text) for key, text in house.settings.items() if text)
    return found + sorted((*key, text) for key, text in house.texts.items() if text)


BACK = (
    acts.hours,
    acts.weekly_hours,
    acts.away,
    acts.back,
    acts.apart,
    acts.farther,
    acts.closed,
    acts.opened,
    acts.bigger,
    acts.retired,
    acts.setting,
    acts.longer,
    acts.door,
    acts.in_english,
    acts.statement,
    acts.words,
    acts.message,
    acts.place,
)


@pytest.mark.parametrize("act", BACK, ids=lambda one: one.__name__)
def test_the_setup_is_put_back_as_it_was(case: Case, act: Act) -> None:
    act(case)
    first, after = last_change(case), kept_of(case)
    who = case.boss if act is acts.message else admin(case)
    setup_back.put_back(case.db, who, first, now=NOW)
    before = kept_of(case)
    assert before != after
    with pytest.raises(UndoRefused) as caught:
        setup_back.put_back(case.db, who, first, now=NOW)
    assert caught.value.problem == "newer"
    if can_put_back(case):  # and what was put back, too
        setup_back.put_back(case.db, who, last_change(case), now=NOW)
        assert kept_of(case) == after


def test_another_languages_approval_is_another_change(case: Case) -> None:
    """Both were approved; taking English back leaves Turkish as it is."""
    acts.in_english(case)
    english = last_change(case)
    texts = {("category", 1, "sentence"): "Küçük iğneler."}
    entrance.set_texts(case.db, admin(case), "tr", texts, is_approved=True, now=NOW)
    setup_back.put_back(case.db, admin(case), english, now=NOW)
    with case.db.read() as con:
        house = load_house(con)
    assert house.settings[APPROVED] == "tr"
    assert house.texts["category", 1, "tr", "sentence"] == "Küçük iğneler."
    assert not house.texts.get(("category", 1, "en", "sentence"))


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (acts.roles, "account"),
        (acts.recorded, "figures"),
        (acts.partner, "outside"),
        (acts.new_room, "new-row"),
        (acts.door, None),
        (acts.all_off, None),
    ],
    ids=["roles", "figures", "a partner's calendar", "a new room", "hours", "the plan"],
)
def test_what_is_not_put_back_is_said(case: Case, act: Act, why: str | None) -> None:
    act(case)
    with case.db.read() as con:
        one = change(con, last_change(case))
    assert one is not None and setup_back.why_not(one) == why


def can_put_back(case: Case) -> bool:
    with case.db.read() as con:
        one = change(con, last_change(case))
    return one is not None and setup_back.can_put_back(one)


def test_only_an_admin_puts_back_and_only_what_can_be(case: Case) -> None:
    acts.hours(case)
    with pytest.raises(Refused):
        setup_back.put_back(case.db, case.boss, last_change(case), now=NOW)
    acts.roles(case)
    with pytest.raises(NotFound):
        setup_back.put_back(case.db, admin(case), last_change(case), now=NOW)
    with pytest.raises(NotFound):
        setup_back.put_back(case.db, admin(case), 4711, now=NOW)


def draw(path, actor, number, now):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest: one change of the history."""
    from pathlib import Path

    from actions.config import config
    from db.connection import HouseDb
    from pages import _historik_change

    _historik_change.draw(HouseDb(Path(path)), actor, number, now=now, zone=config().zone)


def test_an_admin_puts_back_on_the_page(case: Case) -> None:
    acts.bigger(case)
    asked = {"path": str(case.db.path), "actor": admin(case), "number": last_change(case)}
    app = AppTest.from_function(draw, kwargs=asked | {"now": NOW}, default_timeout=60).run()
    assert list(app.table[0].value.columns) == ["Hvor", "Hvad", "Før", "Efter"]
    (button,) = [one for one in app.button if one.label == "Sæt det tilbage, som det var"]
    assert not button.click().run().exception
    assert case.rows(f"SELECT capacity FROM room WHERE id = {SAL}") == [(20,)]
