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
from locales.formats import day, day_span
from public.board import Day
from public.paper import entry, gone, piece, with_address
from public.typeset import TEMPLATES, typeset
from public.words import NOTHING, Said

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
    message: Said = NOTHING,
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
        "message": piece(message),
        "as_of": _("As the plan was on %(day)s.") % {"day": day(today)},
        "newest": with_address(_("The newest is always at %(address)s"), address),
    }


def picture(data: dict[str, Any]) -> bytes:
    """The PNG; the same data give the same bytes, drawn once and kept."""
    with _busy:  # drawing takes a core: two at once would only be slower
        return _drawn(_text(data))


def version(data: dict[str, Any]) -> str:
    """A tag that differs when the picture would."""
    drawn_by = [(TEMPLATES / name).read_bytes() for name in (TEMPLATE, "common.typ")]
    source = b"".join([_text(data).encode(), *drawn_by])
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
    entries = [entry(card) for card in one.cards] + [gone(card) for card in one.gone]
    return {
        "name": name[:1].upper() + name[1:],
        "closures": [_("Closed: %(name)s") % {"name": closure} for closure in one.closures],
        "entries": entries,
        "nothing": "" if entries or one.closures else _("Nothing planned."),
    }
