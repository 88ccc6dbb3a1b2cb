"""*Ugens besked*: what the coordinators tell everybody, until its last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.errors import InvalidField, InvalidInput
from domain.model import OTHER_LANGUAGES
from domain.text import clean_line, has_cpr

TEXT, UNTIL = "message.text", "message.until"
OTHERS = {code: f"{TEXT}.{code}" for code in OTHER_LANGUAGES}
"""The settings that hold the message in other languages."""
MAX_MESSAGE = 200
_DANISH = "da"


def shown_message(settings: Mapping[str, str], today: date) -> str:
    """The message that stands on pages, poster and screen; "" when its last day is over."""
    text, until = settings.get(TEXT, ""), settings.get(UNTIL, "")
    return text if text and until >= today.isoformat() else ""


def message_in(settings: Mapping[str, str], today: date, language: str) -> tuple[str, str]:
    """The message in a language (its code), and the language it stands in: else Danish."""
    danish = shown_message(settings, today)
    own = settings.get(OTHERS.get(language, ""), "") if danish else ""
    return (own, language) if own else (danish, _DANISH)


def others_of(settings: Mapping[str, str]) -> dict[str, str]:
    """The message's texts in other languages, by code; only those that are there."""
    return {code: text for code, key in OTHERS.items() if (text := settings.get(key, ""))}


def checked_message(
    text: str,
    until: date | None,
    today: date,
    others: Mapping[str, str],
    settings: Mapping[str, str],
    *,
    still_fits: bool,
) -> dict[str, str]:
    """The settings to store; an empty text takes the message down in every language.

    A text in another language that stays as it was while the Danish changes is refused, unless
    somebody says that it `still_fits`: it would tell its readers something else.

    Raises InvalidInput: too long, shaped like a CPR number, a last day that is missing or over
    (fields "message", "until", "message_tr" …).
    """
    text = clean_line(text)
    if not text:
        return dict.fromkeys((TEXT, UNTIL, *OTHERS.values()), "")
    had = shown_message(settings, today)
    own = {code: clean_line(others.get(code, "")) for code in OTHERS}
    problems = _wrong("message", text)
    for code, typed in own.items():
        problems += _wrong(f"message_{code}", typed)
        same = typed != "" and typed == settings.get(OTHERS[code], "")
        if same and had and had != text and not still_fits:
            problems.append(InvalidField(f"message_{code}", "old-translation"))
    if until is None:
        problems.append(InvalidField("until", "required"))
    elif until < today:
        problems.append(InvalidField("until", "in-the-past"))
    if problems or until is None:
        raise InvalidInput(tuple(problems))
    return {TEXT: text, UNTIL: until.isoformat()} | {OTHERS[code]: own[code] for code in OTHERS}


def _wrong(slot: str, text: str) -> list[InvalidField]:
    found = []
    if len(text) > MAX_MESSAGE:
        found.append(InvalidField(slot, "too-long", highest=MAX_MESSAGE, length=len(text)))
    if has_cpr(text):
        found.append(InvalidField(slot, "cpr"))
    return found
