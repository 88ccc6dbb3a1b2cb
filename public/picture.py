"""*Gem som billede*: the open programme of a week as a PNG for a phone.

What it says comes from the same cards as the page, so `domain.discretion` has been asked.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image

from domain.model import DayRange
from locales import _, spoken
from locales.formats import clock, day, day_span, until
from public.board import Card, Day
from public.typeset import TEMPLATES, typeset

PPI = 216
"""Three pixels to the point: 1080 wide, as phones' screens are."""
TEMPLATE = "week.typ"
_busy = threading.Lock()


def week_data(
    days: Sequence[Day],
    week: DayRange,
    *,
    house_name: str,
    address: str,
    today: date,
    message: str = "",
) -> dict[str, Any]:
    """Everything the picture says, as JSON holds it. `address`: of the house, without https://."""
    number = week.first.isocalendar().week
    return {
        "lang": spoken().lang,
        "direction": spoken().direction,
        "house": house_name,
        "week": _("Week %(n)s") % {"n": number},
        "span": day_span(week.first, days[-1].day),
        "days": [
            _day(one) for one in days if one.cards or one.gone or one.closures or _weekday(one)
        ],
        "message": message,
        "as_of": _("As the plan was on %(day)s.") % {"day": day(today)},
        "newest": _("The newest is always at %(address)s") % {"address": address},
    }


def picture(data: dict[str, Any]) -> bytes:
    """The PNG; the same data give the same bytes, drawn once and kept."""
    with _busy:  # drawing takes a core: two at once would only be slower
        return _drawn(_text(data))


def version(data: dict[str, Any]) -> str:
    """A tag that differs when the picture would."""
    source = _text(data).encode() + (TEMPLATES / TEMPLATE).read_bytes()
    return hashlib.sha256(source).hexdigest()[:24]


@lru_cache(maxsize=16)
def _drawn(text: str) -> bytes:
    """In 128 colours less than half of the bytes, and nobody sees the difference."""
    drawn = Image.open(BytesIO(typeset(TEMPLATE, json.loads(text), "png", ppi=PPI)))
    small = BytesIO()
    drawn.convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _weekday(one: Day) -> bool:
    return one.day.weekday() < 5


def _day(one: Day) -> dict[str, Any]:
    name = day(one.day)
    entries = [_entry(card) for card in one.cards] + [_gone(card) for card in one.gone]
    return {
        "name": name[:1].upper() + name[1:],
        "closures": [_("Closed: %(name)s") % {"name": closure} for closure in one.closures],
        "entries": entries,
        "nothing": "" if entries or one.closures else _("Nothing planned."),
    }


def _entry(card: Card) -> dict[str, Any]:
    where = [] if card.cancelled else [" · ".join(filter(None, (card.place, taking_part(card))))]
    return {
        "time": f"{clock(card.starts)}{until()}{clock(card.ends)}",
        "title": card.title,
        "off": card.cancelled,
        "tag": tag_of(card),
        "lines": [one for one in (*where, card.note) if one],
    }


def _gone(card: Card) -> dict[str, Any]:
    """A date that was moved to another day: where it stood one reads where it went."""
    assert card.moved_from is not None
    return {
        "time": clock(card.moved_from),
        "title": card.title,
        "off": True,
        "tag": _("Moved"),
        "lines": gone_line(card),
    }


def gone_line(card: Card) -> list[str]:
    """Where a date went that was moved to another day; nothing where it is cancelled too."""
    if card.cancelled:
        return []
    words = _("Not this day, but %(day)s at %(time)s.")
    return [words % {"day": day(card.day), "time": clock(card.starts)}]


def tag_of(card: Card) -> str:
    """What has happened to a date, in one word or two; "" for nothing."""
    if card.cancelled:
        return _("Cancelled")
    if card.moved_from:
        return _("Moved")
    return _("Other room") if card.room_changed else ""


def taking_part(card: Card) -> str:
    """Only where one cannot just come: that is what one must know before going."""
    about = card.about
    phone = about.contact.phone.replace(" ", "\N{NO-BREAK SPACE}")
    if about.access == "sign-up":
        return _("Sign up first: %(phone)s") % {"phone": phone} if phone else _("Sign up first")
    return _("By agreement") if about.access == "referral" else ""
