"""QR codes as one SVG path, so that a template can draw them without markup from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4
"""Modules of white around the code, as the standard asks."""


@dataclass(frozen=True, slots=True)
class Qr:
    size: int
    """Modules on each side, the quiet zone included."""
    path: str
    """Horizontal strokes of width 1, for an SVG `d`."""


@lru_cache(maxsize=64)
def qr(text: str) -> Qr:
    """The QR code of an address, with error correction M."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                strokes.append(f"M{x + QUIET} {y + QUIET}.5h{end - x}")
            x = end + 1
    return Qr(len(rows) + 2 * QUIET, "".join(strokes))
