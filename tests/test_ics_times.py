"""The reader of others' .ics files: which dates it finds, in whatever way they are written."""

from __future__ import annotations

import pytest

from tests.ics_case import END, START, event, ics, once, reading, told, utc

CPH = "TZID=Europe/Copenhagen"
TEN = f"DTSTART;{CPH}:20261123T100000"
HOUR = "DURATION:PT1H"
CUSTOM = "\r\n".join(
    [
        *("BEGIN:VTIMEZONE", "TZID:Huset selv", "BEGIN:STANDARD", "DTSTART:19701025T030000"),
        *("TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        *("END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "TZOFFSETFROM:+0200"),
        *("TZOFFSETTO:+0300", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT"),
        "END:VTIMEZONE",
    ]
)
EVIL_ZONE = CUSTOM.replace("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "FREQ=SECONDLY")

# id -> file, the dates it gives (UTC), and the problems that are told
GOOD_TIMES: dict[str, tuple[bytes, list[str], set[str]]] = {
    "zone": (ics(once()), ["1123T0900-1000"], set()),
    "utc": (ics(event("DTSTART:20261123T090000Z", HOUR)), ["1123T0900-1000"], set()),
    "other-zone": (
        ics(event("DTSTART;TZID=America/New_York:20261123T100000", HOUR)),
        ["1123T1500-1600"],
        set(),
    ),
    "windows-zone": (
        ics(event("DTSTART;TZID=Romance Standard Time:20261123T100000", HOUR)),
        ["1123T0900-1000"],
        set(),
    ),
    "long-zone-name": (
        ics(event("DTSTART;TZID=/example.org/2026/Europe/Copenhagen:20261123T100000", HOUR)),
        ["1123T0900-1000"],
        set(),
    ),
    "own-zone": (
        ics(CUSTOM, event("DTSTART;TZID=Huset selv:20261123T100000", HOUR)),
        ["1123T0800-0900"],
        set(),
    ),
    "own-zone-in-summer": (
        ics(CUSTOM, event("DTSTART;TZID=Huset selv:20270601T100000", HOUR)),
        ["0601T0700-0800"],
        set(),
    ),
    "unknown-zone": (
        ics(event("DTSTART;TZID=Mars/Base:20261123T100000", HOUR)),
        ["1123T0900-1000"],
        {"unknown-zone"},
    ),
    "evil-zone": (
        ics(EVIL_ZONE, event("DTSTART;TZID=Huset selv:20261123T100000", HOUR)),
        ["1123T0900-1000"],
        {"unknown-zone"},
    ),
    "zone-as-path": (
        ics(event("DTSTART;TZID=../../etc/passwd:20261123T100000", HOUR)),
        ["1123T0900-1000"],
        {"unknown-zone"},
    ),
    "floating": (ics(event("DTSTART:20261123T100000", HOUR)), ["1123T0900-1000"], set()),
    "floating-in-the-calendar's-zone": (
        ics(event("DTSTART:20261123T100000", HOUR), head="X-WR-TIMEZONE:Europe/London"),
        ["1123T1000-1100"],
        set(),
    ),
    "calendar's-zone-leaves-utc-alone": (
        ics(event("DTSTART:20261123T100000Z", HOUR), head="X-WR-TIMEZONE:Europe/London"),
        ["1123T1000-1100"],
        set(),
    ),
    "all-day": (
        ics(event("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261125")),
        ["1122T2300-1124T2300"],
        set(),
    ),
    "all-day-without-end": (
        ics(event("DTSTART;VALUE=DATE:20261123")),
        ["1122T2300-1123T2300"],
        set(),
    ),
    "all-day-over-the-clock-change": (
        ics(event("DTSTART;VALUE=DATE:20270328")),
        ["0327T2300-0328T2200"],
        set(),
    ),
    "no-end": (ics(event(TEN)), ["1123T0900-0900"], set()),
    "end-in-another-zone": (
        ics(event(TEN, "DTEND:20261123T103000Z")),
        ["1123T0900-1030"],
        set(),
    ),
    "weekly-keeps-the-clock": (
        ics(event(f"DTSTART;{CPH}:20270322T100000", HOUR, "RRULE:FREQ=WEEKLY;COUNT=2")),
        ["0322T0900-1000", "0329T0800-0900"],
        set(),
    ),
    "count-begins-before-the-window": (
        ics(event(f"DTSTART;{CPH}:20261023T100000", HOUR, "RRULE:FREQ=WEEKLY;COUNT=3")),
        ["1106T0900-1000"],
        set(),
    ),
    "until-in-utc": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;UNTIL=20261124T090000Z")),
        ["1123T0900-1000", "1124T0900-1000"],
        set(),
    ),
    "until-a-day": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;UNTIL=20261124")),
        ["1123T0900-1000", "1124T0900-1000"],
        set(),
    ),
    "exdate": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE;{CPH}:20261124T100000")),
        ["1123T0900-1000", "1125T0900-1000"],
        set(),
    ),
    "exdate-as-a-day": (
        ics(event(TEN, HOUR, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261124")),
        ["1123T0900-1000", "1125T0900-1000"],
        set(),
    ),
    "rdate": (
        ics(event(TEN, HOUR, f"RDATE;{CPH}:20261201T120000,20261202T120000")),
        ["1123T0900-1000", "1201T1100-1200", "1202T1100-1200"],
        set(),
    ),
    "rdate-periods": (
        ics(
            event(
                *(TEN, HOUR),
                "RDATE;VALUE=PERIOD:20261201T120000Z/PT30M,20261202T120000Z/20261202T150000Z",
            )
        ),
        ["1123T0900-1000", "1201T1200-1230", "1202T1200-1500"],
        set(),
    ),
    "moved-date": (
        ics(
            event(TEN, HOUR, "RRULE:FREQ=DAILY;COUNT=2"),
            event(f"RECURRENCE-ID;{CPH}:20261124T100000", f"DTSTART;{CPH}:20261124T150000", HOUR),
        ),
        ["1123T0900-1000", "1124T1400-1500"],
        set(),
    ),
    "moved-out-of-a-utc-id": (
        ics(
            event(TEN, HOUR, "RRULE:FREQ=DAILY;COUNT=2"),
            event("RECURRENCE-ID:20261124T090000Z", f"DTSTART;{CPH}:20261124T150000", HOUR),
        ),
        ["1123T0900-1000", "1124T1400-1500"],
        set(),
    ),
    "this-and-following": (
        ics(
            event(TEN, HOUR, "RRULE:FREQ=DAILY;COUNT=3"),
            event(
                f"RECURRENCE-ID;RANGE=THISANDFUTURE;{CPH}:20261124T100000",
                *(f"DTSTART;{CPH}:20261124T150000", "DURATION:PT2H"),
            ),
        ),
        ["1123T0900-1000", "1124T1400-1600", "1125T1400-1600"],
        set(),
    ),
    "orphaned-exception": (
        ics(event("RECURRENCE-ID:20261124T090000Z", f"DTSTART;{CPH}:20261124T150000", HOUR)),
        ["1124T1400-1500"],
        set(),
    ),
    "newer-of-two": (
        ics(once(), event(f"DTSTART;{CPH}:20261123T130000", HOUR, "SEQUENCE:2")),
        ["1123T1200-1300"],
        {"duplicate"},
    ),
    "one-uid-for-two-events": (
        ics(once(), once("20261124T100000", "20261124T110000")),
        ["1123T0900-1000", "1124T0900-1000"],
        {"duplicate"},
    ),
    "the-same-twice": (ics(once(), once()), ["1123T0900-1000"], {"duplicate"}),
    "no-uid-at-all": (
        ics(*(once(uid="").replace("UID:\r\n", "") for _ in range(2))),
        ["1123T0900-1000", "1123T0900-1000"],
        set(),
    ),
    "lower-case-names": (ics(once().replace("DTSTART", "dtstart")), ["1123T0900-1000"], set()),
    "bare-newlines": (ics(once()).replace(b"\r\n", b"\n"), ["1123T0900-1000"], set()),
    "old-mac-newlines": (ics(once()).replace(b"\r\n", b"\r"), ["1123T0900-1000"], set()),
    "byte-order-mark": (b"\xef\xbb\xbf" + ics(once()), ["1123T0900-1000"], set()),
    "utf-16": (ics(once()).decode().encode("utf-16"), ["1123T0900-1000"], {"encoding"}),
    "windows-1252": (ics(once()).decode().encode("cp1252"), ["1123T0900-1000"], {"encoding"}),
    "two-calendars-in-one-file": (
        ics(once()) + ics(once("20261124T100000", "20261124T110000", uid="b")),
        ["1123T0900-1000", "1124T0900-1000"],
        set(),
    ),
    "alarms-and-tasks-skipped": (
        ics(
            "BEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO",
            event(TEN, HOUR, "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nDURATION:PT9H\r\nEND:VALARM"),
        ),
        ["1123T0900-1000"],
        set(),
    ),
}


@pytest.mark.parametrize(
    ("data", "dates", "problems"),
    GOOD_TIMES.values(),
    ids=GOOD_TIMES.keys(),
)
def test_a_file_gives_its_dates(data: bytes, dates: list[str], problems: set[str]) -> None:
    found = reading(data)
    assert (utc(found), told(found)) == (dates, problems)


def test_the_window_is_half_open() -> None:
    at_end = event(f"DTSTART:{END:%Y%m%dT%H%M%SZ}", HOUR)
    before = event(f"DTSTART:{START:%Y%m%d}T220000Z", HOUR, uid="b")
    assert utc(reading(ics(at_end, before))) == []
