"""What a user name looks like, and the one form in which it is stored and compared."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40
_FORM = re.compile(r"[a-z0-9æøå][a-z0-9æøå._-]{2,39}")


def username_key(text: str) -> str:
    """NFC, lower case, without blanks around; cut, so that no attempt stores a book."""
    return unicodedata.normalize("NFC", text[: 4 * LONGEST]).strip().casefold()[: LONGEST + 1]


def valid_username(key: str) -> bool:
    """3 to 40 letters, figures, full stops, hyphens and underscores, none of these first."""
    return bool(_FORM.fullmatch(key))
