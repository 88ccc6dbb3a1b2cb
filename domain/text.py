"""What staff type, made safe to show and to publish: one home for cleaning text."""

from __future__ import annotations

import re
import unicodedata

# bidirectional controls, zero-width joiners of lines and the byte order mark; U+200D stays (emoji)
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-\s]?\d{4}(?!\d)")

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for a formula at the beginning of a cell, wide signs too (OWASP, CSV
Injection)."""


def clean_line(text: str) -> str:
    """One line: NFC, no control or bidi characters, white space folded to single blanks.

    Line breaks become blanks: SUMMARY and LOCATION may hold none (feed contract, line 16).
    """
    return " ".join(clean_block(text).split())


def clean_block(text: str) -> str:
    """Several lines: NFC, LF line ends, no control and no bidi characters, outer blanks cut."""
    unified = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    unified = _INVISIBLE.sub("", unified).replace("\t", " ")
    return "".join(
        char for char in unified if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs")
    ).strip()


def has_cpr(text: str) -> bool:
    """Whether a text holds something shaped like a Danish CPR number (ddmmyy-xxxx).

    Telephone numbers have eight digits in Denmark and do not match.
    """
    return bool(_CPR.search(text))
