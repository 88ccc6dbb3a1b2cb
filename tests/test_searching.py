"""Texts made alike for searching: æ is ae, capitals and accents do not count."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.searching import MOST_WORDS, matches, normalised, words_of

TEXTS = {
    "æ": ("Æblegrød", "aeblegroed"),
    "å": ("Åben café!", "aaben cafe"),
    "aa is å": ("Aaben cafe", "aaben cafe"),
    "decomposed å": ("A\u030aben", "aaben"),
    "angstrom": ("\u212bben", "aaben"),
    "swedish": ("Malmö", "malmoe"),
    "marks": ("NADA (øreakupunktur)", "nada oereakupunktur"),
    "underscore": ("a_b __", "a b"),
    "digits": ("kl. 10.30", "kl 10 30"),
    "other alphabet": ("Привет", "привет"),
    "nothing": ("–!?", ""),
}


@pytest.mark.parametrize(("text", "same"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_made_alike(text: str, same: str) -> None:
    assert normalised(text) == same


@given(st.text())
@settings(deadline=None)
def test_made_alike_twice_is_made_alike_once(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert normalised(unicodedata.normalize("NFC", text)) == once


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ore", False),
        ("oere nada", True),
        ("ØRE", True),
        ("akupunktur", False),
        ("", True),
        ("nada yoga", False),
    ],
)
def test_every_word_begins_one_of_the_text(wanted: str, found: bool) -> None:
    assert matches(wanted, "NADA", "(øreakupunktur)") is found


def test_a_long_question_is_cut() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(500)))) == MOST_WORDS
    assert len(words_of("x" * 5000)[0]) == 40
