"""*Ugens besked*: what the coordinators tell everybody, until its last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.errors import InvalidField, InvalidInput
from domain.text import clean_line, has_cpr

TEXT, UNTIL = "message.text", "message.until"
MAX_MESSAGE = 200


def shown_message(settings: Mapping[str, str], today: date) -> str:
    """The message that stands on pages, poster and screen; "" when its last day is over."""
    text, until = settings.get(TEXT, ""), settings.get(UNTIL, "")
    return text if text and until >= today.isoformat() else ""


def checked_message(text: str, until: date | None, today: date) -> tuple[str, str]:
    """Text and last day as they are stored; an empty text takes the message down.

    Raises InvalidInput: too long, shaped like a CPR number, a last day that is missing or over.
    """
    text = clean_line(text)
    if not text:
        return "", ""
    problems: list[InvalidField] = []
    if len(text) > MAX_MESSAGE:
        problems.append(InvalidField("message", "too-long", highest=MAX_MESSAGE, length=len(text)))
    if has_cpr(text):
        problems.append(InvalidField("message", "cpr"))
    if until is None:
        problems.append(InvalidField("until", "required"))
    elif until < today:
        problems.append(InvalidField("until", "in-the-past"))
    if problems or until is None:
        raise InvalidInput(tuple(problems))
    return text, until.isoformat()
