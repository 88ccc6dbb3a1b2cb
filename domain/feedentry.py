"""What one feed says about one activity: the values that are stored, stamped and built into .ics.

All times here are naive wall times in the house's zone; spans are half-open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from domain.model import Access
from domain.recurrence import horizon, wall_starts

WORDING = 1
"""Raise it when `calendars.build` says the same facts in other words.

It is part of every entry's content, so that stamps rise with the words (feed contract, line 13).
"""

Status = Literal["confirmed", "cancelled", "gone"]


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How long things stay in feeds, and where their links lead."""

    house_url: str
    """Public base URL without a slash at the end."""
    cancelled_days: int = 14
    """A cancelled date is shown as cancelled until so many days after it."""
    past_days: int = 90
    """What is over leaves the feed so many days after its last date."""
    tombstone_days: int = 30
    """So long a feed goes on saying that something left it."""


@dataclass(frozen=True, slots=True)
class Details:
    """The facts that DESCRIPTION is written from; only in what is shown in full."""

    text: str = ""
    date_note: str = ""
    """About this date alone."""
    for_everyone: bool = False
    for_whom: tuple[str, ...] = ()
    """Public names of the groups whose calendars are open."""
    access: Access = "drop-in"
    phone: str = ""
    sign_up_until: str = ""
    price_dkk: int = 0
    step_free: bool = False
    interpreter: bool = False
    rusfri: bool = False
    childcare: bool = False
    relatives: bool = False
    public_note: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One VEVENT: a single event, the master of a series, or an override of one of its dates."""

    local_start: datetime
    local_end: datetime
    summary: str
    """Without "AFLYST"; empty in a tombstone, which says nothing."""
    status: Status = "confirmed"
    rid: datetime | None = None
    """RECURRENCE-ID: the wall start the rule gives; None in a master or single event."""
    rrule: str | None = None
    """As in ActivityFields: UNTIL is a local DATE."""
    exdates: tuple[datetime, ...] = ()
    location: str = ""
    details: Details | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One UID of a feed: its master or single event first, then the overrides by date."""

    uid: str
    components: tuple[Component, ...]


def dump(components: Sequence[Component]) -> str:
    """The stored text of components: deterministic, so that equal texts are equal content."""
    rows = [asdict(component) for component in components]
    return json.dumps(
        {"wording": WORDING, "components": rows},
        ensure_ascii=False,
        sort_keys=True,
        default=datetime.isoformat,
    )


def load(content: str) -> tuple[Component, ...]:
    """The components of a text made by `dump`."""
    return tuple(_component(row) for row in json.loads(content)["components"])


def outlived(components: Sequence[Component], now_local: datetime, settings: FeedSettings) -> bool:
    """Whether time alone has taken all of this out of the feed: it is over, and long enough ago."""
    master = components[0]
    if master.rrule is not None and _endless(master.rrule):
        return False
    return all(
        shown.local_end
        + timedelta(
            days=settings.cancelled_days if shown.status == "cancelled" else settings.past_days
        )
        <= now_local
        for shown in _dates(components, datetime.max)
    )


def tombstone(components: Sequence[Component], now_local: datetime) -> tuple[Component, ...]:
    """What stays when an entry leaves its feed: a cancelled event that tells nothing but a time.

    It stands at the first date still to come, else at the last one.
    """
    last = components[0]
    for last in _dates(components, horizon(now_local)):
        if last.local_end > now_local:
            break
    return (Component(last.local_start, last.local_end, summary="", status="gone"),)


def _dates(components: Sequence[Component], before: datetime) -> Iterator[Component]:
    """The dates a client shows for an entry, in order of the rule, from before `before`."""
    master, *overrides = components
    if master.rrule is None:
        yield master
        return
    by_rid = {override.rid: override for override in overrides}
    length = master.local_end - master.local_start
    for start in wall_starts(master.local_start, master.rrule, before):
        if start in by_rid:
            yield by_rid[start]
        elif start not in master.exdates:
            yield replace(master, local_start=start, local_end=start + length)


def _endless(rrule: str) -> bool:
    return "COUNT=" not in rrule and "UNTIL=" not in rrule


def _component(row: dict[str, Any]) -> Component:
    details = row["details"]
    if details is not None:
        details = Details(**{**details, "for_whom": tuple(details["for_whom"])})
    return Component(
        **{
            **row,
            "local_start": datetime.fromisoformat(row["local_start"]),
            "local_end": datetime.fromisoformat(row["local_end"]),
            "rid": datetime.fromisoformat(row["rid"]) if row["rid"] else None,
            "exdates": tuple(datetime.fromisoformat(text) for text in row["exdates"]),
            "categories": tuple(row["categories"]),
            "details": details,
        }
    )
