"""What needs somebody's hand today: clashes, missing people, unrecorded dates, drafts, closures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.config import config
from actions.half_days import missing_half_days
from db.activities import drafts
from db.connection import Connection
from db.house import closures, load_house
from db.occurrences import between, missing, slot_of, unrecorded
from db.planning_rules import load_rules
from domain.conflicts import Conflict, among
from domain.half_days import HalfDay
from domain.house_rules import not_at_work
from domain.model import Activity, Closure, DatedActivity

AHEAD = timedelta(days=14)
_MOST = 5
"""Lines in one card; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything as of one instant; dates look `AHEAD`, unrecorded ones back to the beginning."""

    clashes: list[Conflict]
    missing: list[DatedActivity]
    """Coming dates, however far ahead, that somebody cannot run."""
    unmanned: list[DatedActivity]
    unrecorded: list[DatedActivity]
    drafts: list[Activity]
    closures: list[Closure]
    half_days: list[tuple[HalfDay, str]]
    """Half days outside activities that nobody counted, with the place's name, oldest first."""


def read(con: Connection, now: datetime) -> Needs:
    house = load_house(con)
    coming = between(
        con,
        now,
        now + AHEAD,
        states=("planned",),
        activity_states=("published", "draft"),
        kinds=("activity", "reservation"),
    )
    slots = [slot_of(one) for one in coming]
    rules, zone = load_rules(con), config().zone
    away = [
        one
        for slot in slots
        for one in not_at_work(slot, house.facilitators, rules, zone)
        if one.kind == "absent"
    ]
    return Needs(
        clashes=[*among(slots, house.rooms, house.facilitators), *away],
        missing=missing(con, now),
        unmanned=[
            one
            for one in coming
            if not (one.occurrence.facilitator_ids or one.occurrence.missing_ids)
            and one.activity.fields.kind == "activity"
        ],
        # what is under way is not missing yet
        unrecorded=[one for one in unrecorded(con, now) if one.occurrence.ends_at <= now],
        drafts=drafts(con),
        closures=closures(con, now, now + AHEAD),
        half_days=missing_half_days(con, now),
    )
