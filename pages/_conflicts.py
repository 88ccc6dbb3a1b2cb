"""Conflicts as sentences, each named with its other activity."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from actions.config import config
from domain.conflicts import Conflict
from domain.errors import Conflicts
from domain.localtime import to_local
from locales import _, ngettext
from locales.formats import clock, short_day
from locales.messages import sentence
from pages._show import plain

_MOST = 6
"""Lines shown; the rest is a number."""


def show(error: Conflicts) -> None:
    """What stopped a save."""
    st.error(lines(plain(sentence(error)), error.conflicts, config().zone))


def lines(head: str, conflicts: Sequence[Conflict], zone: ZoneInfo) -> str:
    lines = [f"- {words(one, zone)}" for one in conflicts[:_MOST]]
    rest = len(conflicts) - len(lines)
    if rest > 0:
        lines.append("- " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})
    return "\n".join([f"**{head}**", "", *lines])


def words(one: Conflict, zone: ZoneInfo) -> str:
    """One conflict as a sentence, named with its other activity."""
    start = to_local(one.starts_at, zone)
    data: dict[str, object] = {
        "when": plain(f"{short_day(start)} {clock(start)}"),
        "subject": plain(one.subject),
        "other": plain(one.other_title),
        "limit": one.limit,
    }
    if one.other_starts_at and one.other_ends_at:
        data["from"] = plain(clock(to_local(one.other_starts_at, zone)))
        data["to"] = plain(clock(to_local(one.other_ends_at, zone)))
    return {
        "room": _("%(when)s: %(subject)s is taken by %(other)s %(from)s–%(to)s"),
        "facilitator": _("%(when)s: %(subject)s is busy with %(other)s %(from)s–%(to)s"),
        "closure": _("%(when)s: closed (%(subject)s)"),
        "busy": _("%(when)s: %(subject)s is busy in Outlook %(from)s–%(to)s"),
        "capacity": _("%(subject)s holds %(limit)s, fewer than the places you give"),
    }[one.kind] % data
