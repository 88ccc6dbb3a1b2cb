"""The reader of others' .ics files: what it makes of every kind of file, good and malformed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from calendars.read import Limits
from domain.errors import UnreadableCalendar
from tests.ics_case import END, START, event, ics, once, reading, told, utc
from tests.sources import ROOT

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
    [*GOOD_TIMES.values(), *MALFORMED.values()],
    ids=[*GOOD_TIMES.keys(), *MALFORMED.keys()],
)
def test_a_file_gives_its_dates_and_tells_its_problems(
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


def test_people_alarms_and_inventions_are_not_read() -> None:
    marked = event(
        *(TEN, HOUR, "ATTENDEE;CN=MARK1:mailto:mark2@there.example"),
        *("ORGANIZER;CN=MARK3:mailto:m@there.example", "CONTACT:MARK4", "COMMENT:MARK5"),
        *("X-MOZ-NOTE:MARK6", "X-ALT-DESC;FMTTYPE=text/html:MARK7", "ATTACH:https://MARK8"),
        *("BEGIN:VALARM", "DESCRIPTION:MARK9", "SUMMARY:MARK9", "END:VALARM"),
    )
    found = reading(ics(marked))
    assert len(found.dates) == 1
    assert "MARK" not in repr(found)


def test_texts_are_cleaned_and_short() -> None:
    texts = event(
        *(TEN, HOUR, "LOCATION:Sal\\nBEGIN:VEVENT\u202e", "URL:https://there.example/x"),
        "DESCRIPTION:" + "æ" * 5_000,
        title="\u2066Kaffe\\, te\\n og <b>kage</b>\x07" + "!" * 300,
    )
    one = reading(ics(texts)).events[0]
    assert one.title.startswith("Kaffe, te og <b>kage</b>!") and len(one.title) == 120
    assert one.place == "Sal BEGIN:VEVENT"
    assert (len(one.text), one.link) == (2000, "https://there.example/x")


LINKS = {
    "https://there.example/a?b=c": "https://there.example/a?b=c",
    "http://there.example/": "",
    "javascript:alert(1)": "",
    "https://user:pw@there.example/": "",
    "https://there.example:8443/": "",
    "https://there.example/\"onclick='x": "",
    "https://" + "a" * 600: "",
    "https://[::1": "",
}


@pytest.mark.parametrize(("link", "kept"), LINKS.items(), ids=[str(n) for n in range(len(LINKS))])
def test_only_a_plain_https_link_is_kept(link: str, kept: str) -> None:
    assert reading(ics(event(TEN, HOUR, f"URL:{link}"))).events[0].link == kept


BUSY = {
    "plain": (once(), True),
    "transparent": (event(TEN, HOUR, "TRANSP:TRANSPARENT"), False),
    "outlook-free": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), False),
    "outlook-away": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:OOF"), True),
    "tentative": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"), True),
    "cancelled": (event(TEN, HOUR, "STATUS:CANCELLED"), False),
    "private": (event(TEN, HOUR, "CLASS:PRIVATE"), True),
}


@pytest.mark.parametrize(("text", "busy"), BUSY.values(), ids=BUSY.keys())
def test_what_counts_as_busy(text: str, busy: bool) -> None:
    found = reading(ics(text), texts=False)
    assert [one.event.busy for one in found.dates] == [busy]
    assert "Fællesspisning" not in repr(found)


def test_free_busy_components_count_but_for_what_is_free() -> None:
    found = reading(
        ics(
            "BEGIN:VFREEBUSY\r\nFREEBUSY:20261123T090000Z/PT1H,20261124T090000Z/20261124T100000Z\r\n"
            "FREEBUSY;FBTYPE=FREE:20261125T090000Z/PT1H\r\n"
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T090000Z/PT1H\r\nFREEBUSY:vrøvl\r\nEND:VFREEBUSY"
        )
    )
    assert [f"{start:%d%H}-{end:%H}" for start, end in found.taken] == [
        "2309-10",
        "2409-10",
        "2609-10",
    ]
    assert told(found) == {"end"}


def test_of_too_many_dates_the_earliest_are_kept() -> None:
    daily = event(TEN, HOUR, "RRULE:FREQ=DAILY")
    found = reading(ics(daily), limits=Limits(dates=10))
    assert utc(found)[-1] == "1202T0900-1000"
    assert told(found) == {"too-many-dates"}


# -- its bounds --------------------------------------------------------------------------------

_NINES = ",".join(f"2026{m:02d}{d:02d}T100000" for m in (11, 12) for d in range(1, 31))
WORST = {
    "rules-that-never-happen": ics(
        *(event("DTSTART:19000101T100000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
                uid=str(n)) for n in range(4_900))
    ),
    "a-million-dates": ics(
        *(event("DTSTART:20261101T100000", "RRULE:FREQ=DAILY;BYHOUR=1,3,5,7,9;COUNT=1000000",
                uid=str(n)) for n in range(4_900))
    ),
    "dates-by-list": ics(
        *(event("DTSTART:20261101T100000", *(f"RDATE:{_NINES}" for _ in range(15)), uid=str(n))
          for n in range(300))
    ),
    "years": ics(
        *(event("DTSTART:19000101T100000", "RRULE:FREQ=YEARLY;BYDAY=53MO;COUNT=9", uid=str(n))
          for n in range(4_900))
    ),
    "texts": ics(*(event(TEN, HOUR, "DESCRIPTION:" + "æ" * 400, uid=str(n)) for n in range(4_900))),
    "long-lines": ics(
        *(event(TEN, "DESCRIPTION:" + "\\n;," * 4_900, uid=str(n)) for n in range(240))
    ),
    "one-line": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"x\r\n " * 1_200_000,
    "depth": b"BEGIN:VCALENDAR\n" * 240_000,
}  # fmt: skip

_MEASURE = """
import json, re, resource, sys
from pathlib import Path
from tests.ics_case import reading
def kb(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = Path(sys.argv[1]).read_bytes()
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew; getrusage's never does
before = kb("VmRSS")
try:
    reading(data)
except Exception as error:
    assert type(error).__name__ == "UnreadableCalendar", error
cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime
print(json.dumps({"mb": (kb("VmHWM") - before) / 1024, "cpu": cpu}))
"""
MAX_MEGABYTES = 80
MAX_CPU_SECONDS = 60
"""Measured: 6 s at most, 45 MB. A busy machine with a slow clock is not a failure, a hang is."""


_SLOW = {"years", "dates-by-list", "a-million-dates", "long-lines"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[pytest.mark.long] if one in _SLOW else []) for one in WORST],
)
def test_the_worst_file_of_its_kind_costs_little(name: str, tmp_path: Path) -> None:
    path = tmp_path / "worst.ics"
    path.write_bytes(WORST[name])
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=150, check=True,
    )  # fmt: skip
    cost = json.loads(done.stdout)
    assert cost["mb"] < MAX_MEGABYTES
    assert cost["cpu"] < MAX_CPU_SECONDS


def test_the_window_is_half_open() -> None:
    at_end = event(f"DTSTART:{END:%Y%m%dT%H%M%SZ}", HOUR)
    before = event(f"DTSTART:{START:%Y%m%d}T220000Z", HOUR, uid="b")
    assert utc(reading(ics(at_end, before))) == []
