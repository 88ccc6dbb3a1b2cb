"""What the lobby's screen says of an activity: as the board, and where discreet groups meet."""

from __future__ import annotations

from typing import Literal

from domain.discretion import Groups, board_view, effective_feed
from domain.model import Activity

LobbyView = Literal["full", "neutral", "absent"]


def lobby_view(activity: Activity, groups: Groups) -> LobbyView:
    """How the lobby's screen shows an activity.

    In full what citizens' pages show in full. Neutrally what they only mention, where a discreet
    group meets and neither it nor its calendar is kept out of sight: those who belong there know
    the group's neutral name, and need the door. Everything else is absent.
    """
    view = board_view(activity, groups)
    if view == "full":
        return "full"
    if view == "absent" or effective_feed(activity, groups) == "none":
        return "absent"
    return "neutral" if neutral_name(activity, groups) else "absent"


def neutral_name(activity: Activity, groups: Groups) -> str:
    """The neutral name of the first discreet group that is in use; "" without one."""
    own = (groups[one] for one in activity.fields.group_ids if one in groups)
    names = (
        group.neutral_name for group in own if group.calendar == "discreet" and not group.retired
    )
    return next(names, "")
