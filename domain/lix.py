"""LIX, the readability index: words to a sentence, and long words of all words.

Björnsson, C. H.: Läsbarhet, 1968. Below 25 is a children's book, 30 easy, 40 a newspaper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EASY = 30
"""What the house aims at (issue: let dansk at most 30)."""
LONG = 6
"""A word of more letters than this is a long one."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n+")
_SHORTENED = re.compile(r"\b(kl|ca|nr|tlf|bl\.a|f\.eks|m\.fl|fx)\.(?=\s)", re.IGNORECASE)
"""Abbreviations whose full stop ends no sentence."""
_CLOCK = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class Lix:
    """The index, and what makes it what it is."""

    value: int
    words: int
    sentences: int
    long_words: tuple[str, ...]
    """Each once, the longest first."""


def lix(text: str) -> Lix:
    """The LIX of a text: 0 of an empty one. A line's end and a colon end a sentence too."""
    found: list[str] = []
    sentences = 0
    for sentence in _SENTENCE.split(_SHORTENED.sub(r"\1", _CLOCK.sub("", text))):
        words = _WORD.findall(sentence)
        found += words
        sentences += bool(words)
    if not found:
        return Lix(0, 0, 0, ())
    long = [word for word in found if len(word) > LONG]
    value = len(found) / sentences + 100 * len(long) / len(found)
    each = sorted(dict.fromkeys(word.casefold() for word in long), key=lambda word: -len(word))
    return Lix(round(value), len(found), sentences, tuple(each))
