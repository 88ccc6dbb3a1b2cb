"""Text as a search sees it: every spelling of a keyboard without Danish letters made equal."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"\w+")
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ß": "ss", "ı": "i", "đ": "d"})
_DOUBLE = (("aa", "a"), ("ae", "a"), ("oe", "o"))
_WHOLE, _ONE_SLIP = 3, 6
"""Words of so few letters must be right; up to this many one slip is forgiven, above two."""


def folded(text: str) -> list[str]:
    """The words, lower case, without accents: "Øreakupunktur" and "oreakupunktur" are alike.

    Also the parts of addresses: letters a–z and digits, for names written in Latin letters.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    before = ""
    while plain != before:  # until nothing changes: an address is folded again when it is asked for
        before = plain
        for two, one in _DOUBLE:
            plain = plain.replace(two, one)
    return _TOKEN.findall(plain)


def is_near(asked: str, word: str) -> bool:
    """Whether a folded word is meant by what was asked: its beginning, a part, or a slip away."""
    if word.startswith(asked) or (len(asked) > _WHOLE and asked in word):
        return True
    if len(asked) <= _WHOLE:
        return False
    slips = 1 if len(asked) < _ONE_SLIP else 2
    # the beginning of a longer word may be misspelt too
    beginnings = {word, word[: len(asked)], word[: len(asked) + 1]}
    return any(
        abs(len(one) - len(asked)) <= slips
        and OSA.distance(asked, one, score_cutoff=slips) <= slips
        for one in beginnings
        if one[:1] == asked[:1] or len(asked) >= _ONE_SLIP
    )
