"""What is told to people when a date is cancelled or moved: in a message, and at the door.

A message lands on phones and a sign hangs where everybody passes, so both say the least that any
public place says of the activity (domain.discretion).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.discretion import (
    EVERYONE_SLUG,
    NEUTRAL_FALLBACK,
    board_view,
    feed_by_slug,
    feed_view,
    public_feeds,
    title_where_neutral,
)
from domain.model import Activity, DatedActivity, TargetGroup

Said = Literal["full", "neutral", "nowhere"]
Happened = Literal["cancelled", "moved"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message and a sign may say. Times are naive wall times."""

    said: Said
    """ "nowhere": it stands in no public place, so that there is nothing to tell but by ringing."""
    happened: Happened
    title: str
    """ "" where nothing may be said."""
    was: datetime
    """When it was to begin."""
    place: str
    """The room where it was to be; "" where that would tell too much."""
    starts: datetime
    """When it begins now; the same as `was` where it is cancelled."""
    next_start: datetime | None
    """The next date of the series that takes place; None: there is none, or it moved."""


def said_of(activity: Activity, groups: dict[int, TargetGroup]) -> Said:
    """How much may be told of an activity outside of the house's own pages.

    In full only where the board and "Hele huset" show it in full and no group of it is discreet;
    "nowhere" where no public place shows it at all; else neutral.
    """
    board = board_view(activity, groups)
    views = {feed_view(activity, groups, feed.slug) for feed in public_feeds(groups)}
    if board == "absent" and views <= {"absent"}:
        return "nowhere"
    everywhere = board == "full" and feed_view(activity, groups, EVERYONE_SLUG) == "full"
    return "full" if everywhere and "neutral" not in views else "neutral"


def title_said(one: DatedActivity, groups: dict[int, TargetGroup], said: Said) -> str:
    """The name under which a date may be told of; "" where nothing may be said."""
    if said == "full":
        return one.title
    everyone = feed_by_slug(groups, EVERYONE_SLUG)
    if said == "nowhere" or everyone is None:
        return ""
    return title_where_neutral(one.activity.fields, groups, everyone) or NEUTRAL_FALLBACK
