"""What an independent reader finds in a built feed is what the dates say, for any plan.

The reader is recurring-ical-events; what it must find is worked out from the dates alone
(`tests.feed_hard_cases.truth`), never from the encoding.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from calendars.build import Stamped, calendar
from db.connection import to_text
from domain.discretion import feed_by_slug
from domain.errors import InvalidField
from domain.feedplan import entries
from domain.localtime import to_local
from tests.feed_cases import (
    BIRK,
    CHANGED,
    DISCREET_SLUG,
    EVERYONE,
    HALL,
    NOW,
    SETTINGS,
    ZONE,
    Plan,
    house,
    plan,
)
from tests.feed_hard_cases import hard_cases, truth
from tests.sizes import examples

FROM, TO = datetime(2026, 8, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC)
"""Over three clock changes, and within the dates that are written out."""


def found_by_reader(raw: bytes) -> list[tuple[str, ...]]:
    rows = []
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(FROM, TO):
        start, end = (event[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
        words = (str(event[name]) for name in ("UID", "SUMMARY", "STATUS", "LOCATION"))
        rows.append((to_text(start), to_text(end), *words))
    return sorted(rows)


def said_by_dates(plans: list[Plan], now: datetime, *, neutral: bool) -> list[tuple[str, ...]]:
    names = ("start_utc", "end_utc", "uid", "summary", "status", "location")
    return sorted(
        tuple(row[name] for name in names)
        for row in truth(plans, house(), neutral=neutral, now=now)
        if to_text(FROM) <= row["start_utc"] < to_text(TO)
    )


def feed_of(plans: list[Plan], slug: str, now: datetime) -> bytes:
    feed = feed_by_slug(house().groups, slug)
    assert feed is not None
    return calendar(
        feed.name,
        [
            Stamped(entry.uid, entry.component, 0, CHANGED)
            for each in plans
            for entry in entries(house(), each.activity, each.dates, feed, now, ZONE, SETTINGS)
        ],
        ZONE,
    )


def test_every_hard_case_reads_back() -> None:
    for slug, group, neutral in (("alle", EVERYONE, False), (DISCREET_SLUG, BIRK, True)):
        plans = hard_cases((group,))
        assert found_by_reader(feed_of(plans, slug, NOW)) == said_by_dates(
            plans, NOW, neutral=neutral
        )


# -- any plan ------------------------------------------------------------------------------------

DAYS = st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3)
FREQUENCIES = st.one_of(
    DAYS.map(lambda days: f"FREQ=WEEKLY;BYDAY={','.join(sorted(days))}"),
    DAYS.map(lambda days: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={','.join(sorted(days))}"),
    st.integers(2, 9).map(lambda number: f"FREQ=DAILY;INTERVAL={number}"),
    st.sampled_from(["1MO", "2TH", "-1FR", "4SU"]).map(lambda nth: f"FREQ=MONTHLY;BYDAY={nth}"),
    st.integers(1, 31).map(lambda day: f"FREQ=MONTHLY;BYMONTHDAY={day}"),
)
ENDS = st.one_of(
    st.just(""),
    st.integers(1, 60).map(lambda number: f";COUNT={number}"),
    st.dates(date(2027, 1, 1), date(2027, 11, 1)).map(lambda last: f";UNTIL={last:%Y%m%d}"),
)
TIMES = st.sampled_from([(0, 0), (1, 30), (3, 0), (8, 15), (10, 0), (19, 45), (22, 0), (23, 59)])
# no whole day: a date that touches a clock change at both ends is another question
LENGTHS = st.sampled_from([15, 45, 60, 90, 180, 300, 600])
EXCEPTIONS = st.lists(
    st.tuples(
        st.integers(0, 80),
        st.sampled_from(["cancel", "pause", "move", "back", "longer", "title", "room", "skip"]),
        st.integers(-3, 3),
        st.sampled_from([7, 12, 20]),
    ),
    max_size=8,
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    first = draw(st.dates(date(2026, 9, 1), date(2026, 12, 20)))
    hour, minute = draw(TIMES)
    try:
        each = plan(
            1,
            draw(st.sampled_from(["NADA", "Café, te; og \u201ekage\u201c", "Æøå 🎄"])),
            datetime(first.year, first.month, first.day, hour, minute),
            draw(LENGTHS),
            draw(FREQUENCIES) + draw(ENDS),
            group_ids=(EVERYONE, BIRK),
        )
    except InvalidField:
        reject()  # a rule that never occurs cannot be saved
    for index, what, days, at in draw(EXCEPTIONS):
        if index < len(each.dates):
            change(each, index, what, days, at)
    if draw(st.integers(0, 5)) == 0:
        each.edit(state="cancelled", cancelled_at=NOW)
    return each


def change(each: Plan, index: int, what: str, days: int, hour: int) -> None:
    one = each.dates[index]
    at = to_local(one.original_start, ZONE)
    day = at.date()
    simple: dict[str, dict[str, Any]] = {
        "pause": {"state": "paused"},
        "title": {"title": "Denne gang: sne"},
        "room": {"room_id": HALL},
    }
    if what == "skip" and len(each.dates) > 1:
        del each.dates[index]
    elif what == "cancel":
        each.cancel(day)
    elif what in simple:
        each.change(day, **simple[what])
    elif what == "longer":
        each.move(day, at, minutes=75)
    elif what in ("move", "back"):
        each.move(day, datetime(at.year, at.month, at.day, hour) + timedelta(days=days))
        if what == "back":
            each.move_back(day)


@settings(max_examples=examples(150), deadline=None)
@given(each=plans(), days=st.sampled_from([0, 0, 10, 40, 80]))
def test_any_plan_reads_back_as_its_dates(each: Plan, days: int) -> None:
    now = NOW + timedelta(days=days)
    for slug, neutral in (("alle", False), (DISCREET_SLUG, True)):
        assert found_by_reader(feed_of([each], slug, now)) == recent(
            each, said_by_dates([each], now, neutral=neutral), now, neutral=neutral
        )


def recent(
    each: Plan, rows: list[tuple[str, ...]], now: datetime, *, neutral: bool
) -> list[tuple[str, ...]]:
    """Without what has been over for 90 days: a whole series, or a date that stands alone."""
    master = each.activity.neutral_uid if neutral else each.activity.uid
    past = to_text(now - timedelta(days=90))
    over = {
        uid for uid in {row[2] for row in rows} if max(r[1] for r in rows if r[2] == uid) <= past
    }
    endless = each.activity.state != "cancelled" and not any(
        word in (each.fields.rrule or "") for word in ("COUNT", "UNTIL")
    )
    return [row for row in rows if row[2] not in over or (row[2] == master and endless)]
