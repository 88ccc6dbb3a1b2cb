"""`/uge/<week>.pdf`: the week to hang on a wall (A4, A3) or to carry in a pocket.

What it says comes from the same cards as the page, so `domain.discretion` has been asked. Only
groups whose calendar is open can be chosen.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.config import config
from db.connection import HouseDb
from domain.localtime import week_text
from domain.model import TargetGroup
from domain.opening import OpenToday
from locales import _, spoken
from locales.formats import clock, day_span, until, weekday
from public import board
from public.finding import EVENING
from public.frames import opening
from public.paper import code, entry, gone, number, piece
from public.reading import ONE_DAY, Seen, see, week_near
from public.render import CITIZENS_CACHE
from public.tongues import to
from public.typeset import typeset

SHAPES = {"a4": "poster.typ", "a3": "poster.typ", "lomme": "pocket.typ"}
"""`?ark=`: what can be asked for, and the template that draws it."""
MOST_DATA = 400_000
_busy = threading.Lock()


class Poster:
    """The route of one house. It stands before the week's own page."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/uge/{week}.pdf", self.sheet)]

    def sheet(self, request: Request) -> Response:
        """404 for what is no week, or too far away to be drawn for whoever asks."""
        days = week_near(self.db, request.path_params["week"])
        shape = request.query_params.get("ark", "a4")
        shape = shape if shape in SHAPES else "a4"
        seen = see(self.db, days)
        groups = chosen_groups(request, seen)
        data = poster_data(seen, groups, shape, self._doors(seen))
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        if len(text) > MOST_DATA:
            raise HTTPException(413)
        headers = {
            "Cache-Control": CITIZENS_CACHE,
            "ETag": f'"{hashlib.sha256(f"{shape}{text}".encode()).hexdigest()[:24]}"',
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        name = f"uge-{days.first.isocalendar().week}.pdf"
        headers["Content-Disposition"] = f'inline; filename="{name}"'
        with _busy:  # drawing takes a core: two at once would only be slower
            made = _drawn(SHAPES[shape], text)
        return Response(made, media_type="application/pdf", headers=headers)

    def _doors(self, seen: Seen) -> dict[date, tuple[OpenToday, ...]]:
        """What each door says on each day: a sheet hangs all week."""
        days = (seen.days.first + number * ONE_DAY for number in range(7))
        with self.db.read() as con:
            return {day: opening(con, seen.house, day) for day in days}


def chosen_groups(request: Request, seen: Seen) -> tuple[TargetGroup, ...]:
    """The open groups of `?for=`, several or none; others are passed over."""
    asked = set(request.query_params.getlist("for")[:20])
    return tuple(group for group in board.open_groups(seen.house) if group.slug in asked)


def cards_for(seen: Seen, groups: Sequence[TargetGroup]) -> list[board.Card]:
    """The cards of any of the groups, each once; all of them where none is chosen."""
    if not groups:
        return seen.cards()
    wanted = {group.id for group in groups}
    return seen.cards([one for one in seen.dated if wanted & set(one.activity.fields.group_ids)])


def poster_data(
    seen: Seen,
    groups: Sequence[TargetGroup],
    shape: str,
    doors: Mapping[date, tuple[OpenToday, ...]],
) -> dict[str, Any]:
    """Everything the sheet says, as JSON holds it. `doors`: by local day."""
    first, last = seen.days.first, seen.days.after - ONE_DAY
    cards = [one for one in seen.board(cards_for(seen, groups)) if _is_drawn(one)]
    heading = _("Week %(n)s") % {"n": first.isocalendar().week}
    return {
        "paper": "a3" if shape == "a3" else "a4",
        "lang": spoken().lang,
        "direction": spoken().direction,
        "house": seen.frame.house_name,
        "title": f"{heading}, {seen.frame.house_name}",
        "heading": heading,
        "span": day_span(first, last),
        "for_whom": ", ".join(board.group_name(group, seen.house).text for group in groups),
        "message": piece(seen.frame.message if _is_now(seen) else ""),
        "days": [_day(one, doors.get(one.day, ())) for one in cards],
        "mentions": [
            {"title": piece(one.title), "phone": number(one.contact.phone)}
            for one in ([] if groups else seen.mentions())
        ],
        "phone": number(seen.frame.phone),
        "address": f"{config().url}/i-dag".partition("://")[2],
        "newest": _("The newest is always here:"),
        "codes": [code(address, word) for address, word in ways(seen.days.first)],
        "qr_alt": _("QR code"),
        "words": {
            "day": _("Day"),
            "evening": _("Evening"),
            "nothing": _("Nothing planned."),
            "ask": _("Ask us about"),
        },
    }


def ways(first: date) -> list[tuple[str, str]]:
    """Where a week's codes lead, in the language of the sheet, and the word below each."""
    asked = (
        (f"/uge/{week_text(first)}", _("This week, as it is now")),
        ("/abonner", _("Get the week on your phone")),
        ("/hjaelp", _("Who can help?")),
    )
    return [(f"{config().url}{to(path, spoken())}", word) for path, word in asked]


def _is_now(seen: Seen) -> bool:
    return week_text(seen.today) == week_text(seen.days.first)


def _is_drawn(one: board.Day) -> bool:
    return bool(one.cards or one.gone or one.closures) or one.day.weekday() < 5


def _door(one: OpenToday, alone: bool) -> dict[str, str]:
    """`alone`: of a house with one door nobody asks which."""
    spans = ", ".join(f"{clock(first)}{until()}{clock(last)}" for first, last in one.spans)
    return {"site": "" if alone else one.site.name, "hours": spans or _("Closed")}


def _day(one: board.Day, doors: Sequence[OpenToday]) -> dict[str, Any]:
    entries = [(entry(card), card.starts) for card in one.cards]
    entries += [(gone(card), card.moved_from or card.starts) for card in one.gone]
    name = f"{weekday(one.day)} {one.day.day}"
    return {
        "name": name[:1].upper() + name[1:] + ("." if spoken().is_danish else ""),
        "doors": [_door(door, len(doors) == 1) for door in doors],
        "closures": [_("Closed: %(name)s") % {"name": closure} for closure in one.closures],
        "day": [drawn for drawn, at in entries if at.hour < EVENING],
        "evening": [drawn for drawn, at in entries if at.hour >= EVENING],
    }


@lru_cache(maxsize=24)
def _drawn(template: str, text: str) -> bytes:
    return typeset(template, json.loads(text), "pdf", standard="ua-1")
