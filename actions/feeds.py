"""Keeping the materialised feeds true, inside the transaction of whoever changed the plan.

Every writing action calls `refresh` before it commits; the daily job and changes of the set-up
call `refresh_all`. What did not change keeps its stamps, so that no client sees it as changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from actions.config import config
from actions.feed_addresses import Standing, notes, settle, standing
from db.activities import activities_by_id, all_activities
from db.connection import Connection
from db.feeds import (
    FeedRow,
    StoredEntry,
    all_entries,
    entries_in,
    entries_of,
    entries_with,
    feed_rows,
    served,
)
from db.house import load_house
from db.occurrences import of_activity
from db.secret import activities_for
from db.writes_feeds import save_entries, save_feed
from domain.discretion import Feed, view_of
from domain.feedentry import FeedSettings, dump, load, outlived, tombstone
from domain.feedplan import entries
from domain.localtime import to_local
from domain.model import Activity, House

_SECOND = timedelta(seconds=1)
Key = tuple[str, str]


def refresh(con: Connection, activity_ids: Collection[int], *, now: datetime) -> None:
    """Bring every feed up to date with the given activities, in the caller's transaction.

    Call it after every write that touches an activity or its dates: created, edited, split (both
    parts), published, cancelled, moved, paused, deleted, restored. `now` is an aware instant.
    """
    activities = activities_by_id(con, activity_ids).values()
    house = load_house(con)
    at = standing(con, house)
    _bring_up_to_date(con, house, at, activities, entries_of(con, activity_ids), now)


def refresh_all(con: Connection, *, now: datetime) -> None:
    """The same for every activity: after changes of groups, rooms, services or settings, and daily.

    Daily because time alone changes feeds: cancelled dates fade, what is over leaves, tombstones
    end. Run it after the dates were written on to the horizon.
    """
    house = load_house(con)
    settle(con, house, feed_settings(house, config().url), now)
    at = standing(con, house)
    _bring_up_to_date(con, house, at, all_activities(con, deleted=True), all_entries(con), now)


def refresh_feed(con: Connection, feed: Feed, *, now: datetime) -> None:
    """The same for one calendar and all it holds: when a secret one gets its first address."""
    holding = activities_for(
        con, group_id=feed.group_id, room_id=feed.room_id, facilitator_id=feed.facilitator_id
    )
    activities = activities_by_id(con, holding).values()
    alone = Standing([feed], {}, alone=True)
    _bring_up_to_date(con, load_house(con), alone, activities, entries_in(con, feed.slug), now)


def feed_settings(house: House, url: str) -> FeedSettings:
    """The house's settings for feeds; a setting that is no whole number counts as not set."""
    standard = FeedSettings(house_url=url)

    def days(key: str, default: int) -> int:
        text = house.settings.get(key, "")
        return int(text) if text.isascii() and text.isdigit() else default

    return FeedSettings(
        house_url=url,
        cancelled_days=days("feed.cancelled_days", standard.cancelled_days),
        past_days=days("feed.past_days", standard.past_days),
        tombstone_days=days("feed.tombstone_days", standard.tombstone_days),
        closed_months=days("feed.closed_months", standard.closed_months),
    )


def _bring_up_to_date(
    con: Connection,
    house: House,
    at: Standing,
    activities: Iterable[Activity],
    known: list[StoredEntry],
    now: datetime,
) -> None:
    now = now.replace(microsecond=0)
    settings = feed_settings(house, config().url)
    wanted = _wanted(con, house, at.feeds, activities, now, settings)
    wanted |= {key: (None, content) for key, content in notes(at.closed, settings).items()}
    stored = {(entry.feed, entry.uid): entry for entry in known if at.is_kept(entry.feed)}
    # a date that a split handed over keeps its UID, and its entry is still the old part's
    strange = {uid for slug, uid in wanted if (slug, uid) not in stored}
    found = (one for one in entries_with(con, strange) if at.is_kept(one.feed))
    stored |= {(entry.feed, entry.uid): entry for entry in found}
    changed, adopted = [], []
    for key, (activity_id, content) in wanted.items():
        entry = stored.get(key)
        if entry is None or entry.left_at is not None or entry.content_hash != _hash(content):
            changed.append(_written(entry, key, activity_id, content, now))
        elif entry.activity_id != activity_id:
            adopted.append(replace(entry, activity_id=activity_id))
    ageing = []
    still_there = {(slug, activity_id) for (slug, _uid), (activity_id, _) in wanted.items()}
    for key, entry in stored.items():
        if key in wanted or not entry.content:
            continue
        seen_elsewhere = (entry.feed, entry.activity_id) in still_there
        if _is_over(entry, now, settings) or (seen_elsewhere and load(entry.content).in_place):
            ageing.append(entry)
        elif entry.left_at is None:
            changed.append(_tombstone(entry, now))
    changed += _laid_to_rest(con, ageing, changed, at.slugs)
    save_entries(con, changed + adopted)
    _bump(con, at.feeds, {entry.feed for entry in changed}, now)


def _wanted(
    con: Connection,
    house: House,
    feeds: list[Feed],
    activities: Iterable[Activity],
    now: datetime,
    settings: FeedSettings,
) -> dict[Key, tuple[int | None, str]]:
    """What every feed should show of the activities: (feed, uid) -> (activity, content)."""
    zone = config().zone
    wanted: dict[Key, tuple[int | None, str]] = {}
    for activity in activities:
        showing = [feed for feed in feeds if view_of(activity, house.groups, feed) != "absent"]
        dates = of_activity(con, activity.id) if showing else []
        for feed in showing:
            for entry in entries(house, activity, dates, feed, now, zone, settings):
                wanted[feed.slug, entry.uid] = (activity.id, dump(entry.component))
    return wanted


def _written(
    before: StoredEntry | None, key: Key, activity_id: int | None, content: str, now: datetime
) -> StoredEntry:
    """An entry with new content: stamps and sequence only ever rise, also when it comes back."""
    if before is None:
        feed, uid = key
        return StoredEntry(feed, uid, activity_id, content, _hash(content), 0, now, now, None)
    return replace(
        before,
        activity_id=activity_id,
        content=content,
        content_hash=_hash(content),
        sequence=before.sequence + 1,
        last_modified=max(now, before.last_modified + _SECOND),
        left_at=None,
    )


def _tombstone(entry: StoredEntry, now: datetime) -> StoredEntry:
    content = dump(tombstone(load(entry.content), to_local(now, config().zone)))
    gone = _written(entry, (entry.feed, entry.uid), entry.activity_id, content, now)
    return replace(gone, left_at=now)


def _is_over(entry: StoredEntry, now: datetime, settings: FeedSettings) -> bool:
    """Whether time alone takes an entry out: nobody needs to be told that it left."""
    if entry.left_at is not None:
        return entry.left_at + timedelta(days=settings.tombstone_days) <= now
    return outlived(load(entry.content), to_local(now, config().zone), settings)


def _laid_to_rest(
    con: Connection, ageing: list[StoredEntry], changed: list[StoredEntry], open_: set[str]
) -> list[StoredEntry]:
    """Ageing entries, dormant; but a feed that had events is never served empty (line 11)."""
    by_feed: dict[str, list[StoredEntry]] = defaultdict(list)
    for entry in ageing:
        by_feed[entry.feed].append(entry)
    resting = []
    for slug, old in by_feed.items():
        leaving = {entry.uid for entry in old}
        staying = {entry.uid for entry in served(con, slug)} - leaving
        staying |= {entry.uid for entry in changed if entry.feed == slug}
        if slug in open_ and not staying:
            old.remove(max(old, key=lambda entry: (entry.last_modified, entry.uid)))
        resting += [
            replace(entry, content="", content_hash="", left_at=_left(entry)) for entry in old
        ]
    return resting


def _left(entry: StoredEntry) -> datetime:
    return entry.left_at or entry.last_modified


def _bump(con: Connection, feeds: list[Feed], touched: set[str], now: datetime) -> None:
    """Raise the version of every feed whose bytes changed, a new name included."""
    rows = feed_rows(con)
    names = {feed.slug: feed.name for feed in feeds}
    for slug in names.keys() | touched:
        row = rows.get(slug)
        name = names.get(slug, row.name if row else "")
        if row is None:
            save_feed(con, FeedRow(slug, name, 1, now))
        elif slug in touched or name != row.name:
            later = max(now, row.changed_at + _SECOND)
            save_feed(con, FeedRow(slug, name, row.version + 1, later))


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
