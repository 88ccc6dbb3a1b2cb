"""A calendar as phones draw it: lock screen, Google, Apple, from what the feed really serves.

The markup and its style are constants of ours in a template; what anybody typed goes through
Jinja2's own escaping, so that it is text and never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from calendars.build import summary
from domain.feedentry import Component, spans
from locales import _
from locales.formats import clock, day, month, short_day, time_range, weekday

AHEAD = timedelta(days=21)
MOST = 3
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Seen:
    """One date as a calendar client sees it; naive wall times."""

    start: datetime
    end: datetime
    title: str
    place: str
    cancelled: bool
    full: bool
    """Told with its own name; else neutrally."""

    @property
    def times(self) -> str:
        return time_range(self.start, self.end)

    @property
    def weekday(self) -> str:
        return weekday(self.start)[:3]

    @property
    def day(self) -> str:
        words = day(self.start)
        return words[:1].upper() + words[1:]

    @property
    def clock(self) -> str:
        return clock(self.start)

    @property
    def until(self) -> str:
        return clock(self.end)

    @property
    def short_day(self) -> str:
        return short_day(self.start)


def coming(components: Iterable[Component], now: datetime) -> list[Seen]:
    """The dates of the coming three weeks, in order; `now` is a naive wall time."""
    found = [
        Seen(
            start,
            end,
            summary(one),
            one.location,
            one.status != "confirmed",
            one.details is not None,
        )
        for one in components
        if one.status in ("confirmed", "cancelled")
        for start, end in spans(one, now + AHEAD)
        if end > now and start < now + AHEAD
    ]
    return sorted(found, key=lambda one: (one.start, one.title))


def draw(name: str, seen: Sequence[Seen], now: datetime) -> None:
    """`name`: of the calendar, as its subscribers see it."""
    st.html(markup(name, seen, now))


def markup(name: str, seen: Sequence[Seen], now: datetime) -> str:
    first, days = seen[0] if seen else None, day(now)
    return _template().render(
        name=name,
        first=first,
        seen=seen[:MOST],
        now=clock(now),
        today=days[:1].upper() + days[1:],
        month=month(now).capitalize(),
        label=_("The calendar %(name)s on phones") % {"name": name},
        lock=_("Lock screen"),
        nothing=_("Nothing in the coming three weeks."),
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(_HERE / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    return made.get_template("faces.html")
