"""What staff typed, and in which language it stands: so that `lang` is right on every element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup, escape

from domain.model import House
from locales import spoken
from locales.tongues import DANISH, TONGUES


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its language (a code of TONGUES)."""

    text: str
    language: str = DANISH

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


NOTHING = Said("")


def said(house: House, kind: str, row_id: int, field: str, danish: str) -> Said:
    """A text of the house in the language that is spoken, else in Danish."""
    language = spoken().code
    text = house.texts.get((kind, row_id, language, field), "")
    return Said(text, language) if text else Said(danish)


class Titled(Protocol):
    """What has a title in another language beside its own, Danish one."""

    @property
    def title(self) -> str: ...
    @property
    def other_title(self) -> Said: ...


def title_here(title: str, about: Titled) -> Said:
    """A date's title in the language that is spoken where the activity has one, else as it stands.

    A date with a title of its own keeps that: the translation is of the activity's.
    """
    other = about.other_title
    mine = other and other.language == spoken().code and title == about.title
    return other if mine else Said(title)


def own(value: str | Said) -> Markup:
    """For templates: what staff typed, marked with its language where the page has another.

    `<bdi>` keeps a Danish title with its full stop together on a page from right to left.
    """
    text, language = (value.text, value.language) if isinstance(value, Said) else (value, DANISH)
    here = spoken()
    if not text or TONGUES[language].lang == here.lang:
        return escape(text)
    there = TONGUES[language]
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(there.lang, there.direction, text)


def digits(text: str) -> Markup | str:
    """A telephone number, never broken over two lines, from left to right in every language."""
    whole = text.replace(" ", "\N{NO-BREAK SPACE}")
    if spoken().direction == "ltr":
        return whole
    return Markup('<bdi dir="ltr">{}</bdi>').format(whole)
