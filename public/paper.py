"""What sheets and pictures say, as JSON for the typesetter: each piece of text with its language.

All of it comes from the same cards as the pages, so `domain.discretion` has been asked.
"""

from __future__ import annotations

from typing import Any

from locales import _, spoken
from locales.formats import clock, day, until
from locales.tongues import TONGUES
from public.board import Card
from public.icons import paths
from public.qr import qr
from public.words import Said, title_here

Piece = dict[str, str]
NUMBER = "number"
"""The language of telephone numbers and addresses: they run from left to right everywhere."""


def piece(value: str | Said) -> Piece:
    """What staff typed, Danish where nothing says otherwise, or what was translated."""
    text, language = (value.text, value.language) if isinstance(value, Said) else (value, "da")
    return {"text": text, "lang": TONGUES[language].lang}


def here(text: str) -> Piece:
    """What the page says by itself."""
    return {"text": text, "lang": spoken().lang}


def number(phone: str) -> Piece:
    """A telephone number, not broken over two lines."""
    return {"text": phone.replace(" ", "\N{NO-BREAK SPACE}"), "lang": NUMBER}


def with_number(words: str, phone: str) -> list[Piece]:
    """What the page says with a telephone number in it ("%(phone)s"); nothing without one."""
    return _around(words, "%(phone)s", number(phone)) if phone else []


def with_address(words: str, address: str) -> list[Piece]:
    """What the page says with an address in it ("%(address)s")."""
    return _around(words, "%(address)s", {"text": address, "lang": NUMBER})


def _around(words: str, mark: str, middle: Piece) -> list[Piece]:
    before, _mark, after = words.partition(mark)
    return [one for one in (here(before), middle, here(after)) if one["text"]]


def code(address: str, word: str) -> dict[str, Any]:
    """A QR code with what stands below it."""
    made = qr(address)
    return {"size": made.size, "path": made.path, "word": word}


def entry(card: Card) -> dict[str, Any]:
    """One date, in the same order everywhere."""
    about, called = card.about, title_here(card.title, card.about)
    lines: list[list[list[Piece]]] = []
    if called.text != card.title:
        lines.append([[piece(card.title)]])
    if not card.cancelled:
        kind = [] if spoken().is_danish or not about.category else [[piece(about.category)]]
        place = [[piece(card.place)]] if card.place else []
        lines += [[*kind, *place], taking_part(card)]
    lines.append([[piece(card.note)]] if card.note else [])
    return {
        "time": f"{clock(card.starts)}{until()}{clock(card.ends)}",
        "start": clock(card.starts),
        "icon": paths()[about.icon],
        "title": piece(called),
        "room": piece(card.room),
        "off": card.cancelled,
        "tag": tag_of(card),
        "lines": [line for line in lines if line],
    }


def gone(card: Card) -> dict[str, Any]:
    """A date that was moved to another day: where it stood one reads where it went."""
    assert card.moved_from is not None
    words = _("Not this day, but %(day)s at %(time)s.")
    where = [[here(words % {"day": day(card.day), "time": clock(card.starts)})]]
    return {
        "time": clock(card.moved_from),
        "start": clock(card.moved_from),
        "icon": paths()[card.about.icon],
        "title": piece(title_here(card.title, card.about)),
        "room": piece(""),
        "off": True,
        "tag": _("Moved"),
        "lines": [] if card.cancelled else [where],
    }


def tag_of(card: Card) -> str:
    """What has happened to a date, in one word or two; "" for nothing."""
    if card.cancelled:
        return _("Cancelled")
    if card.moved_from:
        return _("Moved")
    return _("Other room") if card.room_changed else ""


def taking_part(card: Card) -> list[list[Piece]]:
    """Only where one cannot just come: that is what one must know before going."""
    about = card.about
    if about.access == "referral":
        return [[here(_("By agreement"))]]
    if about.access != "sign-up":
        return []
    if not about.contact.phone:
        return [[here(_("Sign up first"))]]
    return [with_number(_("Sign up first: %(phone)s"), about.contact.phone)]
