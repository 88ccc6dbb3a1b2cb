"""`/frivillig`: what lacks a volunteer, on a page and as a sheet to hang up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.config import config
from db.connection import HouseDb
from domain.model import DayRange
from domain.volunteers import lacks_volunteer
from locales import _, spoken
from locales.formats import day, time_range
from public import board
from public.icons import paths
from public.paper import number, piece, with_number
from public.qr import qr
from public.reading import ONE_DAY, Seen, now_of, see
from public.render import CITIZENS_CACHE, citizens_page
from public.tongues import to
from public.typeset import typeset
from public.words import title_here

AHEAD = 28
"""Days in which a volunteer is looked for."""
MOST_DATES = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """One activity with the dates that lack a volunteer."""

    task: str
    cards: tuple[board.Card, ...]
    more: bool

    @property
    def about(self) -> board.About:
        return self.cards[0].about


class Volunteers:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/frivillig", self.page), Route("/frivillig.pdf", self.sheet)]

    def page(self, request: Request) -> Response:
        seen = self._seen()
        return citizens_page(request, "volunteers.html", seen.frame, {"wanted": wanted_in(seen)})

    def sheet(self, request: Request) -> Response:
        seen = self._seen()
        address = f"{config().url}/frivillig"
        code = qr(f"{config().url}{to('/frivillig', spoken())}")
        data: dict[str, Any] = {
            "lang": spoken().lang,
            "direction": spoken().direction,
            "title": _("Volunteer wanted"),
            "house": seen.frame.house_name,
            "lede": _("An hour or two. You are not alone with it, and we show you how."),
            "nothing": _("Nothing lacks a volunteer right now. You can always ring and ask."),
            "entries": [_entry(one) for one in wanted_in(seen)],
            "phone": with_number(_("Ring %(phone)s"), seen.frame.phone),
            "address": address.partition("://")[2],
            "qr": {"size": code.size, "path": code.path},
            "qr_alt": _("QR code to the page"),
        }
        made = _drawn(json.dumps(data, ensure_ascii=False, sort_keys=True))
        headers = {
            "Cache-Control": CITIZENS_CACHE,
            "Content-Disposition": 'inline; filename="frivillig.pdf"',
        }
        return Response(made, media_type="application/pdf", headers=headers)

    def _seen(self) -> Seen:
        _now, today = now_of(self.db)
        return see(self.db, DayRange(today, today + AHEAD * ONE_DAY))


def wanted_in(seen: Seen) -> list[Wanted]:
    """The activities that lack a volunteer on a coming date, by the first of them."""
    lacking = [
        one
        for one in seen.dated
        if lacks_volunteer(one, seen.house.groups, seen.house.facilitators)
        and one.occurrence.starts_at > seen.now
    ]
    tasks = {one.activity.uid: one.activity.fields.volunteer_task for one in lacking}
    by_uid: dict[str, list[board.Card]] = {}
    for card in seen.cards(lacking):
        if card.day < seen.days.after:
            by_uid.setdefault(card.about.uid, []).append(card)
    return [
        Wanted(tasks[uid], tuple(cards[:MOST_DATES]), len(cards) > MOST_DATES)
        for uid, cards in by_uid.items()
    ]


def _entry(one: Wanted) -> dict[str, Any]:
    return {
        "title": piece(title_here(one.about.title, one.about)),
        "icon": paths()[one.about.icon],
        "task": one.task,
        "dates": [f"{day(card.day)} {time_range(*card.times)}" for card in one.cards],
        "phone": [
            part
            for part in (piece(one.about.contact.name), number(one.about.contact.phone))
            if part["text"]
        ],
    }


@lru_cache(maxsize=8)
def _drawn(text: str) -> bytes:
    return typeset("volunteers.typ", json.loads(text), "pdf", standard="ua-1")
