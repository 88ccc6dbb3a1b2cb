"""Everything the house says, by gettext: msgids are English sentences in the code.

Catalogues are `locales/<language>/*.po`, read by Babel at start-up; there is nothing to compile.
The code is in English, so English needs no catalogue; let dansk says only what it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from locales.tongues import DANISH, PLAIN, TONGUES, Tongue

HERE = Path(__file__).parent
STAFF_LANGUAGE = DANISH
_spoken: ContextVar[str] = ContextVar("spoken", default=STAFF_LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[Tongue]:
    """Say everything inside in a language of TONGUES; outside it is Danish."""
    before = _spoken.set(language)
    try:
        yield TONGUES[language]
    finally:
        _spoken.reset(before)


def spoken() -> Tongue:
    """The language that is spoken now: Danish, but inside `speaking`."""
    return TONGUES[_spoken.get()]


@cache
def translator(language: str) -> NullTranslations:
    """The merged catalogue of a language; an unknown one gives the msgids back."""
    merged: Translations | None = None
    for path in sorted((HERE / language).glob("*.po")):
        with path.open("rb") as handle:
            catalogue = read_po(handle)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        loaded = Translations(compiled)
        if merged is None:
            merged = loaded
        else:
            merged.merge(loaded)
    if merged is None:
        return NullTranslations()
    if language == PLAIN:
        merged.add_fallback(translator(DANISH))
    return merged


def _(message: str) -> str:
    """The text of an English msgid in the language that is spoken."""
    return translator(_spoken.get()).gettext(message)


def N_(text: str) -> str:
    """Marks a text for the catalogue without translating it here."""
    return text


def ngettext(singular: str, plural: str, number: int) -> str:
    """As gettext's ngettext, in the language that is spoken."""
    return translator(_spoken.get()).ngettext(singular, plural, number)
