"""Conflicts as sentences, each named with its other activity."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from actions.config import config
from domain.conflicts import Conflict
from domain.errors import Conflicts
from locales import ngettext
from locales.conflicts import words as conflict_words
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
    """One conflict as a sentence, named with its other activity, safe as Markdown."""
    return conflict_words(one, zone, plain)
