"""Importing: what a file brings becomes activities, all of it or nothing, as one change.

Attendees, organisers, contacts and alarms are never read; the file itself is kept nowhere. A
foreign UID stays in `source_uid`, to be recognised by, and is published by no feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions import series
from actions.booking import Desk, desk, stop_on
from actions.import_judging import Item, Wish, judged
from db import writes_activities as writes
from db.connection import HouseDb
from db.occurrences import of_activity
from db.snapshots import of_activities
from db.writes_changes import claim_token, settle_token
from db.writes_import import keep_source
from domain.conflicts import Conflict, among
from domain.errors import InvalidField, InvalidInput, UnreadableTable
from domain.house_rules import soft_kinds
from domain.importing import MOST_ACTIVITIES, Found
from domain.model import Activity, Actor, Occurrence
from domain.rights import require
from domain.schedule import is_structural, slots


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do."""

    items: tuple[Item, ...]
    together: tuple[Conflict, ...]
    """What the file's own activities collide with each other in."""

    def count(self, status: str) -> int:
        return sum(one.status == status for one in self.items)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return (*(one for item in self.items for one in item.conflicts), *self.together)


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did."""

    created: int
    updated: int
    left: int
    """Known before, and left as it is."""


def preview(
    db: HouseDb, actor: Actor, found: Sequence[Found], wish: Wish, *, now: datetime
) -> Preview:
    """Judge an import without writing.

    Raises Refused for who may not plan, UnreadableTable for more than 400 activities.
    """
    _few_enough(actor, found)
    with db.read() as con:
        at = desk(con, now)
        items = judged(at, actor, found, wish, conflicts=True)
        coming = [
            slot
            for item in items
            if item.status == "new" and item.fields is not None
            for slot in slots(item.dates, None, item.fields.title)
        ]
        together = among(coming, at.house.rooms, at.house.facilitators)
    return Preview(tuple(items), tuple(together))


def run(
    db: HouseDb,
    actor: Actor,
    found: Sequence[Found],
    wish: Wish,
    *,
    now: datetime,
    token: str | None = None,
) -> Done:
    """Import in one transaction, as one change that can be undone.

    Raises InvalidInput (a line that cannot come in is neither mended nor left out, or nothing
    comes in at all), Refused, Conflicts (hard, or soft without a reason), AlreadyDone,
    UnreadableTable ("too-many-rows").
    """
    _few_enough(actor, found)
    with db.write() as con:
        claim_token(con, token, actor.staff_id, now)
        at = desk(con, now)
        items = judged(at, actor, found, wish, conflicts=False)
        bad = [item for item in items if item.status == "bad"]
        if bad:
            lines = ", ".join(str(item.found.line) for item in bad[:20])
            raise InvalidInput((InvalidField("form", "import-bad-lines", lines=lines),))
        coming = [item for item in items if item.comes]
        if not coming:
            raise InvalidInput((InvalidField("form", "import-nothing"),))
        before = of_activities(con, [item.known.id for item in coming if item.known])
        touched: list[int] = []
        for item in coming:
            touched.extend(_written(at, item, wish))
        titles = [item.fields.title for item in coming if item.fields]
        more = f" + {len(titles) - 1}" if len(titles) > 1 else ""
        ids = tuple(dict.fromkeys(touched))
        series.logged(at, actor, "activity.import", f"{titles[0]}{more}", ids, before, wish.reason)
        settle_token(con, token, str(len(coming)))
    created = sum(item.known is None for item in coming)
    left = sum(item.status in ("same", "leave") for item in items)
    return Done(created, len(coming) - created, left)


def _few_enough(actor: Actor, found: Sequence[Found]) -> None:
    require(actor, "plan.write")
    if len(found) > MOST_ACTIVITIES:
        raise UnreadableTable("too-many-rows", highest=MOST_ACTIVITIES)


def _written(at: Desk, item: Item, wish: Wish) -> list[int]:
    """Write one; returns the ids of what it touched. Raises Conflicts."""
    assert item.fields is not None
    if item.known is not None:
        return _updated(at, item.known, item, wish.reason)
    activity_id = series.insert(
        at,
        item.fields,
        state="published" if wish.publish else "draft",
        reason=wish.reason,
        dates=[_with_uids(one) for one in item.dates],
    )
    if item.found.uid:
        keep_source(at.con, activity_id, item.found.uid)
    return [activity_id]


def _with_uids(date: Occurrence) -> Occurrence:
    """A date of a series that was moved in time has UIDs of its own, as in `move_date`."""
    if date.starts_at == date.original_start:
        return date
    return replace(date, moved_uid=writes.new_uid(), moved_neutral_uid=writes.new_uid())


def _updated(at: Desk, old: Activity, item: Item, reason: str) -> list[int]:
    assert item.fields is not None
    if not is_structural(old.fields, item.fields):
        kinds = soft_kinds(old, item.fields)
        proposed = slots(of_activity(at.con, old.id), old.id, item.fields.title)
        found = at.conflicts(proposed, item.fields, without=old.id) if kinds else []
        stop_on([one for one in found if one.kind in kinds], reason)
        treatment = series.treatment_of(at, item.fields)
        writes.update_fields(at.con, old.id, item.fields, treatment=treatment, now=at.now)
        return [old.id]
    change = series.change_of(at, old, item.fields, of_activity(at.con, old.id))
    return [old.id, series.apply(at, old, change, reason=reason)]
