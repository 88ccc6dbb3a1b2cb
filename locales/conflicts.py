"""Conflicts as sentences, for every page that tells of one."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from domain.conflicts import Conflict
from domain.hours import windows_text
from domain.localtime import to_local
from locales import _
from locales.formats import clock, short_day


def words(one: Conflict, zone: ZoneInfo, safe: Callable[[str], str] = str) -> str:
    """One conflict as a sentence, named with its other activity.

    `safe` makes what anybody typed harmless where the sentence is shown.
    """
    start = to_local(one.starts_at, zone)
    data: dict[str, object] = {
        "when": safe(f"{short_day(start)} {clock(start)}"),
        "subject": safe(one.subject),
        "other": safe(one.other_title),
        "limit": one.limit,
    }
    if one.other_starts_at and one.other_ends_at:
        data["from"] = safe(clock(to_local(one.other_starts_at, zone)))
        data["to"] = safe(clock(to_local(one.other_ends_at, zone)))
    if one.kind in ("hours", "person-hours"):
        data["hours"] = safe(windows_text(one.windows))
    return _TEMPLATES[_case(one)] % data


def _case(one: Conflict) -> str:
    """Which sentence: hours on a weekday that has none, and groups within one activity, differ."""
    if one.kind in ("hours", "person-hours") and not one.windows:
        return f"{one.kind}-none"
    return "apart-within" if one.kind == "apart" and not one.other_title else one.kind


_TEMPLATES = {
    "room": _("%(when)s: %(subject)s is taken by %(other)s %(from)s–%(to)s"),
    "facilitator": _("%(when)s: %(subject)s is busy with %(other)s %(from)s–%(to)s"),
    "closure": _("%(when)s: closed (%(subject)s)"),
    "busy": _("%(when)s: %(subject)s is busy in Outlook %(from)s–%(to)s"),
    "capacity": _("%(subject)s holds %(limit)s, fewer than the places you give"),
    "hours": _("%(when)s: %(subject)s is open %(hours)s that day"),
    "hours-none": _("%(when)s: %(subject)s is not open that day"),
    "person-hours": _("%(when)s: %(subject)s usually works %(hours)s that day"),
    "person-hours-none": _("%(when)s: %(subject)s does not usually work that day"),
    "absent": _("%(when)s: %(subject)s is away"),
    "staff": _("%(subject)s: at least %(limit)s of those who run it must be members of staff"),
    "apart": _("%(when)s: kept apart (%(subject)s): %(other)s %(from)s–%(to)s is too near"),
    "apart-within": _("It is for groups that the house keeps apart: %(subject)s"),
}
