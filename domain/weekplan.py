"""What an exported week holds: for the wall what citizens' pages hold, for staff all of it.

A paper on a wall and a file that is mailed around are read by strangers, so the wall's export asks
`domain.discretion` like the pages do; its .ics asks like the calendar "Hele huset", because a file
ends on phones. Staff's export holds drafts, hidden activities and reservations, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.discretion import EVERYONE_SLUG, board_view, feed_by_slug, view_of
from domain.model import Activity, DatedActivity, House

Audience = Literal["wall", "staff"]
AUDIENCES: tuple[Audience, ...] = ("wall", "staff")


@dataclass(frozen=True, slots=True)
class Plan:
    """A week for one audience."""

    audience: Audience
    dates: tuple[DatedActivity, ...]
    mentioned: tuple[Activity, ...]
    """What citizens' pages mention without a date; for the wall only."""


def may_hang(one: DatedActivity, house: House) -> bool:
    """Whether a date may stand on a wall: as citizens' pages show it, dates and all."""
    return (
        one.activity.fields.kind == "activity"
        and one.occurrence.state in ("planned", "cancelled")
        and board_view(one.activity, house.groups) == "full"
    )


def may_travel(one: DatedActivity, house: House) -> bool:
    """Whether a date may stand in a calendar file that anybody gets: as in "Hele huset"."""
    feed = feed_by_slug(house.groups, EVERYONE_SLUG)
    shown = feed is not None and view_of(one.activity, house.groups, feed) == "full"
    return shown and may_hang(one, house)


def plan(
    dates: Iterable[DatedActivity],
    house: House,
    audience: Audience,
    activities: Iterable[Activity] = (),
) -> Plan:
    """The dates of a week (any order kept) for an audience.

    `activities` are all there are, whatever the week: that one is mentioned must not tell that it
    meets in this week.
    """
    known = list(dates)
    if audience == "staff":
        return Plan(audience, tuple(known), ())
    mentioned: dict[str, Activity] = {}
    for activity in activities:
        if activity.state == "published" and board_view(activity, house.groups) == "mentioned":
            mentioned.setdefault(activity.lineage, activity)
    hung = tuple(one for one in known if may_hang(one, house))
    by_title = sorted(mentioned.values(), key=lambda one: (one.fields.title, one.id))
    return Plan(audience, hung, tuple(by_title))
