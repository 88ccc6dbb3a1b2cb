"""`/skaerm`: today on the screen in the lobby, for the whole house or one site.

Everything passes `domain.lobby.lobby_view`. Without JavaScript the page loads itself again; with
it, it keeps the last good picture while the network is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from actions.config import config
from db.connection import HouseDb
from domain.icons import NEUTRAL, board_icon
from domain.lobby import lobby_view, neutral_name
from domain.localtime import to_local
from domain.model import DatedActivity, DayRange, House, Site
from public import board
from public.partners import PartnerCard
from public.qr import qr
from public.reading import ONE_DAY, Seen, now_of, see
from public.render import STATIC, citizens_page
from public.words import Said, title_here

LATER = 6
"""So many rows of later today can be read from four metres; a screen without script counts the
rest, one with it pages through all."""
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One date on the screen. Wall times."""

    title: Said
    icon: str
    starts: datetime
    ends: datetime
    room: str
    cancelled: bool
    tag: Literal["", "moved", "room"]
    """What is otherwise than it used to be: the time or the room."""
    places_left: int | None
    """Of a course; None where none are counted."""
    note: str
    phase: board.Phase


class Lobby:
    """The screen's routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        return [Route("/skaerm", self.screen), Route("/skaerm/{site}", self.screen)]

    def own_routes(self) -> list[Route]:
        """What has one address for every language."""
        return [Route("/skaerm/worker.js", self.worker)]

    def worker(self, request: Request) -> Response:
        """The service worker, for /skaerm and what lies below it."""
        headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/skaerm"}
        return FileResponse(STATIC / "lobby_worker.js", headers=headers)

    def screen(self, request: Request) -> Response:
        _now, today = now_of(self.db)
        seen = see(self.db, DayRange(today, today + ONE_DAY))
        site = _asked_site(request.path_params.get("site"), seen.house)
        whole = _rows(seen, site, today)
        rows = [row for row in whole if row.phase != "past" or row.cancelled]
        coming = [row for row in rows if row.phase == "coming" and not row.cancelled]
        following = [row for row in coming if row.starts == coming[0].starts]
        later = coming[len(following) :]
        soon, soon_day = ([], today) if rows else _soon(seen, site)
        context = {
            "site": site,
            "empty": not whole,
            "soon": soon,
            "soon_day": soon_day,
            "off": [row for row in rows if row.cancelled and row.ends > _wall(seen)],
            "gone": [card for card in _gone(seen) if site is None or _is_at(card, site)],
            "now_on": [row for row in rows if row.phase == "now" and not row.cancelled],
            "next_up": following,
            "later": later[:MOST_ROWS],
            "more": max(0, len(later) - LATER),
            "shut": seen.shut.get(today, ()),
            "wall": _wall(seen),
            "today": today,
            "qr": qr(f"{config().url}/i-dag"),
            "address": f"{config().url}/i-dag".partition("://")[2],
        }
        return citizens_page(request, "lobby.html", seen.frame, context)


def _wall(seen: Seen) -> datetime:
    return to_local(seen.now, config().zone)


def _asked_site(asked: str | None, house: House) -> Site | None:
    """The site of an address, None for the whole house. Raises HTTPException 404."""
    if asked is None:
        return None
    found = next((one for one in house.sites.values() if board.slug(one.name) == asked), None)
    if found is None:
        raise HTTPException(404)
    return found


def _soon(seen: Seen, site: Site | None) -> tuple[list[Row], date]:
    """The next day on which something open is on, within a week, for a day with nothing more in it.

    Discreet groups' neutral names stand only on the day they meet: that is when one needs the door.
    """
    for number in range(1, 8):
        day = seen.today + number * ONE_DAY
        if found := [row for row in _rows(seen, site, day) if not row.cancelled]:
            return found[:LATER], day
    return [], seen.today


def _rows(seen: Seen, site: Site | None, day: date) -> list[Row]:
    """A day's dates, partners' too, by time. What has no room stands on every screen."""
    cards = [card for card in seen.cards() if card.day == day]
    rows = [_row(card) for card in cards if site is None or _is_at(card, site)]
    if day == seen.today:
        rows += [row for one in seen.dated if (row := _neutral(one, seen, site)) is not None]
    if site is None or site.id == next(iter(seen.house.sites)):
        rows += [_partner(card, seen) for card in _timed(seen.partners.get(day, ()))]
    return sorted(rows, key=lambda row: (row.starts, row.title.text))


def _is_at(card: board.Card, site: Site) -> bool:
    return card.site in ("", board.slug(site.name))


def _row(card: board.Card) -> Row:
    return Row(
        title_here(card.title, card.about),
        card.about.icon,
        card.starts,
        card.ends,
        card.room,
        card.cancelled,
        "moved" if card.moved_from is not None else "room" if card.room_changed else "",
        card.about.places_left,
        card.note,
        card.phase,
    )


def _neutral(one: DatedActivity, seen: Seen, site: Site | None) -> Row | None:
    """A discreet group's date by its neutral name: time and room, and nothing else."""
    zone, dated = config().zone, one.occurrence
    starts, ends = to_local(dated.starts_at, zone), to_local(dated.ends_at, zone)
    if starts.date() != seen.today or lobby_view(one.activity, seen.house.groups) != "neutral":
        return None
    room = seen.house.rooms.get(dated.room_id) if dated.room_id is not None else None
    if site is not None and room is not None and room.site_id != site.id:
        return None
    phase: board.Phase = "coming" if seen.now < dated.starts_at else "now"
    return Row(
        Said(neutral_name(one.activity, seen.house.groups)),
        board_icon(one.activity, seen.house),
        starts,
        ends,
        room.name if room else "",
        dated.state == "cancelled" or one.activity.state == "cancelled",
        tag="",
        places_left=None,  # how many a discreet group has room for is not told
        note="",
        phase="past" if seen.now >= dated.ends_at else phase,
    )


def _timed(cards: Sequence[PartnerCard]) -> list[PartnerCard]:
    return [card for card in cards if not card.whole_day]


def _partner(card: PartnerCard, seen: Seen) -> Row:
    wall = _wall(seen)
    phase: board.Phase = "past" if card.past else "now" if card.starts <= wall else "coming"
    title = Said(f"{card.title} ({card.partner})")
    when = (card.starts, card.ends)
    return Row(title, NEUTRAL, *when, card.place, card.cancelled, "", None, "", phase)


def _gone(seen: Seen) -> tuple[board.Card, ...]:
    """What was moved from today to another day."""
    return seen.board(seen.cards())[0].gone
