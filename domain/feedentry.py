"""What one feed says about one activity: the values that are stored, stamped and built into .ics.

All times here are naive wall times in the house's zone; spans are half-open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from dateutil.relativedelta import relativedelta

from domain.model import Access
from domain.recurrence import horizon, wall_starts

WORDING = 1
"""Raise it when `calendars.build` says the same facts in other words.

It is part of every entry's content, so that stamps rise with the words (feed contract, line 13).
"""

Status = Literal["confirmed", "cancelled", "gone", "note"]
"""`gone`: a tombstone. `note`: the one event of a calendar that was closed."""


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
    closed_months: int = 6
    """So long a calendar that was closed says so; then its address answers 410."""


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
    wanted: str = ""
    """What a volunteer would do there; only in the volunteers' calendar."""


@dataclass(frozen=True, slots=True)
class Component:
    """One VEVENT: a series, something that happens once, or a date that its series leaves out."""

    local_start: datetime
    local_end: datetime
    summary: str
    """Without "AFLYST"; empty where nothing may be said but that the time is taken ("Optaget"), in
    a tombstone, and in a note, which has words of its own."""
    status: Status = "confirmed"
    rrule: str | None = None
    """As in ActivityFields: UNTIL is a local DATE."""
    exdates: tuple[datetime, ...] = ()
    location: str = ""
    details: Details | None = None
    url: str = ""
    categories: tuple[str, ...] = ()
    contact: str = ""
    in_place: bool = False
    """A date that stands alone at the time its series' rule gives; back in the series it is seen
    there, and needs no tombstone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One UID of a feed. There is one VEVENT to a UID (domain.feedplan says why)."""

    uid: str
    component: Component


def dump(component: Component) -> str:
    """The stored text of a component: deterministic, so that equal texts are equal content."""
    row = asdict(component)
    if component.details is not None and not component.details.wanted:
        del row["details"]["wanted"]  # came later: what does not have it is as it was
    return json.dumps(
        {"wording": WORDING, "component": row},
        ensure_ascii=False,
        sort_keys=True,
        default=datetime.isoformat,
    )


def load(content: str) -> Component:
    """The component of a text made by `dump`."""
    row: dict[str, Any] = json.loads(content)["component"]
    details = row["details"]
    if details is not None:
        details = Details(**{**details, "for_whom": tuple(details["for_whom"])})
    return Component(
        **{
            **row,
            "local_start": datetime.fromisoformat(row["local_start"]),
            "local_end": datetime.fromisoformat(row["local_end"]),
            "exdates": tuple(datetime.fromisoformat(text) for text in row["exdates"]),
            "categories": tuple(row["categories"]),
            "details": details,
        }
    )


def outlived(component: Component, now_local: datetime, settings: FeedSettings) -> bool:
    """Whether time alone has taken this out of the feed: it is over, and long enough ago."""
    if component.rrule is not None and is_endless(component.rrule):
        return False
    cancelled = component.status == "cancelled"
    kept = timedelta(days=settings.cancelled_days if cancelled else settings.past_days)
    return all(end + kept <= now_local for _start, end in spans(component, datetime.max))


def tombstone(component: Component, now_local: datetime) -> Component:
    """What stays when an entry leaves its feed: a cancelled event that tells nothing but a time.

    It stands at the first date still to come, else at the last one.
    """
    found = list(spans(component, horizon(now_local)))
    last = found[-1] if found else (component.local_start, component.local_end)
    start, end = next((span for span in found if span[1] > now_local), last)
    return Component(start, end, summary="", status="gone")


def closing_note(closed_local: datetime, *, discreet: bool, house_url: str) -> Component:
    """What a calendar says when it is no more (contract, line 29), on four days a week apart.

    A discreet one does not say whose it was: no link, no place.
    """
    start = datetime.combine(closed_local.date() + timedelta(days=1), time(9))
    url = "" if discreet else f"{house_url}/abonner"
    length = timedelta(minutes=30)
    rule = "FREQ=WEEKLY;COUNT=4"
    return Component(start, start + length, "", "note", rrule=rule, url=url)


def has_said_enough(closed_at: datetime, now: datetime, settings: FeedSettings) -> bool:
    """Whether a closed calendar's address need not say so any more; both instants aware."""
    return closed_at + relativedelta(months=settings.closed_months) <= now


def is_endless(rrule: str) -> bool:
    return "COUNT=" not in rrule and "UNTIL=" not in rrule


def spans(component: Component, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of every date a client shows, in order, starting before `before`."""
    length = component.local_end - component.local_start
    if component.rrule is None:
        yield component.local_start, component.local_end
        return
    left_out = set(component.exdates)
    for start in wall_starts(component.local_start, component.rrule, before):
        if start not in left_out:
            yield start, start + length
