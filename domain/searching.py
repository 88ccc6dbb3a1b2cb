"""What is searched in: texts made alike, however æ, ø and å are typed.

Somebody without a Danish keyboard types "aaben cafe"; somebody in a hurry no accents. Both sides,
the index and what is typed, go through `normalised`, so that they meet.
"""

from __future__ import annotations

import re
import unicodedata

LETTERS = {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
"""What has no accent that could be left out: written with two letters."""
_TABLE = str.maketrans(LETTERS)
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS, LONGEST_WORD = 12, 40


def normalised(text: str) -> str:
    """Words of small letters a–z and digits, one blank between: "Åben café!" is "aaben cafe".

    Letters of other alphabets stay as they are. Idempotent; the same for NFC and NFD.
    """
    composed = unicodedata.normalize("NFKC", text).casefold()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", composed).translate(_TABLE))
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return " ".join(_WORD.findall(bare))


def words_of(text: str) -> list[str]:
    """The words somebody searches for, normalised, each once and cut; at most 12 of them."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in normalised(text[:1000]).split())
    return list(found)[:MOST_WORDS]


def matches(wanted: str, *texts: str) -> bool:
    """Whether every word of `wanted` begins a word of the texts. Nothing wanted: everything does.

    The rule that the index of staff's search follows too, for lists that are searched by hand.
    """
    there = [word for text in texts for word in normalised(text).split()]
    return all(any(word.startswith(one) for word in there) for one in words_of(wanted))
