"""What a plan for a period consists of, and keeping the change that made or ended one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions import feeds
from actions.booking import Desk
from actions.changelog import log
from db.activities import parts_of
from db.occurrences import dated
from db.plan_rows import PlanSet, rows_of
from db.plan_rows import plan_set as read_set
from db.snapshots import of_activities, of_dates
from domain.errors import NotFound, Stale
from domain.model import Activity, Actor, DatedActivity


def found(at: Desk, set_id: int, version: int) -> PlanSet:
    """The set, if nobody changed it in between. Raises NotFound, Stale."""
    one = read_set(at.con, set_id)
    if one is None:
        raise NotFound("plan_set")
    if one.version != version:
        raise Stale("plan_set", version, one.version)
    return one


def own(at: Desk, one: PlanSet) -> list[Activity]:
    """The parts of its own activities that were not deleted."""
    return [part for lineage in one.own for part in parts_of(at.con, lineage)]


def paused(at: Desk, one: PlanSet) -> list[DatedActivity]:
    """The coming dates that pause for it still."""
    dates = [dated(at.con, number) for number in one.paused]
    return [
        each
        for each in dates
        if each is not None
        and each.occurrence.state == "paused"
        and each.occurrence.starts_at > at.now
        and each.activity.deleted_at is None
        and each.activity.state != "cancelled"
    ]


def close(
    at: Desk,
    actor: Actor,
    action: str,
    name: str,
    touched: Sequence[int],
    before: dict[str, Any],
    rows: tuple[Sequence[int], Sequence[int], int],
    reason: str,
) -> None:
    """Close a write: the feeds brought up to date, and one change.

    `rows`: the ids of its activities, of its dates, and of the set itself.
    """
    activities, dates, set_id = rows
    ids = sorted(set(touched))
    feeds.refresh(at.con, ids, now=at.now)
    after = together(
        of_activities(at.con, activities),
        of_dates(at.con, dates),
        rows_of(at.con, {"plan_set": [set_id]}),
    )
    if reason.strip():
        after["reason"] = reason.strip()
    names = [f"plan_set:{set_id}", *(f"activity:{number}" for number in ids)]
    log(at.con, actor, action, name, names, before, after, at.now)


def together(*snapshots: dict[str, Any]) -> dict[str, Any]:
    """Snapshots as one, table by table."""
    tables: dict[str, Any] = {}
    for one in snapshots:
        for table, rows in one.items():
            tables[table] = [*tables.get(table, ()), *rows]
    return tables
