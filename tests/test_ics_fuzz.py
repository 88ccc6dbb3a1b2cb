"""The reader against chance: only typed errors, and the dates that independent readers find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendars.read import Limits, Reading, read
from calendars.read.expand import Budget, wall_starts
from calendars.read.rules import WEEKDAYS, parse
from domain.errors import UnreadableCalendar
from tests.house_case import ZONE
from tests.ics_case import END, START, event, ics, reading
from tests.sizes import examples

SMALL = Limits(octets=100_000, events=200, dates=300, work=20_000)
SEEDS = [
    ics(
        event(
            "DTSTART;TZID=Europe/Copenhagen:20261123T100000",
            "DTEND;TZID=Europe/Copenhagen:20261123T110000",
            "RRULE:FREQ=MONTHLY;BYDAY=-1MO,2TU;BYSETPOS=1,-1;COUNT=9",
            "EXDATE;TZID=Europe/Copenhagen:20261230T100000",
            "RDATE;VALUE=PERIOD:20261201T120000Z/PT1H",
        ),
        event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20261230T090000Z",
            *("DTSTART:20261230T120000Z", "DURATION:PT90M", "STATUS:CANCELLED"),
        ),
    ),
    ics(
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE",
        event("DTSTART;TZID=X:20261123T100000", "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
        "BEGIN:VFREEBUSY\r\nFREEBUSY:20261123T090000Z/PT1H\r\nEND:VFREEBUSY",
    ),
]
PIECES = [
    *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"END:VCALENDAR\r\n", b"\r\n ", b"\n", b";", b":"),
    *(b",", b"\\", b'"', b"=", b"\0", b"\xff", b"\xc3", b"99999999", b"-", b"0001", b"T", b"Z"),
    *(b"FREQ=SECONDLY", b"COUNT=1000000000", b"INTERVAL=0", b"P1000000000D", b"BYDAY=99XX"),
    *(b"TZID=", b"VALUE=DATE", b"RANGE=THISANDFUTURE", b"19000101", b"99991231T235959"),
    *(b"TZOFFSETTO:+9999\r\n", b"+2400", b"RRULE:FREQ=YEARLY;UNTIL=19800101T000000Z\r\n"),
]


def tried(data: bytes) -> Reading | None:
    try:
        return reading(data, limits=SMALL)
    except UnreadableCalendar:
        return None


def sound(found: Reading | None) -> None:
    """What the rest of the house relies on, whatever was read."""
    if found is None:
        return
    assert len(found.dates) <= SMALL.dates and len(found.problems) <= SMALL.problems + 2
    assert list(found.dates) == sorted(found.dates, key=lambda one: one.starts_at)
    for one in found.dates:
        assert one.starts_at <= one.ends_at <= one.starts_at + timedelta(days=367)
        assert one.starts_at < END and (one.ends_at > START or one.starts_at >= START)
        assert one.starts_at.utcoffset() == timedelta()
        assert len(one.event.title) <= 120 and "\n" not in one.event.title
    for begins, ends in found.taken:
        assert begins < ends


@given(st.binary(max_size=3_000))
def test_random_bytes_give_only_typed_errors(data: bytes) -> None:
    sound(tried(data))
    sound(tried(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid file with pieces cut out, doubled, moved and put in."""
    data = draw(st.sampled_from(SEEDS))
    for _change in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        to = min(len(data), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["cut", "put", "double", "end"])):
            case "cut":
                data = data[:at] + data[to:]
            case "put":
                data = data[:at] + draw(st.sampled_from(PIECES)) + data[at:]
            case "double":
                data = data[:to] + data[at:to] * draw(st.integers(1, 5)) + data[to:]
            case _:
                data = data[:at]
    return data


@settings(max_examples=examples(600), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_damaged_calendar_gives_only_typed_errors(data: bytes) -> None:
    sound(tried(data))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of every part, as RFC 5545 allows them together."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    days = st.sampled_from(WEEKDAYS)
    if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        days = st.builds(lambda n, day: f"{n}{day}", st.sampled_from([1, 2, 3, 4, 5, -1, -2]), days)
    if draw(st.booleans()):
        parts.append("BYDAY=" + ",".join(draw(st.lists(days, min_size=1, max_size=3, unique=True))))
    numbers = {
        "BYMONTH": st.integers(1, 12),
        **(
            {"BYMONTHDAY": st.sampled_from([*range(1, 32), *range(-31, 0)])}
            if frequency != "WEEKLY"
            else {}
        ),
        **(
            {"BYYEARDAY": st.sampled_from([1, 59, 60, 61, 365, 366, -1, -306, -366])}
            if frequency == "YEARLY"
            else {}
        ),
        "BYHOUR": st.integers(0, 23),
    }
    for name, values in numbers.items():
        if draw(st.integers(0, 3)) == 0:
            chosen = draw(st.lists(values, min_size=1, max_size=3, unique=True))
            parts.append(f"{name}=" + ",".join(map(str, sorted(chosen))))
    if frequency in ("MONTHLY", "YEARLY") and len(parts) > 2 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    return ";".join(parts)


@settings(max_examples=examples(400), deadline=None)
@given(rules(), st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)), st.integers(0, 900))
def test_rules_give_what_dateutil_gives(rule: str, start: datetime, later: int) -> None:
    start = start.replace(microsecond=0, second=0, minute=0)
    after = start + timedelta(days=later)
    last = after + timedelta(days=400)
    # a rule that never occurs keeps dateutil until the year 9999: a sentinel stops it
    theirs = {
        one
        for one in _until(rule, start, last)
        if after <= one <= last
    } | ({start} if after <= start <= last else set())  # fmt: skip
    ours = list(wall_starts(start, parse(rule), last, after, Budget(10**9)))
    assert ours == sorted(theirs)


def _until(rule: str, start: datetime, last: datetime) -> list[datetime]:
    """dateutil's dates; years are taken one at a time, so that it comes to an end."""
    return list(rrulestr(f"{rule};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=start))


@settings(max_examples=examples(150), deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]),
    st.integers(1, 3),
    st.integers(1, 20),
    st.sampled_from(["Europe/Copenhagen", "America/New_York", "Asia/Kolkata", "UTC"]),
    st.datetimes(datetime(2026, 9, 1), datetime(2027, 3, 1)),
    st.sets(st.integers(0, 9), max_size=3),
    st.booleans(),
)
def test_series_give_what_recurring_ical_events_gives(
    frequency: str,
    interval: int,
    count: int,
    zone: str,
    start: datetime,
    left_out: set[int],
    moved: bool,
) -> None:
    start = start.replace(hour=start.hour or 4, minute=0, second=0, microsecond=0)
    if 1 <= start.hour <= 3:  # the hours that a clock skips: every reader has its own answer
        start = start.replace(hour=12)
    start = start.replace(day=min(start.day, 28))
    walls = list(rrulestr(f"FREQ={frequency};INTERVAL={interval};COUNT={count}", dtstart=start))
    at = f"TZID={zone}"
    excluded = [
        f"EXDATE;{at}:{walls[number]:%Y%m%dT%H%M%S}"
        for number in sorted(left_out)
        if 0 < number < len(walls)
    ]
    rule = f"RRULE:FREQ={frequency};INTERVAL={interval};COUNT={count}"
    parts = [event(f"DTSTART;{at}:{start:%Y%m%dT%H%M%S}", "DURATION:PT1H", rule, *excluded)]
    if moved and len(walls) > 1 and 1 not in left_out:
        to = walls[1] + timedelta(hours=2)
        parts.append(
            event(
                f"RECURRENCE-ID;{at}:{walls[1]:%Y%m%dT%H%M%S}",
                f"DTSTART;{at}:{to:%Y%m%dT%H%M%S}",
                "DURATION:PT1H",
            )
        )
    data = ics(*parts)
    ours = [one.starts_at for one in read(data, house=ZONE, start=START, end=END).dates]
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(START, END)
    theirs = sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)
    assert ours == theirs
