"""Finding something to do: filters as addresses, and a search that forgives spelling."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public.folding import folded, is_near
from tests.house_case import ALLE, BIRK, GRUPPE, GUL, NADA, SAL, UNG, UNGE
from tests.public_case import Web, a_web, plan

SPELLED = {
    "as-written": ("øreakupunktur", "Øreakupunktur", True),
    "no-danish-letters": ("oreakupunktur", "øreakupunktur", True),
    "other-keyboard": ("oereakupunktur", "øreakupunktur", True),
    "inside": ("akupunktur", "øreakupunktur", True),
    "doubled": ("mindfullness", "Mindfulness", True),
    "swapped": ("mnidfulness", "Mindfulness", True),
    "left-out": ("gruperforløb", "Gruppeforløb", True),
    "short-slip": ("yaga", "Yoga", True),
    "a-for-å": ("galtur", "gåtur", True),
    "aa-for-å": ("gaatur", "gåtur", True),
    "beginning": ("styrke", "Styrketræning", True),
    "misspelt-beginning": ("sturketr", "Styrketræning", True),
    "arabic": ("استشارة", "استشارة", True),
    "turkish": ("sağlik", "sağlık", True),
    "three-letters-must-be-right": ("nad", "mad", False),
    "another-word": ("madlavning", "maling", False),
    "far-away": ("yoga", "kaffe", False),
    "one-letter-begins": ("m", "musik", True),
}


@pytest.mark.parametrize(("asked", "word", "meant"), SPELLED.values(), ids=SPELLED.keys())
def test_what_is_meant_by_a_misspelt_word(asked: str, word: str, meant: bool) -> None:
    assert is_near(*folded(asked), *folded(word)) is meant


@given(st.text(max_size=40))
def test_a_text_is_found_by_itself(text: str) -> None:
    for word in folded(text):
        assert is_near(word, word)
        assert folded(word) == [word], "folding twice changes nothing"


# -- on the page ---------------------------------------------------------------------------------


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    web = a_web(house_path, monkeypatch)
    everywhere: dict[str, Any] = {"group_ids": (ALLE,)}
    plan(web, "Gåtur", "2026-11-19T09:00", step_free=True, **everywhere)
    plan(web, "Yoga på stol", "2026-11-19T13:00", room_id=SAL, category_id=GRUPPE, rusfri=True)
    plan(web, "Fællesspisning", "2026-11-19T17:00", room_id=GUL, group_ids=(UNGE,), price_dkk=20)
    more: dict[str, Any] = {"access": "sign-up", "interpreter": True, "childcare": True}
    plan(web, "Mestring", "2026-11-20T18:30", service_ids=(UNG,), relatives=True, **more)
    plan(web, "Om tre uger", "2026-12-08T09:00", category_id=NADA)
    plan(web, "Stille gruppe", "2026-11-19T09:00", group_ids=(BIRK,), interpreter=True)
    return web


def shown(web: Web, query: str) -> set[str]:
    """Titles of the dates on the front page."""
    page = web.text(f"/{query}").partition('class="ask"')[0].partition('class="find"')[2]
    return set(
        re.findall(r'<h3><svg[^>]*><path[^>]*></svg><a href="/aktivitet/[^"]*">([^<]*)</a>', page)
    )


ALL_WEEK = {"Gåtur", "Yoga på stol", "Fællesspisning", "Mestring"}
FILTERS = {
    "nothing": ("", ALL_WEEK),
    "group": ("?for=unge", {"Fællesspisning"}),
    "topic": ("?emne=gruppeforlob", {"Yoga på stol"}),
    "topic-weeks-ahead": ("?emne=nada", {*ALL_WEEK, "Om tre uger"} - {"Yoga på stol"}),
    "morning": ("?tid=formiddag", {"Gåtur", "Om tre uger"}),
    "afternoon": ("?tid=eftermiddag", {"Yoga på stol"}),
    "evening-begins-at-17": ("?tid=aften", {"Fællesspisning", "Mestring"}),
    "site": ("?sted=det-gule-hus", {"Fællesspisning"}),
    "just-come": ("?bare=ja&tid=aften", {"Fællesspisning"}),
    "step-free": ("?niveaufri=ja", {"Gåtur"}),
    "interpreter": ("?tolk=ja", {"Mestring"}),
    "childcare": ("?pasning=ja", {"Mestring"}),
    "rusfri": ("?rusfri=ja", {"Yoga på stol"}),
    "relatives": ("?paaroerende=ja", {"Mestring"}),
    "several": ("?tolk=ja&rusfri=ja", set()),
    "words": ("?q=mestring", {"Mestring"}),
    "misspelt": ("?q=falesspisning", {"Fællesspisning"}),
    "two-words": ("?q=yoga+stol", {"Yoga på stol"}),
    "any-word-where-no-date-has-all": ("?q=yoga+flyvemaskine", {"Yoga på stol"}),
    "by-who-holds-it": ("?q=ung+p%C3%A5+vej", {"Mestring"}),
    "words-and-filter": ("?q=g%C3%A5tur&tid=aften", set()),
    "unknown-topic": ("?emne=findes-ikke", set()),
    "unknown-time": ("?tid=midnat", ALL_WEEK),
    "only-signs": ("?q=%21%3F", set()),
}


@pytest.mark.parametrize(("query", "titles"), FILTERS.values(), ids=FILTERS.keys())
def test_a_filter_is_an_address(web: Web, query: str, titles: set[str]) -> None:
    assert shown(web, query) == titles
    page = web.text(f"/{query}")
    if not titles:
        assert "Vi fandt ikke noget" in page and "Prøv et andet ord" in page
    assert '<link rel="canonical" href="http://huset.example/">' in page


def test_what_is_chosen_can_be_taken_away_one_by_one(web: Web) -> None:
    page = web.get("/?for=unge&tid=aften&tolk=ja&q=mad").text
    links = [one.replace("&amp;", "&") for one in re.findall(r'<li><a href="(/[^"]*)">', page)]
    assert "/?for=unge&tid=aften&tolk=ja" in links  # without the words
    assert "/?for=unge&tolk=ja&q=mad" in links  # without the time of day
    assert "/?for=unge&tid=aften&q=mad" in links  # without the interpreter
    assert 'href="/?tid=aften&amp;tolk=ja&amp;q=mad"' in page  # for everybody
    assert '<input type="hidden" name="for" value="unge">' in page
    assert 'href="/ar/?for=unge&amp;tid=aften&amp;tolk=ja&amp;q=mad"' in page


def test_a_form_with_empty_fields_becomes_a_short_address(web: Web) -> None:
    answer = web.get("/?q=&emne=&tid=aften&sted=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?tid=aften")
    answer = web.get("/tr/?q=&emne=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tr/")


def test_a_mention_is_found_by_what_it_tells_and_by_nothing_else(web: Web) -> None:
    """It tells no time, type or place: a filter on those neither shows nor hides it."""
    kept = ("", "?tid=aften", "?sted=huset", "?emne=nada", "?tolk=ja", "?q=stille")
    gone = ("?pasning=ja", "?q=yoga", "?for=unge")
    for query in (*kept, *gone):
        told = web.text(f"/{query}").partition('class="ask"')[2]
        assert ("Stille gruppe" in told) is (query in kept), query


NONSENSE = {
    "script": "?q=%3Cscript%3Ealert(1)%3C/script%3E&emne=%3Cb%3E&sted=%22%3E",
    "ten-kilobytes": "?q=" + "a" * 10_240 + "&emne=" + "b" * 10_240,
    "many": "?" + "&".join(["tolk=ja"] * 500),
    "nul": "?q=%00%01%02",
    "not-utf8": "?q=%FF%FE",
    "template": "?q=%7B%7B7*7%7D%7D",
    "right-to-left-override": "?q=%E2%80%AEabc",
    "quotes": "?q=%22%20onfocus=alert(1)%20x=%22",
}


@pytest.mark.parametrize("query", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_text_and_kind(web: Web, query: str) -> None:
    answer = web.get(f"/{query}")
    assert answer.status_code == 200 and len(answer.text) < 60_000
    assert "<script>" not in answer.text and "49" not in re.findall(r"“([^”]*)”", answer.text)
    assert 'onfocus=alert(1) x="' not in answer.text and "\u202e" not in answer.text


def test_what_is_only_mentioned_is_found_by_its_words(web: Web) -> None:
    plan(web, "Qigong i ro", "2026-11-19T10:00", group_ids=(BIRK,), listing="mentioned")
    assert "Vi fandt 1" in web.text("/?q=qigong")
    assert "Vi fandt 2" in web.text("/?tolk=ja"), "Mestring, and Stille gruppe with its interpreter"
    found = web.text("/?q=qigong&tid=aften")
    assert "Qigong i ro" in found, "of its time nothing is told"
    assert "Vi fandt ikke noget" in web.text("/?tid=aften&emne=findes-ikke")
