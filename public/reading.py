"""What a page of days needs, read from one consistent state of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.exceptions import HTTPException

from actions import clock
from actions.config import config
from db import occurrences
from db.connection import Connection, HouseDb
from db.house import load_house
from domain.localtime import local_day, parse_week, range_bounds, week_range
from domain.model import DatedActivity, DayRange, House, TargetGroup
from public import board
from public.board import Mention
from public.frames import citizens_frame
from public.partners import PartnerCard, partners_by_day
from public.render import Frame
from public.shut import closures_by_day

MENTION_DAYS = 56
"""How far ahead an activity must have a date to be in *Spørg os om*: a whole term's break, so
that its coming and going tells nothing of single dates."""
DRAWN_BACK, DRAWN_AHEAD = 1, 12
"""Weeks around this one that can be had as a picture or on paper: each costs a moment of a core."""
YEARS = range(2000, 2101)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The house and its dates around some local days, at `now` (aware UTC)."""

    house: House
    frame: Frame
    now: datetime
    today: date
    days: DayRange
    dated: list[DatedActivity]
    """Within MENTION_DAYS of the days: what was moved away lies outside them."""
    shut: dict[date, tuple[str, ...]]
    partners: dict[date, tuple[PartnerCard, ...]]

    def cards(self, dated: Sequence[DatedActivity] | None = None) -> list[board.Card]:
        """The dates that may be shown in full, those read or some of them."""
        chosen = self.dated if dated is None else dated
        return board.cards_of(chosen, self.house, config().zone, self.now)

    def board(self, cards: Sequence[board.Card]) -> tuple[board.Day, ...]:
        """The days, with these cards."""
        count = (self.days.after - self.days.first).days
        return board.days_of(self.days.first, count, cards, self.shut)

    def mentions(
        self, dated: Sequence[DatedActivity] | None = None, *, since: datetime | None = None
    ) -> list[Mention]:
        """What is mentioned only, with a date that ends after `since` (now)."""
        chosen = self.dated if dated is None else dated
        after = self.now if since is None else since
        coming = (one.activity for one in chosen if one.occurrence.ends_at > after)
        return board.mentions_of(coming, self.house)


def now_of(db: HouseDb) -> tuple[datetime, date]:
    """The house's clock: the instant (UTC) and the local day."""
    now = clock.now(db)
    return now, local_day(now, config().zone)


def see(db: HouseDb, days: DayRange) -> Seen:
    """Everything of some local days, half-open. Raises DatabaseTrouble."""
    now, today = now_of(db)
    with db.read() as con:
        house = load_house(con)
        return Seen(
            house,
            citizens_frame(con, house, now),
            now,
            today,
            days,
            around(con, days),
            closures_by_day(con, days, house),
            partners_by_day(con, house, days, now),
        )


def around(con: Connection, days: DayRange) -> list[DatedActivity]:
    """The dates within MENTION_DAYS of the local days."""
    wide = MENTION_DAYS * ONE_DAY
    start, end = range_bounds(DayRange(days.first - wide, days.after + wide), config().zone)
    return occurrences.between(con, start, end)


def asked_week(text: str) -> DayRange:
    """Raises HTTPException 404 for what is no ISO week of 2000 to 2100."""
    try:
        days = parse_week(text)
    except (ValueError, OverflowError):
        raise HTTPException(404) from None
    if days.first.year not in YEARS:
        raise HTTPException(404)
    return days


def week_near(db: HouseDb, text: str) -> DayRange:
    """A week that is drawn for whoever asks. Raises HTTPException 404 for others."""
    week = asked_week(text)
    if not is_near(week, now_of(db)[1]):
        raise HTTPException(404)
    return week


def is_near(week: DayRange, today: date) -> bool:
    """Whether a week is near enough to be drawn."""
    weeks = (week.first - week_range(today).first).days // 7
    return -DRAWN_BACK <= weeks <= DRAWN_AHEAD


def for_partners(
    partners: dict[date, tuple[PartnerCard, ...]], group: TargetGroup | None
) -> dict[date, tuple[PartnerCard, ...]]:
    """The partners' dates of calendars that are marked with a group; all of them without one."""
    if group is None:
        return partners
    chosen = {
        day: tuple(card for card in cards if group.id in card.group_ids)
        for day, cards in partners.items()
    }
    return {day: cards for day, cards in chosen.items() if cards}
