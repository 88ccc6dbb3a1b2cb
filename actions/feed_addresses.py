"""Which calendars can be read at all: public ones, closed ones, secret ones with an address.

A secret calendar that nobody has an address of costs nothing: its entries rest as they were, and
rise again, with higher stamps, when somebody makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.changelog import log
from actions.config import config
from db import writes_secret as writes
from db.connection import Connection
from db.secret import PublicAddress, addresses, hashes, public_addresses
from db.staff import all_staff
from domain.discretion import Feed, is_secret, public_feeds, secret_feeds
from domain.feedentry import FeedSettings, closing_note, dump, has_said_enough
from domain.localtime import to_local
from domain.model import House
from domain.rights import may_subscribe


@dataclass(frozen=True, slots=True)
class Standing:
    """The calendars that are kept up to date, and the slugs of those that say they are closed."""

    feeds: list[Feed]
    closed: dict[str, PublicAddress]
    alone: bool = False
    """Whether nothing else is to be touched."""

    @property
    def slugs(self) -> set[str]:
        return {feed.slug for feed in self.feeds} | self.closed.keys()

    def is_kept(self, slug: str) -> bool:
        """Whether entries of a calendar are touched: all but those of resting secret ones."""
        return slug in self.slugs or not (self.alone or is_secret(slug))


def standing(con: Connection, house: House) -> Standing:
    """What is served now. Read it after `settle`."""
    asked = {address.calendar for address in addresses(con)}
    feeds = public_feeds(house.groups)
    feeds += [feed for feed in secret_feeds(house) if feed.slug in asked]
    closed = {
        slug: one
        for slug, one in public_addresses(con).items()
        if one.closed_at is not None and one.gone_at is None
    }
    return Standing(feeds, closed)


def holders(con: Connection, house: House) -> dict[str, Feed | None]:
    """sha256 of every token there ever was -> its calendar, None where it is no more.

    The right of who made it is asked again, so that no address outlives it by an oversight.
    """
    calendars = {feed.slug: feed for feed in secret_feeds(house)}
    people = {one.id: one.actor for one in all_staff(con) if one.disabled_at is None}
    found: dict[str, Feed | None] = {}
    for token_hash, staff_id, calendar, is_revoked in hashes(con):
        actor, feed = people.get(staff_id), calendars.get(calendar)
        holds = not is_revoked and actor and feed and may_subscribe(actor, feed)
        found[token_hash] = feed if holds else None
    return found


def settle(con: Connection, house: House, settings: FeedSettings, now: datetime) -> None:
    """Close what is no calendar any more: secret addresses without a right, and public ones."""
    stop_lost(con, house, now)
    known = public_addresses(con)
    public = {feed.slug: feed for feed in public_feeds(house.groups) if feed.group_id is not None}
    for group in house.groups.values():
        if not group.is_everyone and group.slug not in known:
            writes.claim_slug(con, group.slug, group.id)
    for slug, feed in public.items():
        before = known.get(slug)
        is_open = before and before.opened_at is not None and before.closed_at is None
        if before is None or not is_open or before.discreet != feed.discreet:
            writes.open_public(con, slug, discreet=feed.discreet, now=now)
    for slug, one in known.items():
        if slug in public or one.opened_at is None or one.gone_at is not None:
            continue
        if one.closed_at is None:
            writes.close_public(con, slug, now)
        elif has_said_enough(one.closed_at, now, settings):
            writes.end_public(con, slug, now)


def stop_lost(con: Connection, house: House, now: datetime) -> int:
    """Revoke for good every address whose maker may not have it any more; how many.

    Called by whatever takes a right away, in its transaction: closing an account, changing roles
    or the link to a facilitator, and every change of groups, rooms and facilitators.
    """
    calendars = {feed.slug: feed for feed in secret_feeds(house)}
    people = {one.id: one.actor for one in all_staff(con) if one.disabled_at is None}
    stopped = 0
    for address in addresses(con):
        actor, feed = people.get(address.staff_id), calendars.get(address.calendar)
        if actor is not None and feed is not None and may_subscribe(actor, feed):
            continue
        writes.revoke_address(con, address.id, None, now)
        rows = [f"secret_address:{address.id}"]
        log(con, None, "calendar.stop", address.made_by, rows, {}, {"label": address.label}, now)
        stopped += 1
    return stopped


def notes(closed: dict[str, PublicAddress], settings: FeedSettings) -> dict[tuple[str, str], str]:
    """The note of every closed calendar: (slug, uid) -> content."""
    zone = config().zone
    return {
        (slug, one.note_uid): dump(
            closing_note(
                to_local(one.closed_at, zone),
                discreet=one.discreet,
                house_url=settings.house_url,
            )
        )
        for slug, one in closed.items()
        if one.closed_at is not None
    }
