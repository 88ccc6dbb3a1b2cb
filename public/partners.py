"""What citizens may see of partners' calendars: as the partner's, to read, with a link to theirs.

Everything passes `domain.outside.partner_view`. Times are naive wall times in the house's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.config import config
from db.connection import Connection
from db.outside import Kept, partner_dates
from domain.localtime import range_bounds, to_local
from domain.model import DayRange, House
from domain.outside import STALE, PartnerDate, partner_view


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """One date of a partner's programme on one day."""

    title: str
    partner: str
    starts: datetime
    ends: datetime
    whole_day: bool
    place: str
    link: str
    """https, or ""."""
    cancelled: bool
    past: bool
    as_of: date | None
    """The day it was last fetched, where that is too long ago to be sure; else None."""
    group_ids: tuple[int, ...]
    """The groups that its calendar is marked with; never shown."""

    @property
    def has_end(self) -> bool:
        return self.ends > self.starts


def partners_by_day(
    con: Connection, house: House, days: DayRange, now: datetime
) -> dict[date, tuple[PartnerCard, ...]]:
    """The partners' dates of each local day, what lasts several days on each of them.

    `now` is an aware UTC instant.
    """
    zone = config().zone
    found: dict[date, list[PartnerCard]] = {}
    for kept, one in partner_dates(con, *range_bounds(days, zone)):
        if not _is_shown(kept, house):
            continue
        starts, ends = to_local(one.starts_at, zone), to_local(one.ends_at, zone)
        card = _card(kept, one, house, now, starts, ends)
        last = (ends - timedelta(seconds=1)).date() if ends > starts else starts.date()
        day = max(starts.date(), days.first)
        while day <= last and day < days.after:
            found.setdefault(day, []).append(card)
            day += timedelta(days=1)
    return {day: tuple(cards) for day, cards in found.items()}


def _is_shown(kept: Kept, house: House) -> bool:
    service = house.services.get(kept.calendar.service_id or 0)
    if service is None or service.retired:
        return False
    return partner_view(kept.calendar, house.groups) == "full"


def _card(
    kept: Kept, one: PartnerDate, house: House, now: datetime, starts: datetime, ends: datetime
) -> PartnerCard:
    good_at = kept.fetching.good_at
    stale = bool(kept.fetching.trouble) and good_at is not None and now - good_at >= STALE
    return PartnerCard(
        title=one.title,
        partner=house.services[kept.calendar.service_id or 0].name,
        starts=starts,
        ends=ends,
        whole_day=one.all_day or ends - starts >= timedelta(hours=24),
        place=one.place,
        link=one.link,
        cancelled=one.cancelled,
        past=now >= one.ends_at and now > one.starts_at,
        as_of=to_local(good_at, config().zone).date() if stale and good_at else None,
        group_ids=tuple(kept.calendar.group_ids),
    )
