"""Everything the house says, by gettext: msgids are English sentences in the code.

Catalogues are `locales/<language>/*.po`, read by Babel at start-up; there is nothing to compile.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

HERE = Path(__file__).parent
STAFF_LANGUAGE = "da"


@cache
def translator(language: str) -> NullTranslations:
    """The merged catalogue of a language; an unknown one gives the msgids back."""
    merged: Translations | None = None
    for path in sorted((HERE / language).glob("*.po")):
        with path.open("rb") as handle:
            catalogue = read_po(handle, locale=language)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        loaded = Translations(compiled)
        if merged is None:
            merged = loaded
        else:
            merged.merge(loaded)
    return merged if merged is not None else NullTranslations()


def _(message: str) -> str:
    """The Danish text of an English msgid, for staff pages and messages."""
    return translator(STAFF_LANGUAGE).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """As gettext's ngettext, in Danish."""
    return translator(STAFF_LANGUAGE).ngettext(singular, plural, number)
