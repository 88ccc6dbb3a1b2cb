"""The languages of citizens' pages. Each has an address of its own; nothing is negotiated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.model import OTHER_LANGUAGES


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that the house speaks to citizens."""

    code: str
    """The catalogue's folder, and the prefix of its addresses."""
    name: str
    """What those who read it call it."""
    lang: str
    """For the `lang` attribute (BCP 47)."""
    direction: Literal["ltr", "rtl"] = "ltr"

    @property
    def locale(self) -> str:
        """For Babel: English dates as they are written on this side of the sea."""
        return "en_GB" if self.lang == "en" else self.lang

    @property
    def prefix(self) -> str:
        """What its addresses begin with; "" for Danish."""
        return f"/{self.code}" if self.code != DANISH else ""

    @property
    def is_danish(self) -> bool:
        """Danish and let dansk: what staff typed needs no mark of its own there."""
        return self.lang == DANISH


DANISH = "da"
PLAIN = "let"
TONGUES: dict[str, Tongue] = {
    one.code: one
    for one in (
        Tongue(DANISH, "Dansk", DANISH),
        Tongue(PLAIN, "Let dansk", DANISH),
        Tongue("en", "English", "en"),
        Tongue("tr", "Türkçe", "tr"),
        Tongue("ar", "العربية", "ar", "rtl"),
        Tongue("ur", "اردو", "ur", "rtl"),
    )
}
OTHERS = tuple(TONGUES[code] for code in OTHER_LANGUAGES)
"""The languages that the house's own texts are translated into."""
EVERY = tuple(TONGUES.values())
