"""The reader of others' .ics files: what is malformed is told and left out, the rest is read."""

from __future__ import annotations

import pytest

from domain.errors import UnreadableCalendar
from tests.ics_case import event, ics, once, reading, told, utc

CPH = "TZID=Europe/Copenhagen"
TEN = f"DTSTART;{CPH}:20261123T100000"
HOUR = "DURATION:PT1H"
# what cannot be used is told and left out; the rest of the file is read
GOOD = "1124T0900-1000"
REST = once("20261124T100000", "20261124T110000", uid="rest")
MALFORMED: dict[str, tuple[bytes, list[str], set[str]]] = {
    "no-start": (ics(event(HOUR), REST), [GOOD], {"no-start"}),
    "start-unreadable": (ics(event("DTSTART:i morgen", HOUR), REST), [GOOD], {"start"}),
    "start-on-no-day": (ics(event("DTSTART:20260230T100000", HOUR), REST), [GOOD], {"start"}),
    "start-as-period": (ics(event("DTSTART:20261123T090000Z/PT1H"), REST), [GOOD], {"start"}),
    "start-in-other-digits": (ics(event("DTSTART:٢٠٢٦1123T100000"), REST), [GOOD], {"start"}),
    "year-one": (ics(event("DTSTART:00010101T000000", HOUR), REST), [GOOD], {"start"}),
    "far-away": (ics(event("DTSTART:18500101T000000", HOUR), REST), [GOOD], {"far-away"}),
    "end-before-start": (ics(once("20261123T110000", "20261123T100000"), REST), [GOOD], {"end"}),
    "end-unreadable": (ics(event(TEN, "DTEND:senere"), REST), [GOOD], {"end"}),
    "negative-duration": (ics(event(TEN, "DURATION:-PT1H"), REST), [GOOD], {"end"}),
    "duration-unreadable": (ics(event(TEN, "DURATION:en time"), REST), [GOOD], {"end"}),
    "ten-years-long": (ics(event(TEN, "DURATION:P3650D"), REST), [GOOD], {"too-long"}),
    "duration-of-digits": (
        ics(event(TEN, f"DURATION:P{'9' * 500}D"), REST), [GOOD], {"end"},
    ),
    "every-second": (
        ics(event(TEN, HOUR, "RRULE:FREQ=SECONDLY"), REST), ["1123T0900-1000", GOOD], {"too-often"},
    ),
    "every-second-by-list": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5"), REST),
        ["1123T0900-1000", GOOD],
        {"too-often"},
    ),
    "rule-unreadable": (
        ics(event(TEN, HOUR, "RRULE:hver mandag"), REST), ["1123T0900-1000", GOOD], {"rule"},
    ),
    "interval-zero": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;INTERVAL=0"), REST), ["1123T0900-1000", GOOD],
        {"rule"},
    ),
    "rule-of-a-later-rfc": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;RSCALE=CHINESE"), REST), ["1123T0900-1000", GOOD],
        {"rule"},
    ),
    "excluding-rule": (
        ics(event(TEN, HOUR, "EXRULE:FREQ=DAILY"), REST), ["1123T0900-1000", GOOD], {"rule"},
    ),
    "exdate-unreadable": (
        ics(event(TEN, HOUR, "EXDATE:aldrig"), REST), ["1123T0900-1000", GOOD], {"exception"},
    ),
    "rdate-backwards": (
        ics(event(TEN, HOUR, "RDATE;VALUE=PERIOD:20261201T120000Z/-PT1H"), REST),
        ["1123T0900-1000", GOOD],
        {"exception"},
    ),
    "recurrence-id-unreadable": (
        ics(event(TEN, HOUR, "RECURRENCE-ID:dengang"), REST), ["1123T0900-1000", GOOD],
        {"exception"},
    ),
    "never-happens": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), REST),
        ["1123T0900-1000", GOOD],
        set(),
    ),
    "line-of-garbage": (ics(event("Nogen skrev her", TEN, HOUR), REST),
                        ["1123T0900-1000", GOOD], {"line"}),
    "line-without-end": (
        ics(event(TEN, HOUR, "DESCRIPTION:" + "x" * 30_000), REST),
        ["1123T0900-1000", GOOD],
        {"line-length"},
    ),
    "folded-for-ever": (
        ics(event(TEN, HOUR, "DESCRIPTION:x" + "\r\n x" * 30_000), REST),
        ["1123T0900-1000", GOOD],
        {"line-length"},
    ),
    "event-in-an-event": (
        ics(event(TEN, HOUR, once(uid="inner")), REST), ["1123T0900-1000", GOOD], {"nested"},
    ),
    "end-of-nothing": (ics("END:VEVENT", REST), [GOOD], {"nested"}),
    "event-never-ends": (
        ics("BEGIN:VEVENT\r\n" + TEN, REST), [], {"nested"},
    ),
    "cut-off": (ics(REST, once(uid="late"))[:-40], [GOOD], {"truncated"}),
    "cut-off-in-a-letter": (
        ics(REST, once(uid="late")).rpartition("ællesspisning".encode())[0] + b"\xc3",
        [GOOD],
        {"truncated", "encoding"},
    ),
    "zero-bytes": (ics(REST).replace(b"VERSION", b"\0VERSION"), [GOOD], set()),
    "title-with-a-number": (
        ics(once(title="Tid til 010190-1234"), REST), [GOOD], {"cpr"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "dates", "problems"),
    MALFORMED.values(),
    ids=MALFORMED.keys(),
)
def test_the_rest_of_a_malformed_file_is_read(
    data: bytes, dates: list[str], problems: set[str]
) -> None:
    found = reading(data)
    assert (utc(found), told(found)) == (dates, problems)


UNREADABLE = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n \n", "empty"),
    "a-page": (b"<!doctype html><title>Log ind</title>", "not-a-calendar"),
    "zeros": (bytes(10_000), "not-a-calendar"),
    "only-an-event": (once().encode(), "not-a-calendar"),
    "fifty-megabytes": (b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000, "too-large"),
    "a-million-lines": (b"BEGIN:VCALENDAR" + b"\n" * 1_000_000, "too-many-lines"),
    "too-many-events": (
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 5_001,
        "too-many-events",
    ),
    "too-many-zones": (
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VTIMEZONE\nEND:VTIMEZONE\n" * 101,
        "too-many-zones",
    ),
}


@pytest.mark.parametrize(("data", "code"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_calendar_raises_a_typed_error(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableCalendar) as error:
        reading(data)
    assert error.value.code == code


def test_a_problem_is_told_with_its_line() -> None:
    found = reading(ics(event("DTSTART:i morgen"), once(title="010190-1234", uid="b")))
    assert [(one.line, one.code) for one in found.problems] == [(7, "start"), (9, "cpr")]
