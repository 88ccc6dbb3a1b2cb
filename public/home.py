"""Min indgang: what is on now and next, the coming days, and finding something that fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db.connection import HouseDb
from domain.model import DayRange
from public import board, finding
from public.finding import Choices, Wish, with_group, without
from public.partners import PartnerCard
from public.reading import ONE_DAY, Seen, for_partners, now_of, see
from public.render import citizens_page

AHEAD = 7
"""Days after today on the first page."""
AHEAD_FOUND = 27
"""Days after today in which what is asked for is looked for."""


class Home:
    """The front page of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/", self.home)]

    def home(self, request: Request) -> Response:
        _now, today = now_of(self.db)
        seen = see(self.db, DayRange(today, today + (AHEAD_FOUND + 1) * ONE_DAY))
        wish = finding.wish_of(request.query_params, seen.house)
        if finding.has_empty(request.query_params):
            address = f"{request.url.path}{wish.query}"
            return RedirectResponse(address, 303, headers={"Cache-Control": "no-cache"})
        everything = [card for card in seen.cards() if card.day >= today]
        choices = finding.choices_of(everything, seen.house)
        dated = board.for_group(seen.dated, wish.group) if wish.group else seen.dated
        mentions = finding.fitting_mentions(seen.mentions(dated), wish)
        partners = _partners(seen, wish)
        # a group alone is looked at as the house is: day by day
        far = wish.narrow or bool(wish.words)
        cards = finding.fitting(seen.cards(dated), wish)
        days = seen.board(cards)[: AHEAD_FOUND + 1 if far else AHEAD + 1]
        context = {
            "wish": wish,
            "far": far,
            "found": sum(len(day.cards) for day in days)
            + sum(map(len, partners.values()))
            + (len(mentions) if finding.tells_of_mentions(wish) else 0),
            "taken": _taken(wish, choices),
            "choices": choices,
            "kept": wish.query,
            "days": [day for day in days if day.cards or partners.get(day.day)] if far else days,
            "partners": partners,
            "now_on": on_now(days[0].cards),
            "next_up": next_up(days),
            "mentions": mentions,
            "today": today,
            "without": without,
            "with_group": with_group,
        }
        return citizens_page(request, "home.html", seen.frame, context)


def on_now(cards: Sequence[board.Card]) -> list[board.Card]:
    """What has begun and not ended."""
    return [card for card in cards if card.phase == "now" and not card.cancelled]


def next_up(days: Sequence[board.Day]) -> list[board.Card]:
    """The next date that will happen, with those that start at the same time."""
    coming = [c for day in days for c in day.cards if c.phase == "coming" and not c.cancelled]
    return [card for card in coming if card.starts == coming[0].starts]


def _partners(seen: Seen, wish: Wish) -> dict[date, tuple[PartnerCard, ...]]:
    """Partners' dates have a title and a time; of the rest nothing is known, so they stay out."""
    if wish.topic or wish.site or wish.ticks:
        return {}
    chosen = for_partners(seen.partners, wish.group)
    last = seen.today + timedelta(days=AHEAD_FOUND if wish.narrow or wish.words else AHEAD)
    found = {
        day: tuple(finding.fitting_partners(cards, wish))
        for day, cards in chosen.items()
        if day <= last
    }
    return {day: cards for day, cards in found.items() if cards}


def _taken(wish: Wish, choices: Choices) -> list[tuple[str, object]]:
    """What is chosen beside the group, as (part, words): each can be taken away again."""
    named = dict(choices.topics)
    places = dict(choices.sites)
    found: list[tuple[str, object]] = []
    if wish.words:
        found.append(("words", wish.words))
    if wish.topic:
        found.append(("topic", named.get(wish.topic, "")))
    if wish.time:
        found.append(("time", wish.time))
    if wish.site:
        found.append(("site", places.get(wish.site, "")))
    return found + [(f"tick:{one}", one) for one in wish.ticks]
