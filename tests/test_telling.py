"""Telling words: the rule as a table, and which calendars a word would stand in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.telling import set_words
from db.house import load_house
from domain.errors import InvalidInput, Refused
from domain.model import ActivityFields, House
from domain.telling import (
    DEFAULT_WORDS,
    SETTING,
    checked_words,
    house_words,
    neutral_suggestion,
    telling_in,
    telling_words,
)
from tests.house_case import ALLE, BIRK, GRUPPE, NOW, PITSTOP, STAFF, UNGE, Case, nada

RULE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "plain": ("Misbrug og hverdag", "misbrug", ("Misbrug",)),
    "compound": ("Ny misbrugsbehandling", "misbrug", ("misbrugsbehandling",)),
    "inflected": ("For misbrugere", "misbrug", ("misbrugere",)),
    "inside-is-not-start": ("Om stofmisbrug", "misbrug", ()),
    "hyphen-means-inside": ("Om Stofmisbruget", "-misbrug", ("Stofmisbruget",)),
    "hyphen-alone-too": ("Om misbrug", "-misbrug", ("misbrug",)),
    "hyphen-short-at-the-end": ("Et blandingsrus", "-rus", ("blandingsrus",)),
    "shouted": ("PSYKIATRIDAG", "psykiatri", ("PSYKIATRIDAG",)),
    "listed-in-capitals": ("hos pitstop kl. 9", "PITSTOP", ("pitstop",)),
    "genitive": ("Pitstops café", "Pitstop", ("Pitstops",)),
    "two-words": ("Pårørende til unge", "pårørende til", ("Pårørende til",)),
    "two-words-apart": ("Pårørende - til\nunge", "pårørende til", ("Pårørende til",)),
    "other-two-words": ("Pårørende tilbydes kaffe", "pårørende til", ()),
    "only-the-first": ("For pårørende", "pårørende til", ()),
    "aa-for-å": ("PAARØRENDE TIL unge", "pårørende til", ("PAARØRENDE TIL",)),
    "oe-for-ø": ("Afhaengighed i familien", "afhængighed", ("Afhaengighed",)),
    "å-as-two-characters": ("Pa\u030arørende til", "pårørende til", ("Pårørende til",)),
    "soft-hyphen": ("mis\u00adbrug", "misbrug", ("misbrug",)),
    "short-is-whole": ("Russisk for begyndere", "rus", ()),
    "short-found": ("Ud af rus", "rus", ("rus",)),
    "hyphenated": ("AA-møde hver mandag", "AA-møde", ("AA møde",)),
    "hyphenated-without": ("AA møder", "AA-møde", ("AA møder",)),
    "not-the-brook": ("Tur ved Ishøj å", "AA-møde", ()),
    "at-the-end": ("Café (misbrug)", "misbrug", ("misbrug",)),
    "twice": ("Misbrug, misbrug", "misbrug", ("Misbrug",)),
    "nothing": ("NADA og te", "misbrug", ()),
    "empty-text": ("", "misbrug", ()),
    "empty-word": ("NADA", "", ()),
    "only-a-hyphen": ("NADA", "-", ()),
    "independent": ("Bliv uafhængig af bilen", "afhængig", ()),
}


@pytest.mark.parametrize(("text", "word", "found"), RULE.values(), ids=RULE.keys())
def test_the_rule(text: str, word: str, found: tuple[str, ...]) -> None:
    assert telling_words(text, [word]) == found


def test_several_words_come_in_the_order_of_the_text() -> None:
    text = "Stofmisbrug, psykiatri og pårørende til"
    assert telling_words(text, DEFAULT_WORDS) == ("Stofmisbrug", "psykiatri", "pårørende til")


@pytest.mark.parametrize(
    "title",
    [
        *("NADA", "Fællesspisning", "Mindfulness", "Gåtur ved åen", "Økonomi: dit budget"),
        *("Tandsundhed", "Russisk te", "Stoftryk", "Langstrakt tur", "Åben café", "Mandegruppe"),
    ],
)
def test_the_houses_ordinary_titles_are_not_suspected(title: str) -> None:
    assert telling_words(title, DEFAULT_WORDS) == ()


@given(st.text(), st.lists(st.text(max_size=12), max_size=5))
def test_any_text_and_list_can_be_asked_and_case_does_not_matter(
    text: str, words: list[str]
) -> None:
    found = telling_words(text, words)
    assert len(found) == len({one.casefold() for one in found})
    assert bool(found) == bool(telling_words(text, [*words, *words]))


@given(st.sampled_from([w for w in DEFAULT_WORDS if not w.startswith("-")]), st.text(max_size=9))
def test_a_listed_word_is_found_whatever_stands_around_it(word: str, around: str) -> None:
    assert telling_words(f"{around} {word} {around}", [word])


# -- which calendars ---------------------------------------------------------------------------


def of(case: Case, **changes: Any) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    fields: ActivityFields = nada(**changes)
    with case.db.read() as con:
        house = load_house(con)
    category = house.categories[fields.category_id]
    found = telling_in(fields, category.treatment, house)
    return [(one.words, one.part, one.calendars) for one in found]


TITLE = "Pårørende til unge"
WORDS = ("Pårørende til",)
PLACES: dict[str, tuple[dict[str, Any], list[tuple[tuple[str, ...], str, tuple[str, ...]]]]] = {
    "everybody": ({"title": TITLE}, [(WORDS, "title", ("Hele huset",))]),
    "open-group": (
        {"title": TITLE, "group_ids": (UNGE,)},
        [(WORDS, "title", ("Hele huset", "Unge"))],
    ),
    "discreet-in-open-group": ({"title": TITLE, "group_ids": (UNGE,), "feed": "discreet"}, []),
    "discreet-group": ({"title": TITLE, "group_ids": (BIRK,)}, []),
    "neutral-title-tells": (
        {"group_ids": (BIRK,), "neutral_title": "Psykiatri A"},
        [(("Psykiatri",), "neutral_title", ("Gruppe Birk",))],
    ),
    "in-no-calendar": ({"title": TITLE, "feed": "none"}, []),
    "no-calendar-group": ({"title": TITLE, "group_ids": (PITSTOP,)}, []),
    "secret-group": ({"title": TITLE, "group_ids": (STAFF,)}, []),
    "internal": ({"title": TITLE, "access": "internal"}, []),
    "description": (
        {"description": "Om livet efter misbrug."},
        [(("misbrug",), "description", ("Hele huset",))],
    ),
    "note": ({"public_note": "Spørg Pitstop"}, [(("Pitstop",), "public_note", ("Hele huset",))]),
}


@pytest.mark.parametrize(("changes", "found"), PLACES.values(), ids=PLACES.keys())
def test_a_word_is_told_with_the_calendars_it_would_stand_in(
    case: Case, changes: dict[str, Any], found: list[Any]
) -> None:
    assert of(case, **changes) == found


def test_a_room_and_a_calendar_may_tell_too(case: Case) -> None:
    with case.db.write() as con:
        con.execute("UPDATE room SET name = 'Psykiatriens stue' WHERE id = 2")
        con.execute("UPDATE target_group SET public_name = 'Unge med angst' WHERE slug = 'unge'")
    found = of(case, group_ids=(UNGE,))
    assert (("Psykiatriens",), "place", ("Hele huset", "Unge med angst")) in found
    assert (("angst",), "calendar", ("Unge med angst",)) in found


@pytest.mark.parametrize(
    ("changes", "suggested"),
    [
        ({"group_ids": (BIRK,)}, "Gruppe Birk"),
        ({"group_ids": (UNGE,), "category_id": GRUPPE}, "Gruppeforløb"),
        ({"group_ids": (ALLE,)}, "NADA"),
    ],
    ids=["neutral-name", "type", "everybody"],
)
def test_a_title_is_offered_that_tells_nothing(
    case: Case, changes: dict[str, Any], suggested: str
) -> None:
    with case.db.read() as con:
        house = load_house(con)
    assert neutral_suggestion(nada(**changes), house) == suggested


def test_a_type_that_tells_is_not_offered(case: Case) -> None:
    with case.db.read() as con:
        house: House = load_house(con)
    named = replace(house.categories[GRUPPE], name="Misbrugsgruppe")
    house = replace(house, categories={**house.categories, GRUPPE: named})
    assert neutral_suggestion(nada(category_id=GRUPPE), house) == "Gruppe"


# -- the house's list --------------------------------------------------------------------------


def test_an_administrator_keeps_the_list(case: Case) -> None:
    admin = case.actor("admin")
    set_words(case.db, admin, "Strik\n  strik \nHækling, garn", now=NOW)
    with case.db.read() as con:
        assert house_words(load_house(con).settings) == ("Strik", "strik", "Hækling", "garn")
    assert of(case, title="Strikkecafé") == [(("Strikkecafé",), "title", ("Hele huset",))]
    assert of(case, title=TITLE) == []
    logged = case.rows("SELECT action FROM change")
    assert logged == [("setup.telling",)]
    set_words(case.db, admin, "", now=NOW)
    assert of(case, title="Strikkecafé") == []
    set_words(case.db, admin, None, now=NOW)
    assert of(case, title=TITLE) != []


@pytest.mark.parametrize("role", ["coordinator", "host", "manager"])
def test_nobody_else_does(case: Case, role: Any) -> None:
    with pytest.raises(Refused):
        set_words(case.db, case.actor(role), "x", now=NOW)
    assert case.rows(f"SELECT value FROM setting WHERE key = '{SETTING}'") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n".join(f"ord{n}" for n in range(201)), "too-many-words"),
        ("x" * 61, "too-long"),
        ("010190-1234", "cpr"),
    ],
)
def test_a_list_that_cannot_be_is_told(case: Case, text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_words(text)
    assert [one.code for one in caught.value.problems] == [code]


def test_the_default_list_can_be_saved_as_it_is(house_path: Path) -> None:
    assert checked_words("\n".join(DEFAULT_WORDS)) == DEFAULT_WORDS
