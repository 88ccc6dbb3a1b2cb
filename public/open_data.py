"""For other sites: `/api/aktiviteter.json`, `/sitemap.xml`, and what a page says of itself.

docs/api.md explains the JSON. It holds what citizens' pages show in full, and nothing else.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.config import config
from db.connection import HouseDb
from domain.model import DayRange
from locales.tongues import EVERY
from public import board
from public.reading import ONE_DAY, Seen, now_of, see
from public.render import kept_answer
from public.tongues import to

VERSION = 1
AHEAD = 56
"""Days that the JSON reaches ahead, today included."""
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PAGES = ("/", "/i-dag", "/hjaelp", "/abonner", "/frivillig", "/tilgaengelighed")


class OpenData:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [
            Route("/api/aktiviteter.json", self.activities),
            Route("/sitemap.xml", self.sitemap),
        ]

    def activities(self, request: Request) -> Response:
        """Every date of the coming weeks that is shown in full; `?for=` narrows to open groups."""
        seen = self._seen()
        asked = set(request.query_params.getlist("for")[:20])
        groups = [one for one in board.open_groups(seen.house) if one.slug in asked]
        wanted = {group.id for group in groups}
        dated = [
            one for one in seen.dated if not wanted or wanted & set(one.activity.fields.group_ids)
        ]
        cards = [card for card in seen.cards(dated) if seen.today <= card.day < seen.days.after]
        data = {
            "version": VERSION,
            "house": seen.frame.house_name,
            "url": f"{config().url}/",
            "time_zone": config().zone.key,
            "from": seen.today.isoformat(),
            "until": (seen.days.after - ONE_DAY).isoformat(),
            "activities": [_activity(card, config().zone) for card in cards],
        }
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        return kept_answer(request, body, "application/json", _CORS)

    def sitemap(self, request: Request) -> Response:
        """The pages in every language, and the activities that are shown in full."""
        seen = self._seen()
        uids = {card.about.uid: None for card in seen.cards() if card.day >= seen.today}
        addresses = [*PAGES, *(f"/aktivitet/{uid}" for uid in uids)]
        body = "".join(
            [
                '<?xml version="1.0" encoding="UTF-8"?>\n',
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n',
                *(
                    f"<url><loc>{escape(config().url + to(address, tongue))}</loc></url>\n"
                    for address in addresses
                    for tongue in EVERY
                ),
                "</urlset>\n",
            ]
        )
        return kept_answer(request, body.encode(), "application/xml", {})

    def _seen(self) -> Seen:
        _now, today = now_of(self.db)
        return see(self.db, DayRange(today, today + AHEAD * ONE_DAY))


def event_data(about: board.About, cards: list[board.Card], url: str) -> str:
    """schema.org `Event`s of an activity's dates, as JSON that may stand inside a script element.

    "<", ">" and "&" are written as \\u00.., so that no text can end the element.
    """
    zone = config().zone
    events = [_event(about, card, url, zone) for card in cards]
    text = json.dumps({"@context": "https://schema.org", "@graph": events}, ensure_ascii=False)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _event(about: board.About, card: board.Card, url: str, zone: ZoneInfo) -> dict[str, Any]:
    status = "EventCancelled" if card.cancelled else "EventScheduled"
    if card.moved_from and not card.cancelled:
        status = "EventRescheduled"
    found: dict[str, Any] = {
        "@type": "Event",
        "name": card.title,
        "description": about.description or about.sentence.text or card.title,
        "startDate": _instant(card.starts, zone),
        "endDate": _instant(card.ends, zone),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": card.place, "address": card.address},
        "organizer": [
            {"@type": "Organization", "name": service.name} for service in about.services
        ],
        "inLanguage": "da",
        "isAccessibleForFree": not about.price_dkk,
        "url": url,
    }
    if card.moved_from:
        found["previousStartDate"] = _instant(card.moved_from, zone)
    if about.price_dkk:
        found["offers"] = {"@type": "Offer", "price": about.price_dkk, "priceCurrency": "DKK"}
    return found


def _activity(card: board.Card, zone: ZoneInfo) -> dict[str, Any]:
    about = card.about
    return {
        "uid": about.uid,
        "url": f"{config().url}/aktivitet/{about.uid}",
        "title": card.title,
        "type": about.words,
        "description": about.description,
        "starts": _instant(card.starts, zone),
        "ends": _instant(card.ends, zone),
        "state": "cancelled" if card.cancelled else "moved" if card.moved_from else "planned",
        "moved_from": _instant(card.moved_from, zone) if card.moved_from else None,
        "place": card.place,
        "address": card.address,
        "for_everyone": about.for_everyone,
        "for_whom": [name.text for name in about.for_whom],
        "access": about.access,
        "phone": about.contact.phone,
        "price_dkk": about.price_dkk,
        "no_name_needed": about.nameless,
        "notes": list(about.notes),
        "organised_by": [service.name for service in about.services],
        "note": card.note,
    }


def _instant(wall: datetime, zone: ZoneInfo) -> str:
    """A naive wall time with its offset: "2026-11-23T10:00:00+01:00"."""
    return wall.replace(tzinfo=zone).isoformat()
